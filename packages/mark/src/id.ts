/**
 * CHALK_ID and METADATA_ID: the first 100 bits of a hash in base32, grouped 6-4-4-6.
 *
 * The alphabet is Crockford's (https://www.crockford.com/base32.html): digits and capitals without I, L, O, U.
 */
import { hexToBytes } from '@noble/hashes/utils.js'
import { MarkError } from './error.js'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Five bits a character, the most significant first; 20 characters take the first 12.5 bytes. */
function idOf(bytes: Uint8Array): string {
  let id = ''
  let bits = 0
  let held = 0
  for (const byte of bytes.subarray(0, 13)) {
    bits = (bits << 8) | byte
    for (held += 8; held >= 5 && id.length < 20; held -= 5) id += ALPHABET[(bits >> (held - 5)) & 31]
    bits &= 0xff
  }
  return `${id.slice(0, 6)}-${id.slice(6, 10)}-${id.slice(10, 14)}-${id.slice(14)}`
}

/**
 * CHALK_ID of an artifact: the id of the hash's **text**, its 64 hex digits as ASCII, not of its 32 bytes.
 * @param hashHex HASH, 64 lower-case hex digits.
 * @throws MarkError `NOT_A_HASH`.
 */
export function chalkId(hashHex: string): string {
  return idOf(new TextEncoder().encode(checkHash(hashHex)))
}

/**
 * METADATA_ID of a mark: the id of the hash's 32 bytes.
 * @param hashHex METADATA_HASH, 64 lower-case hex digits.
 * @throws MarkError `NOT_A_HASH`.
 */
export function metadataId(hashHex: string): string {
  return idOf(hexToBytes(checkHash(hashHex)))
}

function checkHash(hashHex: string): string {
  if (/^[0-9a-f]{64}$/.test(hashHex)) return hashHex
  throw new MarkError('NOT_A_HASH', `${JSON.stringify(hashHex)} is not a SHA-256 in lower-case hex`)
}
