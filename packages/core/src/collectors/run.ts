/**
 * Runs all collectors at the same time, each under its time limit. None can fail the build.
 *
 * When a collector's time is up, its signal is aborted. Facts that it returns immediately after that still count,
 * so that one slow part does not cost the other facts. A collector that ignores the signal is not waited for, and a
 * later result has no effect.
 */
import type { Dict, Value } from '@chalkmark/mark'
import { reasonOf } from '../error.js'
import { checkValue } from '../keys/check.js'
import { keepNamed, redact, redactDict } from '../redact/index.js'
import type { Collected, Collector, CollectorContext } from './collector.js'
import type { Host } from './host.js'

/** Milliseconds that a collector without a limit of its own may take. */
const LIMIT = 5000

/** What is known of a build. */
export interface Facts {
  /** All keys, redacted. Where two collectors give the same one, the first in the list wins. */
  keys: Dict
  /** One line for each problem, which begins with the collector's name: `git: timed out after 5 s …`. */
  errors: string[]
  /**
   * For `_OP_FAILED_KEYS`: the wanted keys that are missing because of an error, each with `{ code, error,
   * description }`.
   */
  failedKeys: Record<string, Value[]>
}

/**
 * A failure as `_OP_FAILED_KEYS` tells it. Codes: `TIMEOUT`, `FAILED` (gave nothing), `INCOMPLETE` (gave a part),
 * `WRONG_TYPE`.
 */
interface Failure {
  code: 'TIMEOUT' | 'FAILED' | 'INCOMPLETE' | 'WRONG_TYPE'
  error: string
}

const DESCRIPTIONS: Record<Failure['code'], string> = {
  TIMEOUT: 'The collector did not finish in time. What it found until then was kept.',
  FAILED: 'The collector stopped with this error and gave no keys.',
  INCOMPLETE: 'The collector could not find out everything, for the reason that the error names.',
  WRONG_TYPE: 'What was found is not of the type that the key has.',
}

interface Outcome {
  keys: Dict
  failures: Failure[]
}

/** What all collectors are asked. Each gets a signal of its own in addition. */
export type Question = Omit<CollectorContext, 'signal'>

/**
 * Runs every collector that applies and may give a wanted key. Never throws and never rejects.
 * @param limit milliseconds that a collector without a limit of its own may take.
 */
export async function runCollectors(
  collectors: readonly Collector[],
  host: Host,
  question: Question,
  limit = LIMIT,
): Promise<Facts> {
  const { wanted } = question
  const running = collectors.filter(
    ({ keys, applies }) => (applies?.(host) ?? true) && keys.some((key) => wanted.has(key)),
  )
  const outcomes = await Promise.all(
    running.map(async (collector) =>
      ofRightTypes(await runOne(collector, host, question, collector.timeout ?? limit)),
    ),
  )
  const keys: Dict = {}
  for (const outcome of outcomes) {
    for (const [key, value] of Object.entries(outcome.keys)) if (!Object.hasOwn(keys, key)) keys[key] = value
  }
  const errors: string[] = []
  const failedKeys: Record<string, Value[]> = {}
  for (const [index, { failures }] of outcomes.entries()) {
    const { name, keys: given } = running[index]!
    for (const { error } of failures) errors.push(`${name}: ${error}`)
    if (failures.length === 0) continue
    for (const key of given) {
      if (!wanted.has(key) || Object.hasOwn(keys, key)) continue
      const entries = failures.map(({ code, error }) => ({ code, error, description: DESCRIPTIONS[code] }))
      failedKeys[key] = [...(failedKeys[key] ?? []), ...entries]
    }
  }
  return { keys: redactDict(keepNamed(keys)), errors, failedKeys }
}

function runOne(collector: Collector, host: Host, question: Question, limit: number): Promise<Outcome> {
  const controller = new AbortController()
  // An async function, so that a synchronous exception of a collector becomes a rejection, too.
  const collected = (async () => collector.collect(host, { ...question, signal: controller.signal }))()
  return new Promise((resolve) => {
    const late: Failure = {
      code: 'TIMEOUT',
      error: `timed out after ${limit / 1000} s; what it had not found by then is missing`,
    }
    let expired = false
    // Not unref'd: only this timer ends the wait for a collector that does nothing.
    const timer = setTimeout(() => {
      expired = true
      controller.abort(new Error(late.error))
      // In a later turn of the event loop, so that a collector which answers the abort with its facts comes first.
      setImmediate(() => resolve({ keys: {}, failures: [late] }))
    }, limit)
    collected.then(
      (result) => {
        clearTimeout(timer)
        resolve({ keys: result.keys, failures: expired ? [late] : incomplete(result) })
      },
      (error: unknown) => {
        clearTimeout(timer)
        resolve({
          keys: {},
          failures: [expired ? late : { code: 'FAILED', error: oneLine(reasonOf(error)) }],
        })
      },
    )
  })
}

/** Leaves out values that are not of their keys' types, with a failure for each. */
function ofRightTypes({ keys, failures }: Outcome): Outcome {
  const right: [string, Value][] = []
  const wrong: Failure[] = []
  for (const [key, value] of Object.entries(keys)) {
    const problem = checkValue(key, value)
    if (problem === undefined) right.push([key, value])
    else wrong.push({ code: 'WRONG_TYPE', error: `${key} is left out: ${oneLine(problem)}` })
  }
  return wrong.length === 0
    ? { keys, failures }
    : { keys: Object.fromEntries(right), failures: [...failures, ...wrong] }
}

function incomplete({ errors = [] }: Collected): Failure[] {
  return errors.map((error) => ({ code: 'INCOMPLETE', error: oneLine(error) }))
}

function oneLine(text: string): string {
  const lines = text.split(/[\r\n]/).map((line) => line.trim())
  return redact(lines.filter((line) => line !== '').join(' '))
}
