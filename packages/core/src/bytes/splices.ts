/**
 * Splices: applying a codec's edits to an artifact, and hashing the result without building it.
 *
 * The edits of a list are in ascending order and do not overlap; offsets are those of the unedited input.
 */
import { createHash, type Hash } from 'node:crypto'
import type { Source, Splice } from './source.js'

/** How much of a file is held at once. An artifact in memory is never copied, whatever its size. */
export const CHUNK = 1 << 20

/**
 * The edited artifact, piece by piece, each at most 1 MiB (or an insert's size).
 * @throws RangeError if the edits overlap or leave the artifact: a codec's bug, never an input's.
 */
export function* pieces(source: Source, splices: readonly Splice[]): Generator<Uint8Array> {
  let at = 0
  for (const splice of splices) {
    if (splice.at < at || splice.at + splice.remove > source.size) {
      throw new RangeError(
        `splice at ${splice.at} (-${splice.remove}) does not fit: at ${at} of ${source.size}`,
      )
    }
    yield* range(source, at, splice.at)
    if (splice.insert.length > 0) yield splice.insert
    at = splice.at + splice.remove
  }
  yield* range(source, at, source.size)
}

function* range(source: Source, from: number, to: number): Generator<Uint8Array> {
  for (let at = from; at < to; ) {
    const piece = source.read(at, Math.min(CHUNK, to - at))
    if (piece.length === 0) throw new RangeError(`the file ended at ${at}, ${to - at} bytes early`)
    yield piece
    at += piece.length
  }
}

/** Length in bytes of the edited artifact. */
export function splicedSize(size: number, splices: readonly Splice[]): number {
  return splices.reduce((sum, { remove, insert }) => sum - remove + insert.length, size)
}

/** The edited artifact in one buffer. For artifacts that are in memory anyway. */
export function applySplices(bytes: Uint8Array, splices: readonly Splice[]): Buffer {
  const result = Buffer.allocUnsafe(splicedSize(bytes.length, splices))
  let from = 0
  let to = 0
  for (const { at, remove, insert } of splices) {
    result.set(bytes.subarray(from, at), to)
    to += at - from
    result.set(insert, to)
    to += insert.length
    from = at + remove
  }
  result.set(bytes.subarray(from), to)
  return result
}

/** Lower-case hex SHA-256 of the edited artifact, without building it. */
export function hashSpliced(source: Source, splices: readonly Splice[]): string {
  const hash: Hash = createHash('sha256')
  for (const piece of pieces(source, splices)) hash.update(piece)
  return hash.digest('hex')
}

/** SHA-256 of `bytes`, 32 bytes: node:crypto's, which is faster than the portable one that a browser needs. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}

/** Lower-case hex SHA-256 of `bytes`. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
