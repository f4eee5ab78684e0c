/** Just enough of the Distinguished Encoding Rules to walk a certificate. ITU-T X.690, 8.1 and 10.1. */
import { CodecError } from '../../error.js'

/** A value: its identifier octet and its contents. */
export interface Der {
  tag: number
  content: Buffer
}

export const BOOLEAN = 0x01
export const INTEGER = 0x02
export const BIT_STRING = 0x03
export const OCTET_STRING = 0x04
export const OBJECT_IDENTIFIER = 0x06
export const SEQUENCE = 0x30

/** The tag `[number]`, around another value. */
export function explicit(number: number): number {
  return 0xa0 | number
}

/** The tag `[number]`, in place of a primitive value's own. */
export function implicit(number: number): number {
  return 0x80 | number
}

/**
 * The values in `content`, one behind the other.
 * @throws CodecError `MALFORMED` if one reaches past the end.
 */
export function valuesIn(content: Buffer): Der[] {
  const values: Der[] = []
  for (let at = 0; at < content.length; ) {
    let length = content[at + 1] ?? 0
    let start = at + 2
    if (length & 0x80) {
      const octets = length & 0x7f
      if (octets === 0 || octets > 4 || start + octets > content.length) throw malformed()
      length = content.readUIntBE(start, octets)
      start += octets
    }
    if (start + length > content.length) throw malformed()
    values.push({ tag: content[at]!, content: content.subarray(start, start + length) })
    at = start + length
  }
  return values
}

/** Octets of one arc. Those of UUIDs, the longest in use, have 128 bits in 19 octets (X.667). */
const LONGEST_ARC = 20

/**
 * An object identifier in dotted decimal. X.690, 8.19.
 * @throws CodecError `MALFORMED` if an arc is longer than any in use: converting it to decimal would take long.
 */
export function oidOf({ content }: Der): string {
  const arcs: bigint[] = []
  let arc = 0n
  let octets = 0
  for (const byte of content) {
    if (++octets > LONGEST_ARC) throw malformed()
    arc = (arc << 7n) | BigInt(byte & 0x7f)
    if (byte & 0x80) continue
    arcs.push(arc)
    arc = 0n
    octets = 0
  }
  const first = arcs.shift() ?? 0n
  const root = first < 80n ? first / 40n : 2n
  return [root, first - root * 40n, ...arcs].join('.')
}

function malformed(): CodecError {
  return new CodecError('MALFORMED', 'the certificate is not valid DER')
}
