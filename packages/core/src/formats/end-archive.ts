/**
 * Programs that are a ZIP archive, too. Readers of ZIP look for the archive's directory from the end of the file, so
 * nothing may come behind it: neither a mark nor a table that moves there.
 *
 *     program | entries | central directory | end record | comment
 *
 * APPNOTE.TXT (PKWARE), 4.3.16: the end record has 22 bytes, then a comment of at most 65,535.
 */
import { asBuffer } from '../bytes/fields.js'
import type { Source } from '../bytes/source.js'

const END_RECORD = Buffer.from('PK\x05\x06', 'latin1')
const DIRECTORY_HEADER = 0x504b0102
const END_SIZE = 22
const MAX_COMMENT = 0xffff

/**
 * Whether an archive's end record stands where readers look for it, with a directory right before it.
 * @param end where the file ends without its mark.
 */
export function endsInArchive(source: Source, end: number): boolean {
  const from = Math.max(0, end - END_SIZE - MAX_COMMENT)
  const tail = asBuffer(source.read(from, end - from))
  for (
    let at = tail.lastIndexOf(END_RECORD);
    at >= 0;
    at = at > 0 ? tail.lastIndexOf(END_RECORD, at - 1) : -1
  ) {
    if (at + END_SIZE > tail.length) continue
    const directoryAt = from + at - tail.readUInt32LE(at + 12)
    if (directoryAt < 0 || directoryAt === from + at) continue
    const header = asBuffer(source.read(directoryAt, 4))
    // With ZIP64 its own end records stand between the two, and the size may be a placeholder.
    if ((header.length === 4 && header.readUInt32BE(0) === DIRECTORY_HEADER) || isZip64(tail, at)) return true
  }
  return false
}

/** The locator of the ZIP64 end record (4.3.15) stands right before the end record. */
function isZip64(tail: Buffer, at: number): boolean {
  return at >= 20 && tail.readUInt32BE(at - 20) === 0x504b0607
}
