/** An edited artifact as a source of its own, which is never made as a whole: for edits of what edits have left. */
import type { Source, Splice } from './codecs/codec.js'
import { splicedSize } from './splices.js'

/** A run of bytes of the edited artifact, from the artifact itself or from an edit. */
interface Run {
  /** Where it begins in the edited artifact. */
  at: number
  end: number
  from: Source | Uint8Array
  /** Where it begins in `from`. */
  offset: number
}

/**
 * The artifact with these edits, for random access. The edits' bytes are held, and no others.
 * @param splices in ascending order and without overlap.
 */
export function splicedSource(source: Source, splices: readonly Splice[]): Source {
  const runs = runsOf(source, splices)
  const size = splicedSize(source.size, splices)
  return {
    size,
    read(at, length) {
      const end = Math.min(at + length, size)
      const parts: Uint8Array[] = []
      for (let index = indexOf(runs, at); index < runs.length && runs[index]!.at < end; index++) {
        const run = runs[index]!
        const start = run.offset + Math.max(at, run.at) - run.at
        const stop = run.offset + Math.min(end, run.end) - run.at
        parts.push(
          run.from instanceof Uint8Array
            ? run.from.subarray(start, stop)
            : run.from.read(start, stop - start),
        )
      }
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    },
  }
}

function runsOf(source: Source, splices: readonly Splice[]): Run[] {
  const runs: Run[] = []
  let at = 0
  const add = (from: Source | Uint8Array, offset: number, length: number) => {
    if (length > 0) runs.push({ at, end: at + length, from, offset })
    at += length
  }
  let read = 0
  for (const splice of splices) {
    add(source, read, splice.at - read)
    add(splice.insert, 0, splice.insert.length)
    read = splice.at + splice.remove
  }
  add(source, read, source.size - read)
  return runs
}

/** The run that holds the byte at `at`; behind the last one if there is none. */
function indexOf(runs: readonly Run[], at: number): number {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (runs[middle]!.end <= at) low = middle + 1
    else high = middle
  }
  return low
}
