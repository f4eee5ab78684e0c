/**
 * Looks for unsound verdicts: changes one thing in a marked artifact, and where the mark still counts as valid, asks
 * real programs whether they see a difference. Started by soundness.mjs.
 */
import { randomFor } from '../random.js'
import { closeBrowser } from './browser.js'
import { change } from './changes.js'
import { observe } from './observers.js'
import { marked } from './samples.js'
import { validId } from './verdict.js'

export interface Unsound {
  number: number
  name: string
  change: string
  observer: string
  before: string
  after: string
  bytes: Buffer
}

export interface Result {
  samples: number
  /** By kind: cases, and of these the changed artifacts whose mark is still valid. */
  cases: Record<string, number>
  valid: Record<string, number>
  unsound: Unsound[]
}

/** @param folder `test` of this repository. */
export async function run(folder: string, cases: number, seed: number, from: number): Promise<Result> {
  const samples = await marked(folder)
  for (const sample of samples)
    if ((await validId(sample)) === undefined) throw new Error(`${sample.name}: not valid as it was marked`)
  const result: Result = { samples: samples.length, cases: {}, valid: {}, unsound: [] }
  const kinds = [...new Set(samples.map(({ kind }) => kind))]
  for (let number = from; number < from + cases; number++) {
    const random = randomFor(seed, number)
    const kind = random.pick(kinds)
    const sample = random.pick(samples.filter((sample) => sample.kind === kind))
    const changed = { beside: sample.beside, ...change(sample, random, samples) }
    const { name: what, bytes } = changed
    count(result.cases, kind)
    if (bytes.equals(sample.bytes)) continue
    // With another mark it is another artifact: one that took this one's place.
    if ((await validId({ ...sample, bytes, beside: changed.beside })) !== (await validId(sample))) continue
    count(result.valid, kind)
    const before = await observe(kind, sample.name, sample.bytes)
    const after = await observe(kind, sample.name, bytes)
    for (const [observer, seen] of after) {
      if (seen === before.get(observer)) continue
      const about = { number, name: sample.name, change: what, observer }
      result.unsound.push({ ...about, before: before.get(observer)!, after: seen, bytes })
    }
  }
  await closeBrowser()
  return result
}

function count(counts: Record<string, number>, kind: string): void {
  counts[kind] = (counts[kind] ?? 0) + 1
}
