/** The facts of a build: what the collectors know of its commit, CI run, package and host, collected once. */
import type { Dict } from '@chalkmark/mark'
import { reproducibleDate } from '../config/source-date.js'
import type { Env } from './host.js'
import { openPlaces } from './places.js'
import type { Facts, Question } from './run.js'
import { timeKeys } from './time.js'

export type { Facts }

export interface FactsRequest extends Question {
  env: Env
}

/** Collects everything wanted for the root, all collectors at once. Never throws. */
export async function collectFacts(request: FactsRequest): Promise<Facts> {
  return (await openPlaces(request).at(request.root)).facts
}

/** The time of an operation, for its marks and for its report. */
export interface Moment {
  /** TIMESTAMP_WHEN_CHALKED in milliseconds; undefined if a reproducible build has no time to use. */
  timestamp: number | undefined
  /** The chalk-time keys. In reproducible builds they hold the time of the commit or of SOURCE_DATE_EPOCH. */
  mark: Dict
  /** The run-time keys, which always hold the real time. */
  report: Dict
}

/** @param now when the operation began. */
export function momentOf(facts: Facts, { reproducible, env }: FactsRequest, now: Date): Moment {
  const committed = facts.keys.TIMESTAMP_COMMITTED
  const commitTime = typeof committed === 'number' ? committed : undefined
  const date = reproducible ? reproducibleDate(env, commitTime) : now
  // Without SOURCE_DATE_EPOCH and without a commit, a reproducible mark holds no time.
  const mark = date ? pick(timeKeys(date, { utc: reproducible }), (key) => !key.startsWith('_')) : {}
  return { timestamp: date?.getTime(), mark, report: pick(timeKeys(now), (key) => key.startsWith('_')) }
}

function pick(keys: Dict, wanted: (key: string) => boolean): Dict {
  return Object.fromEntries(Object.entries(keys).filter(([key]) => wanted(key)))
}
