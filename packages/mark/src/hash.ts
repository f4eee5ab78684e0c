/**
 * METADATA_HASH: SHA-256 of a binary encoding of the mark. Each value is a tag byte and its content, numbers
 * being little-endian:
 *
 *     01 string  u32 length in bytes, UTF-8
 *     02 int     u64, two's complement
 *     03 bool    01 or 00
 *     04 list    u32 count, items
 *     05 dict    u32 count, then for each key, in byte order: the key as a string, the value
 *     06 float   nothing: that there is a float is hashed, its value is not
 *     07 null
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { type Encoder, entriesOf, foldEntries } from './fold.js'
import { compareUtf8, toHex } from './text.js'
import type { Dict } from './value.js'

/** SHA-256 of some bytes, 32 bytes. Node's own is faster: `(b) => createHash('sha256').update(b).digest()`. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** Keys that METADATA_HASH does not cover. They are left out of the mark's own dict only, not of nested ones. */
const UNHASHED = ['MAGIC', 'METADATA_HASH', 'METADATA_ID', 'SIGNING', 'SIGNATURE', 'EMBEDDED_CHALK']

/**
 * METADATA_HASH of a mark, in lower-case hex.
 * @param sha256 defaults to that of @noble/hashes.
 * @throws MarkError if a value has no place in a mark; its message names the key.
 */
export function metadataHash(dict: Dict, sha256: Sha256 = nobleSha256): string {
  return toHex(sha256(hashedBytes(dict)))
}

/**
 * METADATA_HASH as releases of the reference program up to at least 0.3.3 computed it: over the same bytes
 * without the first, the outermost dict's tag. Such marks count as valid; none is written. Throws as
 * {@link metadataHash}.
 */
export function oldMetadataHash(dict: Dict, sha256: Sha256 = nobleSha256): string {
  return toHex(sha256(hashedBytes(dict).subarray(1)))
}

function hashedBytes(dict: Dict): Uint8Array {
  const hashed = entriesOf(dict).filter(([key]) => !UNHASHED.includes(key))
  return Uint8Array.from(binaryEncoder.dict(foldEntries(hashed, binaryEncoder)))
}

const binaryEncoder: Encoder<number[]> = {
  // TextEncoder turns a lone surrogate into U+FFFD, as the written mark does.
  string: (text) => counted(1, [...new TextEncoder().encode(text)]),
  integer: (value) => [2, ...littleEndian(value, 8)],
  bool: (value) => [3, value ? 1 : 0],
  list: (items) => counted(4, items.flat(), items.length),
  dict: (entries) =>
    counted(
      5,
      entries
        .sort(([a], [b]) => compareUtf8(a, b))
        .flatMap(([key, value]) => [...binaryEncoder.string(key), ...value]),
      entries.length,
    ),
  float: () => [6],
  null: () => [7],
}

function counted(tag: number, content: number[], count = content.length): number[] {
  return [tag, ...littleEndian(BigInt(count), 4), ...content]
}

function littleEndian(value: bigint, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Number(BigInt.asUintN(8, value >> BigInt(8 * i))))
}
