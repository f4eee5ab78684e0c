/**
 * The certificate table, the last part of a signed PE file: Microsoft's "PE Format", "The Attribute Certificate Table".
 *
 *     0    dwLength:u32          of the entry, this header included
 *     4    wRevision:u16         100, 200 (hex)
 *     6    wCertificateType:u16  2: PKCS #7 SignedData
 *     8    bCertificate          DER, zeros to a multiple of 8
 *          the next entry, at a multiple of 8
 *
 * A signature covers everything in the file but this table, so it does not notice bytes that are put in here. HASH
 * leaves the table out only if it has the form that signing gives it.
 */
import { alignUp, asBuffer, fits, isZero } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'

const HEADER_SIZE = 8
const REVISIONS = [0x100, 0x200]
const PKCS_SIGNED_DATA = 2
const ALIGNMENT = 8
const DER_SEQUENCE = 0x30

/** Whether the bytes from `at` to the end of the file are entries with one signature each and nothing else. */
export function isCertificateTable(source: Source, at: number): boolean {
  while (at < source.size) {
    const length = entryLength(source, at)
    if (length === undefined) return false
    at += length
  }
  return at === source.size
}

/** Length of the entry at `at` with the zeros behind it; undefined if it is none. */
function entryLength(source: Source, at: number): number | undefined {
  const head = asBuffer(source.read(at, HEADER_SIZE + 6))
  if (head.length < HEADER_SIZE + 6) return undefined
  const length = head.readUInt32LE(0)
  // Some signers leave out the zeros behind the last entry.
  const aligned = Math.min(alignUp(length, ALIGNMENT), Math.max(length, source.size - at))
  const used = HEADER_SIZE + derLength(head.subarray(HEADER_SIZE))
  const isEntry =
    REVISIONS.includes(head.readUInt16LE(4)) &&
    head.readUInt16LE(6) === PKCS_SIGNED_DATA &&
    used <= length &&
    aligned - used < ALIGNMENT &&
    fits(at, aligned, source.size) &&
    isZero(source, at + used, aligned - used)
  return isEntry ? aligned : undefined
}

/** Length of a DER SEQUENCE with its header (ITU-T X.690, 8.1.3); infinite if it is none. */
function derLength(bytes: Buffer): number {
  const first = bytes[1]!
  if (bytes[0] !== DER_SEQUENCE) return Number.POSITIVE_INFINITY
  if (first < 0x80) return 2 + first
  const count = first & 0x7f
  if (count === 0 || count > 4) return Number.POSITIVE_INFINITY
  return 2 + count + bytes.readUIntBE(2, count)
}
