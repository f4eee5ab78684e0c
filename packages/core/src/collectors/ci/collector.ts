/** Makes the collector of a CI system from its table. */
import type { Dict } from '@chalkmark/mark'
import { apiAddress, isLocal, pageAddress, type Remote, redact, remoteAddress } from '../../redact/index.js'
import type { Collector } from '../collector.js'
import type { Env } from '../host.js'
import { BUILD_KEYS, type BuildKey, type CiFacts, type CiSystem } from './system.js'

const WITH_TWINS = BUILD_KEYS.flatMap((key) => [key, `_${key}`])

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
        // Nobody else finds a repository by a path.
        if (key === 'BUILD_ORIGIN_URI' && isLocal(facts[key])) continue
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
