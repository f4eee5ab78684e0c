/**
 * Whether a detached OpenPGP signature is that of a content, as far as that can be told without the signer's key: a
 * signature holds the first two bytes of the digest that it signs. RFC 4880, sections 4.2, 5.2 and 6.2.
 */
import { createHash, type Hash } from 'node:crypto'

const SIGNATURE_PACKET = 2
const [BINARY, TEXT] = [0, 1]
const DIGESTS: Readonly<Record<number, string>> = {
  1: 'md5',
  2: 'sha1',
  8: 'sha256',
  9: 'sha384',
  10: 'sha512',
  11: 'sha224',
}

/**
 * @param signature armoured or binary.
 * @param feed gives the content to a hash, with CRLF line ends if it is signed as text.
 * @returns undefined if that is no OpenPGP signature, or one of a kind that is not known here.
 */
export function isPgpSignatureOf(
  signature: Buffer,
  feed: (hash: Hash, asText: boolean) => void,
): boolean | undefined {
  const bytes = unarmoured(signature)
  const bodies = bytes && signaturePackets(bytes)
  if (!bodies || bodies.length === 0) return undefined
  const results = bodies.map((body) => signs(body, feed))
  if (results.includes(true)) return true
  return results.includes(undefined) ? undefined : false
}

/** RFC 4880, section 6.2: a line that begins it, headers, an empty line, base64, a checksum, a line that ends it. */
function unarmoured(signature: Buffer): Buffer | undefined {
  const lines = signature.toString('latin1').split(/\r?\n/)
  const begin = lines.findIndex((line) => line.endsWith('-----BEGIN PGP SIGNATURE-----'))
  if (begin < 0) return (signature[0] ?? 0) & 0x80 ? signature : undefined
  const headersEnd = lines.indexOf('', begin + 1)
  const end = lines.findIndex((line, index) => index > headersEnd && line.startsWith('-----END'))
  if (headersEnd < 0 || end < 0) return undefined
  const content = lines.slice(headersEnd + 1, end)
  if (/^=[\w+/]{4}$/.test(content.at(-1) ?? '')) content.pop()
  return content.every((line) => /^[A-Za-z0-9+/=\s]*$/.test(line))
    ? Buffer.from(content.join(''), 'base64')
    : undefined
}

/** The bodies of the signature packets; undefined if these are no packets of a known length. */
function signaturePackets(bytes: Buffer): Buffer[] | undefined {
  const found: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at]!
    const header = (tag & 0xc0) === 0xc0 ? newHeader(bytes, at) : oldHeader(bytes, at)
    if (!(tag & 0x80) || !header || header.from + header.length > bytes.length) return undefined
    if (header.type === SIGNATURE_PACKET) found.push(bytes.subarray(header.from, header.from + header.length))
    at = header.from + header.length
  }
  return found
}

interface Header {
  type: number
  from: number
  length: number
}

function newHeader(bytes: Buffer, at: number): Header | undefined {
  const type = bytes[at]! & 0x3f
  const first = bytes[at + 1] ?? 255
  if (first < 192) return { type, from: at + 2, length: first }
  if (first < 224 && at + 2 < bytes.length)
    return { type, from: at + 3, length: ((first - 192) << 8) + bytes[at + 2]! + 192 }
  return first === 255 && at + 6 <= bytes.length
    ? { type, from: at + 6, length: bytes.readUInt32BE(at + 2) }
    : undefined
}

function oldHeader(bytes: Buffer, at: number): Header | undefined {
  const type = (bytes[at]! >> 2) & 0xf
  const size = [1, 2, 4][bytes[at]! & 3]
  if (size === undefined || at + 1 + size > bytes.length) return undefined
  return { type, from: at + 1 + size, length: bytes.readUIntBE(at + 1, size) }
}

/** Version 4: what is hashed behind the content ends with the hashed subpackets; section 5.2.4. */
function signs(body: Buffer, feed: (hash: Hash, asText: boolean) => void): boolean | undefined {
  if (body[0] !== 4 || body.length < 10) return undefined
  const digest = DIGESTS[body[3]!]
  const type = body[1]!
  const end = 6 + body.readUInt16BE(4)
  if (digest === undefined || (type !== BINARY && type !== TEXT) || end + 2 > body.length) return undefined
  const left = end + 2 + body.readUInt16BE(end)
  if (left + 2 > body.length) return undefined
  const hash = createHash(digest)
  feed(hash, type === TEXT)
  const trailer = Buffer.from([4, 0xff, 0, 0, 0, 0])
  trailer.writeUInt32BE(end, 2)
  hash.update(body.subarray(0, end)).update(trailer)
  return hash
    .digest()
    .subarray(0, 2)
    .equals(body.subarray(left, left + 2))
}
