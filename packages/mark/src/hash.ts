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
  return binaryEncoder.dict(foldEntries(hashed, binaryEncoder))
}

const utf8 = new TextEncoder()

const binaryEncoder: Encoder<Uint8Array> = {
  string(text) {
    // TextEncoder turns a lone surrogate into U+FFFD, as the written mark does.
    const bytes = utf8.encode(text)
    return counted(1, bytes.length, [bytes])
  },
  integer(value) {
    const bytes = Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0)
    new DataView(bytes.buffer).setBigInt64(1, value, true)
    return bytes
  },
  bool: (value) => Uint8Array.of(3, value ? 1 : 0),
  list: (items) => counted(4, items.length, items),
  dict: (entries) =>
    counted(
      5,
      entries.length,
      entries
        .sort(([a], [b]) => compareUtf8(a, b))
        .flatMap(([key, value]) => [binaryEncoder.string(key), value]),
    ),
  float: () => Uint8Array.of(6),
  null: () => Uint8Array.of(7),
}

/** The tag, the count and the parts, one behind the other. Every artifact of a build passes here: no detours. */
function counted(tag: number, count: number, parts: Uint8Array[]): Uint8Array {
  let length = 5
  for (const part of parts) length += part.length
  const bytes = new Uint8Array(length)
  bytes[0] = tag
  new DataView(bytes.buffer).setUint32(1, count, true)
  let at = 5
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
