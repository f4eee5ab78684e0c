/**
 * METADATA_HASH: SHA-256 of a binary encoding of the mark. Each value is a tag byte and its content, numbers
 * being little-endian:
 *
 *     01 string  u32 length in bytes, UTF-8
 *     02 int     u64, two's complement
 *     03 bool    01 or 00
 *     04 list    u32 count, items
 *     05 dict    u32 count, then for each key, in byte order: the key as a string, the value
 *     06 float   nothing: the float's value is not hashed
 *     07 null
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { hashOrder } from './order.js'
import { toHex, utf8 } from './text.js'
import type { Dict } from './value.js'
import { Tag, walkMark } from './walk.js'

/** SHA-256 of some bytes, 32 bytes. Node's own is faster: `(b) => createHash('sha256').update(b).digest()`. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/**
 * METADATA_HASH of a mark, in lower-case hex.
 * @param sha256 defaults to that of @noble/hashes.
 * @throws MarkError if a value has no place in a mark; its message names the key.
 */
export function metadataHash(dict: Dict, sha256: Sha256 = nobleSha256): string {
  return toHex(sha256(hashedBytes(dict)))
}

/**
 * METADATA_HASH as releases of the reference program up to at least 0.3.3 computed it: over the same bytes without
 * the first, the outermost dict's tag. Such marks count as valid, but are never written. Throws as {@link
 * metadataHash}.
 */
export function oldMetadataHash(dict: Dict, sha256: Sha256 = nobleSha256): string {
  return toHex(sha256(hashedBytes(dict).subarray(1)))
}

function hashedBytes(dict: Dict): Uint8Array {
  let bytes = new Uint8Array(512)
  let at = 0
  walkMark(
    dict,
    (tag, value) => {
      if (tag === Tag.sign) return
      // A UTF-16 unit needs at most three bytes in UTF-8.
      const end = at + 9 + 3 * String(value).length
      if (end > bytes.length) {
        const before = bytes
        bytes = new Uint8Array(2 * end)
        bytes.set(before)
      }
      bytes[at++] = tag
      if (tag === Tag.bool) bytes[at++] = Number(value)
      else if (tag === Tag.integer) {
        new DataView(bytes.buffer).setBigInt64(at, value as bigint, true)
        at += 8
      } else if (tag < Tag.float) {
        const isString = tag === Tag.string
        const room = bytes.subarray(at + 4)
        const count = isString ? utf8.encodeInto(value as string, room).written : (value as number)
        for (let shift = 0; shift < 32; shift += 8) bytes[at++] = count >> shift
        if (isString) at += count
      }
    },
    hashOrder,
  )
  return bytes.subarray(0, at)
}
