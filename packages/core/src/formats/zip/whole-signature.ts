/**
 * Signatures of an archive's bytes, which stand around its files.
 *
 *     an APK        a block before the central directory: u64 size, pairs, u64 size again, "APK Sig Block 42"; a
 *                   pair is u64 length, u32 id, value; the size counts all but its first field
 *     an update     the archive comment: …, PKCS #7, u16 from where to the comment's end, FF FF, u16 the comment's
 *                   length, as Android's recovery reads it
 *     a CRX         before the archive: "Cr24", u32 version, then (3) u32 length and that many bytes, or (2) u32 and
 *                   u32, the lengths of key and signature, and both
 *
 * source.android.com, "APK Signature Scheme v2" and v3; android.os.RecoverySystem; Chromium's components/crx_file.
 */
import { asBuffer, u64 } from '../../bytes/fields.js'
import { type Archive, END_SIZE } from './format.js'
import { isSignedData } from './signed-data.js'

const APK_SIGNING_BLOCK = 'APK Sig Block 42'
const APK_FOOTER = 8 + APK_SIGNING_BLOCK.length
/** Of the schemes v2, v3 and v3.1. */
const APK_SCHEMES = [0x7109871a, 0xf05368c0, 0x1b93ad61]
/** Signers write some five. */
const MOST_PAIRS = 64
const CRX_MAGIC = 'Cr24'
const CRX_HEADER = 16
const COMMENT_FOOTER = 6

/** The file that names who has stamped an APK: the SHA-256 of the certificate. */
export const STAMP = 'stamp-cert-sha256'

export type WholeSignature = 'APK' | 'update package' | 'CRX'

/** What an archive looks like if its bytes are signed, not its files. */
export function wholeSignature(archive: Archive): WholeSignature | undefined {
  if (endsInSigningBlock(archive)) return 'APK'
  if (signedComment(archive)) return 'update package'
  return asBuffer(archive.source.read(0, CRX_MAGIC.length)).toString('latin1') === CRX_MAGIC
    ? 'CRX'
    : undefined
}

/** Whether what looks like such a signature has the form of one. Who has signed is not known. */
export function hasWholeForm(archive: Archive, what: WholeSignature): boolean {
  if (what === 'APK') return isSigningBlock(archive)
  if (what === 'CRX') return isCrxHeader(archive)
  const signature = signedComment(archive)
  return signature !== undefined && isSignedData(signature)
}

function endsInSigningBlock({ source, directoryAt }: Archive): boolean {
  const before = source.read(Math.max(0, directoryAt - APK_SIGNING_BLOCK.length), APK_SIGNING_BLOCK.length)
  return Buffer.from(before).toString('latin1') === APK_SIGNING_BLOCK
}

/** Whether the block's pairs fill it, and one of them is a signature. */
function isSigningBlock({ source, directoryAt }: Archive): boolean {
  const field = (at: number, length: number) => asBuffer(source.read(at, length))
  const footerAt = directoryAt - APK_FOOTER
  if (footerAt < 8) return false
  const size = u64(field(footerAt, 8), 0)
  const start = directoryAt - size - 8
  if (size < APK_FOOTER || start < 0 || u64(field(start, 8), 0) !== size) return false
  const ids: number[] = []
  let at = start + 8
  while (at + 12 <= footerAt && ids.length < MOST_PAIRS) {
    const pair = field(at, 12)
    ids.push(pair.readUInt32LE(8))
    at += 8 + Math.max(4, u64(pair, 0))
  }
  return at === footerAt && ids.some((id) => APK_SCHEMES.includes(id))
}

/** The signature at the end of a comment that ends as that of a signed file does. */
function signedComment({ source, endAt }: Archive): Buffer | undefined {
  const length = source.size - endAt - END_SIZE
  if (length < COMMENT_FOOTER) return undefined
  const comment = asBuffer(source.read(source.size - length, length))
  const [start, magic, wholeLength] = [6, 4, 2].map((back) => comment.readUInt16LE(length - back)) as [
    number,
    number,
    number,
  ]
  const isSigned = magic === 0xffff && wholeLength === length && start > COMMENT_FOOTER && start <= length
  return isSigned ? comment.subarray(length - start, length - COMMENT_FOOTER) : undefined
}

/** Whether the first entry follows the header. */
function isCrxHeader({ source, entries, directoryAt }: Archive): boolean {
  const header = asBuffer(source.read(0, CRX_HEADER))
  if (header.length < CRX_HEADER) return false
  const [version, first, second] = [4, 8, 12].map((at) => header.readUInt32LE(at)) as [number, number, number]
  const end = version === 3 ? 12 + first : version === 2 ? CRX_HEADER + first + second : undefined
  return first > 0 && end === entries.reduce((least, { at }) => Math.min(least, at), directoryAt)
}
