/**
 * The interface of collectors: which keys one gives, and how it finds them out with the host that it is given.
 *
 * Collectors run at most once per build, all at the same time, each under a time limit. One that fails gives no
 * keys and a line in the report's `_OP_ERRORS`. A collector does not run if none of its keys is wanted.
 */
import type { Dict } from '@chalkmark/mark'
import type { EnvPolicy, ToolName } from '../config/options.js'
import type { Host } from './host.js'

/** What is asked. */
export interface CollectorContext {
  /** Absolute path of the project: where git, package.json and CODEOWNERS are looked for, upwards. */
  root: string
  /** True when two builds of one commit must give the same keys: no times but the commit's, no host, no random. */
  reproducible: boolean
  /** The names of the keys that a template or the report wants. */
  wanted: ReadonlySet<string>
  /** Which environment variables INJECTOR_ENV and _ENV show. Default: every name, no value. */
  policy?: EnvPolicy | undefined
  /** Which other programs may look at the project. Default: none. */
  tools?: readonly ToolName[] | undefined
  /** Absolute: the config file that is in force. */
  config?: string | undefined
  /** The tenant that the user has named. */
  tenant?: string | undefined
  /** Aborted when the collector's time is up. Pass it on to everything that takes long: programs, requests. */
  signal: AbortSignal
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
  /**
   * What its keys are about. Those of a repository or a package differ between the artifacts of one run, and are found
   * from the folder that an artifact is in.
   * @default 'run'
   */
  readonly about?: 'repository' | 'package' | 'run'
  /** Whether it may find something here, by a quick look. If not, it is not run. */
  applies?(host: Host): boolean
  /** Time limit in milliseconds, if not the default. */
  readonly timeout?: number
  collect(host: Host, context: CollectorContext): Promise<Collected> | Collected
}
