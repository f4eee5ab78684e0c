/** Whether two series of edits of an artifact leave the same bytes, mostly without reading it. */
import type { Source, Splice } from './codecs/codec.js'

/** Bytes of the artifact from an offset on, or those of an edit. */
interface Run {
  length: number
  /** Offset in the artifact. */
  at?: number
  bytes?: Uint8Array
}

/** How much is compared at once, where bytes have to be. */
const PIECE = 1 << 16

/**
 * Whether the edits give the same. Of what both take from the same place of the artifact nothing is read.
 * @param one lists of edits, each of what the one before has left. @param other likewise.
 */
export function isSameEdited(
  source: Source,
  one: readonly (readonly Splice[])[],
  other: readonly (readonly Splice[])[],
): boolean {
  const a = runsOf(source, one)
  const b = runsOf(source, other)
  let left = a.shift()
  let right = b.shift()
  while (left && right) {
    const length = Math.min(left.length, right.length)
    if ((left.at === undefined || left.at !== right.at) && !isSame(source, left, right, length)) return false
    left = left.length > length ? behind(left, length) : a.shift()
    right = right.length > length ? behind(right, length) : b.shift()
  }
  return !left && !right
}

function runsOf(source: Source, series: readonly (readonly Splice[])[]): Run[] {
  let runs: Run[] = source.size > 0 ? [{ at: 0, length: source.size }] : []
  for (const splices of series) if (splices.length > 0) runs = edited(runs, splices)
  return runs
}

function edited(runs: readonly Run[], splices: readonly Splice[]): Run[] {
  const rest = [...runs].reverse()
  const result: Run[] = []
  let position = 0
  const take = (until: number, keep: boolean) => {
    while (position < until) {
      const run = rest.pop()
      if (!run) return
      const length = Math.min(run.length, until - position)
      if (keep) result.push({ ...run, length })
      if (length < run.length) rest.push(behind(run, length))
      position += length
    }
  }
  for (const { at, remove, insert } of splices) {
    take(at, true)
    take(at + remove, false)
    if (insert.length > 0) result.push({ bytes: insert, length: insert.length })
  }
  take(Number.POSITIVE_INFINITY, true)
  return result
}

/** What is left of a run. */
function behind({ length, at, bytes }: Run, count: number): Run {
  if (at !== undefined) return { length: length - count, at: at + count }
  return { length: length - count, bytes: bytes!.subarray(count) }
}

function isSame(source: Source, a: Run, b: Run, length: number): boolean {
  for (let done = 0; done < length; done += PIECE) {
    const size = Math.min(PIECE, length - done)
    const [left, right] = [a, b].map(({ at, bytes }) =>
      at === undefined ? bytes!.subarray(done, done + size) : source.read(at + done, size),
    )
    if (Buffer.compare(left!, right!) !== 0) return false
  }
  return true
}
