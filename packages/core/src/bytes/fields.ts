/**
 * Fields of binary formats, read from a {@link Source} so that every offset and count is checked against the file's
 * size before it is used.
 */
import { CodecError } from '../error.js'
import type { Source, Splice } from './source.js'

export const NOTHING: Uint8Array = new Uint8Array(0)

/** Bytes as a Buffer, without copying them. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

/**
 * Exactly `length` bytes from `at`, not to be written to.
 * @throws CodecError `TRUNCATED` if the file has fewer; `what` names the part in the message.
 */
export function readAt(source: Source, at: number, length: number, what: string): Buffer {
  if (!fits(at, length, source.size)) throw truncated(what)
  const bytes = asBuffer(source.read(at, length))
  if (bytes.length !== length) throw truncated(what)
  return bytes
}

/** Whether `length` bytes from `at` lie within the first `size` bytes. */
export function fits(at: number, length: number, size: number): boolean {
  return at >= 0 && length >= 0 && at <= size && length <= size - at
}

export function truncated(what: string): CodecError {
  return new CodecError('TRUNCATED', `${what} reaches past the end of the file`)
}

/** A little-endian 64-bit field as a number. One above 2^53 is infinite here: past the end of any file. */
export function u64(bytes: Buffer, at: number): number {
  return exact(bytes.readBigUInt64LE(at))
}

/** As {@link u64}, big-endian. */
export function u64be(bytes: Buffer, at: number): number {
  return exact(bytes.readBigUInt64BE(at))
}

/** A little-endian 64-bit field that holds `value`, a safe integer. */
export function u64le(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

function exact(value: bigint): number {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.POSITIVE_INFINITY
}

/** The next multiple of `alignment` that is not below `offset`. */
export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment
}

/** Whether the `length` bytes from `at` are all zero. Reads them piece by piece. */
export function isZero(source: Source, at: number, length: number): boolean {
  const piece = 1 << 16
  for (let from = at, end = at + length; from < end; from += piece) {
    const bytes = source.read(from, Math.min(piece, end - from))
    if (bytes.some((byte) => byte !== 0)) return false
  }
  return true
}

/** Part of a source as a source of its own: a slice of a fat file. */
export function subSource(source: Source, from: number, size: number): Source {
  return {
    size,
    read: (at, length) => source.read(from + at, Math.max(0, Math.min(length, size - at))),
  }
}

/** Overwrites the bytes at `at`. */
export function overwrite(at: number, insert: Uint8Array): Splice {
  return { at, remove: insert.length, insert }
}
