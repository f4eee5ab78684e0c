/**
 * A Python wheel's RECORD: the list of its files, with their digests. Installers that check it, and the package
 * index on upload, refuse a wheel with a file that is not in the list. So the mark is listed there:
 *
 *     chalk.json,sha256=<base64url without padding>,<length>
 *
 * This is the list's last line, and HASH counts the list without it.
 *
 * Binary distribution format (packaging.python.org/en/latest/specifications/binary-distribution-format), "The
 * .dist-info directory"; recording installed projects, "The RECORD file".
 */
import { createHash } from 'node:crypto'
import type { ZipEntry } from './format.js'
import type { Listing } from './listing.js'
import { MARK_PATH } from './mark-entry.js'

/** RECORD of the largest wheels is about 1 MB. */
const MAX_RECORD = 4 << 20
const NEWLINE = 0x0a

/** The wheel's list of files. */
export function findRecord(entries: readonly ZipEntry[]): Listing | undefined {
  const entry = entries.find(
    ({ path, size }) => /^[^/]+\.dist-info\/RECORD$/.test(path) && size <= MAX_RECORD,
  )
  return (
    entry && {
      entry,
      name: 'RECORD of the wheel',
      withMark,
      withoutMark,
      counted: withoutMark,
      findIn: (archive) => findRecord(archive.entries),
    }
  )
}

function withMark(record: Buffer, mark: Uint8Array): Buffer {
  const digest = createHash('sha256').update(mark).digest('base64url')
  const line = `${MARK_PATH},sha256=${digest},${mark.length}`
  const newline = lineEnd(record)
  const text = record.at(-1) === NEWLINE || record.length === 0 ? `${line}${newline}` : `${newline}${line}`
  return Buffer.concat([record, Buffer.from(text)])
}

/** RECORD's text without the mark's line, if that is the last one. */
function withoutMark(record: Buffer): Buffer {
  const end = record.at(-1) === NEWLINE ? record.length - 1 : record.length
  const start = record.lastIndexOf(NEWLINE, end - 1) + 1
  if (!record.subarray(start, end).toString('latin1').startsWith(`${MARK_PATH},sha256=`)) return record
  // If no newline follows the line, marking added the newline before it.
  return end < record.length
    ? record.subarray(0, start)
    : record.subarray(0, Math.max(0, start - lineEnd(record).length))
}

function lineEnd(record: Buffer): string {
  return record.includes('\r\n') ? '\r\n' : '\n'
}
