/** An edited artifact as a source, without building it in memory: so that edits can be made of an edited artifact. */
import type { Source, Splice } from './source.js'
import { CHUNK, splicedSize } from './splices.js'

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
 * The artifact with these edits, for random access. Only the edits' own bytes are held in memory.
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
        parts.push(partOf(run, Math.max(at, run.at), Math.min(end, run.end)))
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

/**
 * One list of edits that does what `first` and then `second` do, where `second` edits the result of `first`. Only
 * the edits' own bytes are copied. Each list is in ascending order and without overlap, as is the result.
 */
export function composed(source: Source, first: readonly Splice[], second: readonly Splice[]): Splice[] {
  const splices: Splice[] = []
  let inserts: Uint8Array[] = []
  let read = 0
  const upTo = (offset: number) => {
    if (inserts.length > 0 || offset > read)
      splices.push({ at: read, remove: offset - read, insert: Buffer.concat(inserts) })
    inserts = []
  }
  const add = ({ from, offset, at, end }: Run) => {
    if (from instanceof Uint8Array) inserts.push(from.subarray(offset, offset + end - at))
    else {
      upTo(offset)
      read = offset + end - at
    }
  }
  const runs = runsOf(source, first)
  let at = 0
  for (const splice of second) {
    for (const run of runsBetween(runs, at, splice.at)) add(run)
    add({ from: splice.insert, offset: 0, at: 0, end: splice.insert.length })
    at = splice.at + splice.remove
  }
  for (const run of runsBetween(runs, at, Number.POSITIVE_INFINITY)) add(run)
  upTo(source.size)
  return splices
}

/** The runs of the edited artifact from `from` to `to`, the first and the last of them cut to fit. */
function* runsBetween(runs: readonly Run[], from: number, to: number): Generator<Run> {
  for (let index = indexOf(runs, from); index < runs.length && runs[index]!.at < to; index++) {
    const run = runs[index]!
    const at = Math.max(from, run.at)
    yield { from: run.from, offset: run.offset + at - run.at, at, end: Math.min(to, run.end) }
  }
}

/**
 * Whether two series of edits of the artifact give the same bytes. Bytes that both take from the same place of the
 * artifact are not read.
 * @param one lists of edits; each list edits the result of the one before. @param other likewise.
 */
export function isSameEdited(
  source: Source,
  one: readonly (readonly Splice[])[],
  other: readonly (readonly Splice[])[],
): boolean {
  const [a, b] = [one, other].map((series) =>
    runsOf(
      source,
      series.reduce<readonly Splice[]>((first, second) => composed(source, first, second), []),
    ),
  ) as [Run[], Run[]]
  let at = 0
  while (a[0] && b[0]) {
    const end = Math.min(a[0].end, b[0].end)
    if (!isSamePart(a[0], b[0], at, end)) return false
    at = end
    for (const runs of [a, b]) if (runs[0]!.end === end) runs.shift()
  }
  return a.length === b.length
}

/** Whether two runs hold the same bytes from `from` to `to` of the edited artifact. */
function isSamePart(a: Run, b: Run, from: number, to: number): boolean {
  if (a.from === b.from && a.offset - a.at === b.offset - b.at) return true
  for (let at = from; at < to; at += CHUNK) {
    const end = Math.min(at + CHUNK, to)
    if (Buffer.compare(partOf(a, at, end), partOf(b, at, end)) !== 0) return false
  }
  return true
}

/** A run's bytes from `from` to `to` of the edited artifact. */
function partOf(run: Run, from: number, to: number): Uint8Array {
  const start = run.offset + from - run.at
  const stop = run.offset + to - run.at
  return run.from instanceof Uint8Array ? run.from.subarray(start, stop) : run.from.read(start, stop - start)
}

/** Whether the edits leave every byte as it is. Reads only what they replace and what they move. */
export function changesNothing(source: Source, splices: readonly Splice[]): boolean {
  if (splicedSize(source.size, splices) !== source.size) return false
  let from = 0
  /** How far the bytes behind the edits seen so far have moved. */
  let shift = 0
  for (const { at, remove, insert } of splices) {
    if (shift !== 0 && !movesOntoItself(source, from, at, shift)) return false
    if (!standsAt(source, at + shift, insert)) return false
    shift += insert.length - remove
    from = at + remove
  }
  return true
}

function movesOntoItself(source: Source, from: number, to: number, shift: number): boolean {
  for (let at = from; at < to; at += CHUNK)
    if (!standsAt(source, at + shift, source.read(at, Math.min(CHUNK, to - at)))) return false
  return true
}

function standsAt(source: Source, at: number, bytes: Uint8Array): boolean {
  return Buffer.compare(source.read(at, bytes.length), bytes) === 0
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
