/** The facts of a build: what the collectors know of its commit, CI run, package and host, collected once. */
import type { Dict } from '@chalkmark/mark'
import type { EnvPolicy } from '../config/options.js'
import { reproducibleDate, timeKeys } from './host.js'
import { collectorsFor, runCollectors } from './index.js'

/** What does not change while a process builds the same project again and again. */
export interface Facts {
  keys: Dict
  /** Problems, one line each. */
  errors: string[]
  /** For `_OP_FAILED_KEYS`. */
  failedKeys: Dict
}

export interface FactsRequest {
  root: string
  env: Readonly<Record<string, string | undefined>>
  reproducible: boolean
  /** The keys that the template and the report want. */
  wanted: ReadonlySet<string>
  /** Which environment variables may be shown. */
  policy?: EnvPolicy
  /** Milliseconds each collector may take. */
  timeout?: number
}

/** Collects everything wanted, all collectors at once. Never throws. */
export async function collectFacts(request: FactsRequest): Promise<Facts> {
  const { root, env, reproducible, wanted, timeout } = request
  const context = { root, env, reproducible, wanted, now: new Date(), fetch: globalThis.fetch }
  const { keys, errors, failedKeys } = await runCollectors(collectorsFor({ env: request.policy }), context, {
    timeout,
  })
  return { keys, errors, failedKeys: failedKeys as Dict }
}

/** The moment of an operation, as marks and as its report tell it. */
export interface Moment {
  /** TIMESTAMP_WHEN_CHALKED in milliseconds; undefined if a reproducible build knows of none. */
  timestamp: number | undefined
  /** The chalk-time keys that spell it out: of the commit or SOURCE_DATE_EPOCH in reproducible builds. */
  mark: Dict
  /** The run-time keys: when it really happened. */
  report: Dict
}

/** @param now when the operation began. */
export function momentOf(facts: Facts, { reproducible, env }: FactsRequest, now: Date): Moment {
  const committed = facts.keys.TIMESTAMP_COMMITTED
  const commitTime = typeof committed === 'number' ? committed : undefined
  const date = reproducible ? reproducibleDate(env, commitTime) : now
  // Neither SOURCE_DATE_EPOCH nor a commit: a reproducible mark then says nothing of time.
  const mark = date ? pick(timeKeys(date, { utc: reproducible }), (key) => !key.startsWith('_')) : {}
  return { timestamp: date?.getTime(), mark, report: pick(timeKeys(now), (key) => key.startsWith('_')) }
}

function pick(keys: Dict, wanted: (key: string) => boolean): Dict {
  return Object.fromEntries(Object.entries(keys).filter(([key]) => wanted(key)))
}
