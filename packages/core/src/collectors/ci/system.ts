/**
 * The interface of CI systems: how to detect that one runs the build, and where each BUILD_ key comes from.
 *
 * A system is a table of environment variables from its public documentation. {@link ciCollector} does the rest:
 * empty values count as missing, credentials are stripped from every value, and each key has a run-time twin with a
 * `_` before its name.
 */
import type { Dict } from '@chalkmark/mark'
import { apiAddress, pageAddress, type Remote, redact, remoteAddress } from '../../redact/index.js'
import type { Collector, CollectorContext } from '../collector.js'
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

const WITH_TWINS = BUILD_KEYS.flatMap((key) => [key, `_${key}`])

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

/**
 * The collector for one CI system.
 *
 * In reproducible builds only the run-time keys are given: a mark must not differ between two runs of one commit, but
 * a report may say which run it was.
 * @param earlier systems that take precedence: if one of them runs the build, this one stays silent, so that the keys
 * of two systems are never mixed.
 */
export function ciCollector(system: CiSystem, earlier: readonly CiSystem[] = []): Collector {
  return {
    name: system.name,
    keys: WITH_TWINS,
    applies: ({ env }) => system.detect(env) && !earlier.some((other) => other.detect(env)),
    async collect(host, context) {
      const asked = await system.ask?.(host, context)
      const facts = { ...fromEnv(system, host.env), ...defined(asked?.facts) }
      const keys: Dict = {}
      const errors = [...(asked?.errors ?? [])]
      for (const key of BUILD_KEYS) {
        if (!facts[key]?.trim()) continue
        const told = ADDRESSES[key]?.(facts[key]) ?? { address: redact(facts[key].trim()) }
        if ('leftOut' in told) {
          errors.push(`the address that the CI system gives for ${key} is left out, as ${told.leftOut}`)
          continue
        }
        const text = told.address
        const value = key === 'BUILD_CONTACT' ? [text] : text
        if (!context.reproducible) keys[key] = value
        keys[`_${key}`] = value
      }
      return { keys, errors }
    },
  }
}

/** Which values are addresses, and how each kind is parsed. */
const ADDRESSES: Partial<Record<BuildKey, (text: string) => Remote>> = {
  BUILD_ORIGIN_URI: remoteAddress,
  BUILD_URI: pageAddress,
  BUILD_API_URI: apiAddress,
}

function fromEnv(system: CiSystem, env: Env): CiFacts {
  const facts: CiFacts = {}
  for (const [key, source] of Object.entries(system.keys) as [BuildKey, string | ((env: Env) => string)][]) {
    facts[key] = typeof source === 'string' ? env[source] : source(env)
  }
  return facts
}

function defined(facts: CiFacts = {}): CiFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value))
}

/** The full name of the git ref that a build is of, from the short names that most systems give. */
export function gitRef({
  tag,
  branch,
}: {
  tag?: string | undefined
  branch?: string | undefined
}): string | undefined {
  if (tag) return `refs/tags/${tag}`
  return branch && (branch.startsWith('refs/') ? branch : `refs/heads/${branch}`)
}

/** Joins parts of an address with single slashes; undefined if one is missing. */
export function address(base: string | undefined, ...parts: (string | undefined)[]): string | undefined {
  if (!base || parts.some((part) => !part)) return undefined
  return [base.replace(/\/+$/, ''), ...parts.map((part) => part!.replace(/^\/+|\/+$/g, ''))].join('/')
}
