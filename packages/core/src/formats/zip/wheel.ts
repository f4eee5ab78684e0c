/**
 * A Python wheel's RECORD: the list of its files, with their digests. Installers that check it, and the package
 * index on upload, refuse a wheel with a file that is not in the list. So the mark is listed there:
 *
 *     chalk.json,sha256=<base64url without padding>,<length>
 *
 * This is the list's last line, and HASH counts the list without it. RECORD is the only entry whose bytes marking
 * changes. Its old bytes are kept in an extra field of its local header, so that deleting restores them:
 *
 *     extra field   id "CK"  length:u16   central header, local entry
 *
 * Binary distribution format (packaging.python.org/en/latest/specifications/binary-distribution-format), "The
 * .dist-info directory"; recording installed projects, "The RECORD file".
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { asBuffer, NOTHING } from '../../bytes/fields.js'
import { bufferSource } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import { readContent } from './content.js'
import { readArchive } from './directory.js'
import { extentOf, headerOf } from './edit.js'
import { type NewEntry, plainEntry, rewrittenEntry } from './entry.js'
import {
  type Archive,
  CENTRAL_HEADER,
  CENTRAL_HEADER_SIZE,
  END_SIZE,
  findExtra,
  IN_ZIP64_32,
  LOCAL_HEADER_SIZE,
  type ZipEntry,
} from './format.js'

const EXTRA_BEFORE = 0x4b43
const MAX_EXTRA = 0xffff
/** RECORD of the largest wheels is about 1 MB. */
const MAX_RECORD = 4 << 20

/** The wheel's list of files. */
export function findRecord(entries: readonly ZipEntry[]): ZipEntry | undefined {
  return entries.find(({ path, size }) => /^[^/]+\.dist-info\/RECORD$/.test(path) && size <= MAX_RECORD)
}

/** RECORD with a line for the mark, in place of one that is there. */
export function listMark(archive: Archive, record: ZipEntry, path: string, mark: Uint8Array): NewEntry {
  const header = headerOf(archive, record)
  if (isZip64(header))
    throw new CodecError(
      'UNSUPPORTED',
      'RECORD of the wheel is a ZIP64 entry: it cannot be given a line for the mark',
    )
  const listed = readContent(archive.source, record)
  const list = withoutLine(listed, path)
  // If the list already has a line for a mark, marking wrote the entry, and there is nothing to keep.
  const current = list.length === listed.length ? currentEntry(archive, record) : undefined
  const before = originalEntry(archive, record, path) ?? current
  return rewrittenEntry(header, withLine(list, lineFor(path, mark)), before ? extraWith(before) : NOTHING)
}

function lineFor(path: string, mark: Uint8Array): string {
  const digest = createHash('sha256').update(mark).digest('base64url')
  return `${path},sha256=${digest},${mark.length}`
}

/**
 * Whether RECORD is as {@link listMark} leaves it. Its compression does not count, since that differs between
 * versions of zlib.
 */
export function isListed(archive: Archive, record: ZipEntry, path: string, mark: Uint8Array): boolean {
  const listed = asBuffer(readContent(archive.source, record))
  if (!withLine(withoutLine(listed, path), lineFor(path, mark)).equals(listed)) return false
  const header = headerOf(archive, record)
  const before = originalEntry(archive, record, path)
  const wanted = rewrittenEntry(before?.central ?? header, listed, before ? extraWith(before) : NOTHING)
  const local = asBuffer(archive.source.read(record.at, record.dataAt - record.at))
  // The offset and the packed size may differ.
  const central = Buffer.from(wanted.central)
  header.copy(central, OFFSET_AT, OFFSET_AT, OFFSET_AT + 4)
  for (const [bytes, at] of [
    [central, 20],
    [wanted.local, 18],
  ] as const)
    bytes.writeUInt32LE(record.packedSize, at)
  return central.equals(header) && wanted.local.subarray(0, local.length).equals(local)
}

/**
 * RECORD as it counts for X-CONTENT-HASH, the same before and after marking: as it was before marking or, if that
 * was not kept, unpacked and without the mark's line. Undefined: it counts as it is.
 */
export function countedRecord(archive: Archive, record: ZipEntry, path: string): NewEntry | undefined {
  const header = headerOf(archive, record)
  const listed = readContent(archive.source, record)
  const list = withoutLine(listed, path)
  const before = originalEntry(archive, record, path)
  if (before) return before
  const isKept = list.length === listed.length && extraWith(currentEntry(archive, record)).length > 0
  return isKept || isZip64(header) ? undefined : plainEntry(header, list)
}

function isZip64(header: Buffer): boolean {
  return [20, 24, OFFSET_AT].some((at) => header.readUInt32LE(at) === IN_ZIP64_32)
}

/** RECORD without the mark's line; undefined if it has none. */
export function unlistMark(archive: Archive, record: ZipEntry, path: string): NewEntry | undefined {
  const listed = readContent(archive.source, record)
  const list = withoutLine(listed, path)
  if (list.length === listed.length) return undefined
  return originalEntry(archive, record, path) ?? rewrittenEntry(headerOf(archive, record), list, NOTHING)
}

/** RECORD's text without the line of `path`, if that is the last one. */
export function withoutLine(record: Uint8Array, path: string): Buffer {
  const bytes = asBuffer(record)
  const end = bytes.at(-1) === NEWLINE ? bytes.length - 1 : bytes.length
  const start = bytes.lastIndexOf(NEWLINE, end - 1) + 1
  if (!bytes.subarray(start, end).toString('latin1').startsWith(`${path},sha256=`)) return bytes
  // If no newline follows the line, marking added the newline before it.
  return end < bytes.length
    ? bytes.subarray(0, start)
    : bytes.subarray(0, Math.max(0, start - lineEnd(bytes).length))
}

const NEWLINE = 0x0a

function withLine(record: Buffer, line: string): Buffer {
  const newline = lineEnd(record)
  const text = record.at(-1) === NEWLINE || record.length === 0 ? `${line}${newline}` : `${newline}${line}`
  return Buffer.concat([record, Buffer.from(text)])
}

function lineEnd(record: Buffer): string {
  return record.includes('\r\n') ? '\r\n' : '\n'
}

function currentEntry(archive: Archive, entry: ZipEntry): NewEntry {
  const { at, remove } = extentOf(archive, entry)
  return { local: asBuffer(archive.source.read(at, remove)), central: headerOf(archive, entry) }
}

/** The extra field that keeps an entry; empty if the entry is too long for one. */
function extraWith({ local, central }: NewEntry): Buffer {
  const length = central.length + local.length
  if (4 + length > MAX_EXTRA) return Buffer.alloc(0)
  const head = Buffer.alloc(4)
  head.writeUInt16LE(EXTRA_BEFORE, 0)
  head.writeUInt16LE(length, 2)
  const extra = Buffer.concat([head, central, local])
  // The entry's old offset is not kept, since the entry may move.
  extra.writeUInt32LE(0, 4 + OFFSET_AT)
  return extra
}

/** Where a central header has the entry's offset. */
const OFFSET_AT = 42

/** RECORD as it was before marking; undefined if it was not kept, or if it differs from the present list. */
function originalEntry(archive: Archive, record: ZipEntry, path: string): NewEntry | undefined {
  const localHeader = asBuffer(archive.source.read(record.at, record.dataAt - record.at))
  const extra = localHeader.subarray(LOCAL_HEADER_SIZE + localHeader.readUInt16LE(26))
  const kept = findExtra(extra, EXTRA_BEFORE)
  if (!kept || kept.length < CENTRAL_HEADER_SIZE || kept.readUInt32LE(0) !== CENTRAL_HEADER) return undefined
  const central = CENTRAL_HEADER_SIZE + kept.readUInt16LE(28) + kept.readUInt16LE(30) + kept.readUInt16LE(32)
  const entry = { central: kept.subarray(0, central), local: kept.subarray(central) }
  const list = withoutLine(readContent(archive.source, record), path)
  return isEntryOf(entry, record.path, list) ? entry : undefined
}

/** Whether an archive of this entry alone holds a file of this path and content, and no other byte. */
function isEntryOf({ local, central }: NewEntry, path: string, content: Buffer): boolean {
  const end = Buffer.alloc(END_SIZE)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  try {
    const archive = readArchive(bufferSource(Buffer.concat([local, central, end])), NO_LIMITS)
    const [entry] = archive.entries
    return (
      entry?.path === path &&
      entry.size === content.length &&
      entry.crc === crc32(content) &&
      extentOf(archive, entry).remove === local.length &&
      content.equals(readContent(archive.source, entry))
    )
  } catch (error) {
    if (error instanceof CodecError) return false
    throw error
  }
}

/** The entry is no longer than an extra field can be, and its content is already in memory. */
const NO_LIMITS = { unpackedSize: Number.POSITIVE_INFINITY, ratio: Number.POSITIVE_INFINITY }
