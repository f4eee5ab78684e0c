/**
 * CHALK_ID and METADATA_ID: the first 100 bits of some bytes in base32, the most significant bit first, grouped
 * 6-4-4-6.
 *
 * The alphabet is Douglas Crockford's (https://www.crockford.com/base32.html): no I, L, O and U.
 */
import { MarkError } from './error.js'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The id of some bytes, at least 13, in hex. 25 hex digits are 100 bits are 20 characters; 5 of them are 4. */
function idOf(hex: string): string {
  let id = ''
  for (let at = 0; at < 25; at += 5) {
    const bits = Number(`0x${hex.slice(at, at + 5)}`)
    id +=
      ALPHABET[bits >> 15]! + ALPHABET[(bits >> 10) & 31] + ALPHABET[(bits >> 5) & 31] + ALPHABET[bits & 31]
  }
  return `${id.slice(0, 6)}-${id.slice(6, 10)}-${id.slice(10, 14)}-${id.slice(14)}`
}

/**
 * CHALK_ID of an artifact: the id of its hash's **text**, 64 hex digits in ASCII, not of the hash's 32 bytes.
 * @param hashHex HASH, a SHA-256 in lower-case hex.
 * @throws MarkError `NOT_A_HASH`.
 */
export function chalkId(hashHex: string): string {
  return idOf(
    checkHash(hashHex)
      .slice(0, 13)
      .replace(/./g, (digit) => digit.charCodeAt(0).toString(16)),
  )
}

/**
 * METADATA_ID of a mark: the id of its hash's 32 bytes.
 * @param hashHex METADATA_HASH, a SHA-256 in lower-case hex.
 * @throws MarkError `NOT_A_HASH`.
 */
export function metadataId(hashHex: string): string {
  return idOf(checkHash(hashHex))
}

function checkHash(hashHex: string): string {
  if (/^[0-9a-f]{64}$/.test(hashHex)) return hashHex
  throw new MarkError('NOT_A_HASH', `${JSON.stringify(hashHex)} is not a SHA-256 in lower-case hex`)
}
