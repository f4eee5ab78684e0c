/**
 * METADATA_HASH: SHA-256 of a binary encoding of the mark. Each value is a tag byte and its content:
 *
 *     string  01  u32 length in bytes, UTF-8          dict   05  u32 count, then each key (as a string) and value,
 *     int     02  u64 (two's complement)                         in byte order of the keys
 *     bool    03  01 or 00                            float  06
 *     list    04  u32 count, items                    null   07
 *
 * Integers are little-endian. A float's value is not hashed, only that there is one.
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'
import { MarkError } from './error.js'
import { MAX_DEPTH } from './limits.js'
import { integerOf } from './number.js'
import { compareUtf8, entriesOf } from './text.js'
import { type Dict, Float, type Value } from './value.js'

/** SHA-256 of some bytes, 32 bytes. Node's is faster: `(b) => createHash('sha256').update(b).digest()`. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** Keys that METADATA_HASH does not cover. They are left out of the mark's own dict only, not of nested ones. */
const UNHASHED = ['MAGIC', 'METADATA_HASH', 'METADATA_ID', 'SIGNING', 'SIGNATURE', 'EMBEDDED_CHALK']

/**
 * METADATA_HASH of a mark, in lower-case hex.
 * @param sha256 defaults to that of @noble/hashes.
 * @throws MarkError if a value has no place in a mark.
 */
export function metadataHash(dict: Dict, sha256: Sha256 = nobleSha256): string {
  return bytesToHex(sha256(encodeHashed(dict)))
}

/**
 * METADATA_HASH as releases of the reference program up to at least 0.3.3 computed it: without the tag byte of
 * the outermost dict. Marks of that age are still about, so they count as valid; none is written.
 */
export function oldMetadataHash(dict: Dict, sha256: Sha256 = nobleSha256): string {
  return bytesToHex(sha256(encodeHashed(dict).subarray(1)))
}

function encodeHashed(dict: Dict): Uint8Array {
  const chunks: Uint8Array[] = []
  const entries = entriesOf(dict).filter(([key]) => !UNHASHED.includes(key))
  encodeEntries(entries, 1, chunks)
  return concatBytes(...chunks)
}

function encodeEntries(entries: [string, Value][], depth: number, chunks: Uint8Array[]): void {
  chunks.push(tagged(5, entries.length))
  for (const [key, value] of entries.sort(([a], [b]) => compareUtf8(a, b))) {
    encodeText(key, chunks)
    encodeValue(value, depth, key, chunks)
  }
}

function encodeValue(value: Value, depth: number, key: string, chunks: Uint8Array[]): void {
  if (value === null) chunks.push(Uint8Array.of(7))
  else if (typeof value === 'string') encodeText(value, chunks)
  else if (typeof value === 'boolean') chunks.push(Uint8Array.of(3, value ? 1 : 0))
  else if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float)
    chunks.push(encodeNumber(value, key))
  else if (typeof value !== 'object')
    throw new MarkError('NOT_A_VALUE', `${key}: a mark cannot hold a value of type ${typeof value}`)
  else if (depth >= MAX_DEPTH) throw new MarkError('DEPTH', `${key}: nested deeper than ${MAX_DEPTH} levels`)
  else if (Array.isArray(value)) {
    chunks.push(tagged(4, value.length))
    for (const item of value) encodeValue(item, depth + 1, key, chunks)
  } else encodeEntries(entriesOf(value), depth + 1, chunks)
}

function encodeText(text: string, chunks: Uint8Array[]): void {
  // TextEncoder turns a lone surrogate into U+FFFD, as the written mark does.
  const utf8 = new TextEncoder().encode(text)
  chunks.push(tagged(1, utf8.length), utf8)
}

function encodeNumber(value: number | bigint | Float, key: string): Uint8Array {
  const integer = integerOf(value, key)
  if (integer === undefined) return Uint8Array.of(6)
  const bytes = Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0)
  new DataView(bytes.buffer).setBigInt64(1, integer, true)
  return bytes
}

function tagged(tag: number, count: number): Uint8Array {
  const bytes = Uint8Array.of(tag, 0, 0, 0, 0)
  new DataView(bytes.buffer).setUint32(1, count, true)
  return bytes
}
