/** Runs the search of exact.ts. Started by exact.mjs. */
import { randomFor } from '../random.js'
import { afterRoundTrip, type Twin, twin } from './exact.js'
import { marked, type Sample } from './samples.js'
import { validId } from './verdict.js'

export interface Result {
  samples: number
  /** By kind of file. */
  cases: Record<string, number>
  found: (Twin & { number: number; name: string })[]
}

/** @param folder `test` of this repository. */
export async function run(folder: string, cases: number, seed: number, from: number): Promise<Result> {
  const samples = []
  for (const hasContentHash of [true, false])
    for (const sample of await marked(folder, hasContentHash))
      if (isBinary(sample) && (await validId(sample)) !== undefined) samples.push(sample)
  const result: Result = { samples: samples.length, cases: {}, found: [] }
  for (const sample of samples) {
    const found = await afterRoundTrip(sample)
    if (found) result.found.push({ ...found, number: -1, name: sample.name })
  }
  const kinds = [...new Set(samples.map(({ kind }) => kind))]
  for (let number = from; number < from + cases; number++) {
    const random = randomFor(seed, number)
    const kind = random.pick(kinds)
    const sample = random.pick(samples.filter((sample) => sample.kind === kind))
    result.cases[kind] = (result.cases[kind] ?? 0) + 1
    const found = await twin(sample, random, samples)
    if (found) result.found.push({ ...found, number, name: sample.name })
  }
  return result
}

/** A mark beside its file stands in no bytes of the file. */
function isBinary({ bytes, beside }: Sample): boolean {
  return bytes.includes(0) && beside === undefined
}
