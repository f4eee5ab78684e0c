/**
 * The interface of CI systems: how to detect that one runs the build, and where each BUILD_ key comes from.
 *
 * A system is a table of environment variables from its public documentation. `ciCollector` does the rest:
 * empty values count as missing, credentials are stripped from every value, and each key has a run-time twin with a
 * `_` before its name.
 */
import type { CollectorContext } from '../collector.js'
import type { Env, Host } from '../host.js'

/** The keys about a CI run. */
export const BUILD_KEYS = [
  'BUILD_ID',
  'BUILD_UNIQUE_ID',
  'BUILD_URI',
  'BUILD_API_URI',
  'BUILD_ATTEMPT',
  'BUILD_COMMIT_ID',
  'BUILD_REF',
  'BUILD_TRIGGER',
  'BUILD_CONTACT',
  'BUILD_WORKFLOW_NAME',
  'BUILD_WORKFLOW_PATH',
  'BUILD_WORKFLOW_HASH',
  'BUILD_ORIGIN_URI',
  'BUILD_ORIGIN_ID',
  'BUILD_ORIGIN_KEY',
  'BUILD_ORIGIN_OWNER_ID',
  'BUILD_ORIGIN_OWNER_KEY',
] as const

export type BuildKey = (typeof BUILD_KEYS)[number]

/** A value for each BUILD_ key that is known. BUILD_CONTACT becomes a list. */
export type CiFacts = Partial<Record<BuildKey, string | undefined>>

export interface CiSystem {
  /** Short name for errors: `github-actions`. */
  readonly name: string
  /** Whether this system runs the build. */
  detect(env: Env): boolean
  /** For each key the name of its variable, or how to work it out. */
  readonly keys: Partial<Record<BuildKey, string | ((env: Env) => string | undefined)>>
  /** Facts that are not in the environment. They take precedence over those of `keys`. */
  ask?(host: Host, context: CollectorContext): Promise<{ facts: CiFacts; errors?: string[] }>
}
