/**
 * What every collector is made of: a function from a context to a dict of keys.
 *
 * Collectors run at most once per build, all at the same time, each under a time limit. One that fails gives no
 * keys and a line in the report's `_OP_ERRORS`. One none of whose keys is wanted does not run.
 */
import type { Dict } from '@chalkmark/mark'

export interface CollectorContext {
  /** Absolute path of the project: where git, package.json and CODEOWNERS are looked for, upwards. */
  root: string
  /** The environment. Collectors read it from here, never from `process.env`. */
  env: Readonly<Record<string, string | undefined>>
  /** When the operation began. */
  now: Date
  /** True when two builds of one commit must give the same keys: no times but the commit's, no host, no random. */
  reproducible: boolean
  /** The names of the keys that a template or the report wants. */
  wanted: ReadonlySet<string>
  /** Aborted when the collector's time is up: kill what was spawned. */
  signal: AbortSignal
  /** For collectors that ask a server. */
  fetch: typeof fetch
}

/** What a collector gives. Missing facts are missing keys, never empty strings. */
export interface Collected {
  keys: Dict
  /** Problems worth a line in `_OP_ERRORS`, without the collector's name. */
  errors?: string[]
}

export interface Collector {
  /** Short name for reports and errors: `git`, `github`. */
  readonly name: string
  /** Every key that it may give. */
  readonly keys: readonly string[]
  /** Whether it can have anything to say here, at a glance. One that says no is not run. */
  applies?(env: CollectorContext['env']): boolean
  /** Time limit in milliseconds, if not the default. */
  readonly timeout?: number
  collect(context: CollectorContext): Promise<Collected> | Collected
}
