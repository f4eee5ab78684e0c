/**
 * A ZIP archive's parts and entries, each checked before it is used.
 *
 *     [prefix]                a self-extractor, a shell script that starts the jar
 *     local entry *           local header, name, extra, data, [data descriptor]
 *     central directory       a header for each entry: name, sizes, offset of the local entry
 *     [ZIP64 end record]      counts, sizes and offsets of 64 bits
 *     [ZIP64 locator]         where that record is
 *     end record              counts, sizes, offsets, archive comment
 *
 * PKWARE APPNOTE.TXT 6.3.10, 4.3.7 (local header), 4.3.9 (data descriptor), 4.3.12 (central header), 4.3.14 to
 * 4.3.16 (end records), 4.5.3 (ZIP64 extra field), appendix D (character set of names). Offsets are counted from
 * the archive's first byte or, if a tool has adjusted them to the prefix, from the file's. Both occur.
 *
 * If two parts disagree, programs differ in which one they use. Such an archive is refused, since a program might
 * unpack something else than was hashed.
 */

import { fits, readAt, truncated, u64 } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import type { ArchiveLimits } from '../bomb.js'
import { checkUnpacked } from '../bomb.js'
import {
  type Archive,
  CENTRAL_HEADER,
  CENTRAL_HEADER_SIZE,
  DEFLATED,
  END_SIZE,
  END64_LOCATOR,
  END64_LOCATOR_SIZE,
  END64_RECORD,
  END64_SIZE,
  EXTRA_ZIP64,
  FLAG_ENCRYPTED,
  FLAG_MASKED_HEADERS,
  FLAG_STRONG_ENCRYPTION,
  findExtra,
  IN_ZIP64_16,
  IN_ZIP64_32,
  malformed,
  STORED,
  type ZipEntry,
} from './format.js'
import { checkLocalEntries } from './local.js'
import { isDirectory, safePath, show } from './paths.js'

const MAX_COMMENT = 0xffff
/** Bounds on what is held in memory while an archive is read, far above what real archives need. */
const MAX_ENTRIES = 400_000
const MAX_DIRECTORY = 48 << 20

/**
 * Reads the directory and checks every local header against it. No data is unpacked.
 * @throws CodecError `NOT_ZIP` without an end record, `MALFORMED`, `TRUNCATED` or `AMBIGUOUS` if the parts do not
 * fit together, `MULTI_DISK`, `ENCRYPTED`, `UNSUPPORTED_METHOD`, `UNSAFE_PATH`, `BOMB` or `TOO_MANY_ENTRIES`.
 */
export function readArchive(source: Source, limits: ArchiveLimits = {}): Archive {
  const { end, endAt } = findEnd(source)
  const end64 = readEnd64(source, end, endAt)
  const { count, size, offset } = end64 ? sizes64(end64.record) : sizes(end)
  const directoryEnd = end64 ? end64.at : endAt
  const directoryAt = directoryEnd - size
  const base = directoryAt - offset
  if (directoryAt < 0 || base < 0) throw malformed('the central directory does not fit before its end record')
  if (count > MAX_ENTRIES || size > MAX_DIRECTORY)
    throw new CodecError('TOO_MANY_ENTRIES', `${count} entries: more than ${MAX_ENTRIES} are not read`)
  const directory = readAt(source, directoryAt, size, 'the central directory')
  const entries = parseDirectory(directory, count, base)
  const unpacked = entries.reduce((sum, { size }) => sum + size, 0)
  checkUnpacked(unpacked, source.size, limits)
  const archive = { source, base, entries, directory, directoryAt, end, endAt }
  checkLocalEntries(archive)
  return end64 ? { ...archive, end64 } : archive
}

/**
 * The end record: the one whose comment ends with the file. A comment can hold what looks like another end record.
 * Programs that search from the other side, or ignore the comment's length, then find another archive.
 */
function findEnd(source: Source): { end: Buffer; endAt: number } {
  const from = Math.max(0, source.size - END_SIZE - MAX_COMMENT)
  const tail = readAt(source, from, source.size - from, 'the end record')
  const signature = Buffer.from('PK\x05\x06', 'latin1')
  let found: number | undefined
  for (let at = tail.indexOf(signature); at >= 0; at = tail.indexOf(signature, at + 1)) {
    if (at + END_SIZE > tail.length || at + END_SIZE + tail.readUInt16LE(at + 20) !== tail.length) continue
    if (found !== undefined)
      throw new CodecError('AMBIGUOUS', 'two end records: which one counts is not certain')
    found = at
  }
  if (found === undefined)
    throw new CodecError('NOT_ZIP', 'no ZIP end record: cut off, or followed by other data')
  if (tail.includes(signature, found + 1))
    throw new CodecError('AMBIGUOUS', 'the archive comment holds what looks like another end record')
  return { end: tail.subarray(found, found + END_SIZE), endAt: from + found }
}

interface Sizes {
  count: number
  size: number
  offset: number
}

function sizes(end: Buffer): Sizes {
  const count = end.readUInt16LE(10)
  checkDisks([end.readUInt16LE(4), end.readUInt16LE(6)], end.readUInt16LE(8), count)
  return { count, size: end.readUInt32LE(12), offset: end.readUInt32LE(16) }
}

function sizes64(record: Buffer): Sizes {
  const count = u64(record, 32)
  checkDisks([record.readUInt32LE(16), record.readUInt32LE(20)], u64(record, 24), count)
  return { count, size: u64(record, 40), offset: u64(record, 48) }
}

function checkDisks(disks: number[], onThisDisk: number, count: number): void {
  if (disks.some((disk) => disk !== 0) || onThisDisk !== count) throw multiDisk()
}

function multiDisk(): CodecError {
  return new CodecError('MULTI_DISK', 'one of several parts of an archive: join them first')
}

function readEnd64(source: Source, end: Buffer, endAt: number) {
  const locatorAt = endAt - END64_LOCATOR_SIZE
  if (locatorAt < 0) return undefined
  const locator = readAt(source, locatorAt, END64_LOCATOR_SIZE, 'the ZIP64 locator')
  if (locator.readUInt32LE(0) !== END64_LOCATOR) return undefined
  if (locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) > 1) throw multiDisk()
  const at = findEnd64(source, u64(locator, 8), locatorAt)
  const record = readAt(source, at, locatorAt - at, 'the ZIP64 end record')
  if (u64(record, 4) + 12 !== record.length) throw malformed('the ZIP64 end record has a wrong length')
  checkEnds(end, record)
  return { at, record, locator }
}

/** The offset that the locator gives; or right before the locator, if offsets are counted from the end of a prefix. */
function findEnd64(source: Source, offset: number, locatorAt: number): number {
  for (const at of [offset, locatorAt - END64_SIZE]) {
    if (!fits(at, END64_SIZE, locatorAt)) continue
    if (readAt(source, at, 4, 'the ZIP64 end record').readUInt32LE(0) === END64_RECORD) return at
  }
  throw malformed('no ZIP64 end record where its locator says')
}

/** Each field of the end record must say "see ZIP64" or hold the same value as the ZIP64 record. */
function checkEnds(end: Buffer, record: Buffer): void {
  const same =
    [IN_ZIP64_16, u64(record, 24)].includes(end.readUInt16LE(8)) &&
    [IN_ZIP64_16, u64(record, 32)].includes(end.readUInt16LE(10)) &&
    [IN_ZIP64_32, u64(record, 40)].includes(end.readUInt32LE(12)) &&
    [IN_ZIP64_32, u64(record, 48)].includes(end.readUInt32LE(16))
  if (!same) throw new CodecError('AMBIGUOUS', 'the end record and the ZIP64 end record disagree')
}

function parseDirectory(directory: Buffer, count: number, base: number): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  while (at < directory.length) {
    if (entries.length === count)
      throw malformed('the central directory holds more entries than its end record says')
    const entry = parseHeader(directory, at, base)
    entries.push(entry)
    at += entry.headerLength
  }
  if (entries.length < count)
    throw malformed('the central directory holds fewer entries than its end record says')
  return entries
}

function parseHeader(directory: Buffer, at: number, base: number): ZipEntry {
  if (!fits(at, CENTRAL_HEADER_SIZE, directory.length) || directory.readUInt32LE(at) !== CENTRAL_HEADER)
    throw malformed('no header where the central directory should have one')
  const nameAt = at + CENTRAL_HEADER_SIZE
  const extraAt = nameAt + directory.readUInt16LE(at + 28)
  const commentAt = extraAt + directory.readUInt16LE(at + 30)
  const end = commentAt + directory.readUInt16LE(at + 32)
  if (end > directory.length) throw truncated('a header of the central directory')
  const flags = directory.readUInt16LE(at + 8)
  const entry: ZipEntry = {
    path: safePath(directory, nameAt, extraAt, flags),
    flags,
    method: directory.readUInt16LE(at + 10),
    crc: directory.readUInt32LE(at + 16),
    packedSize: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    at: directory.readUInt32LE(at + 42),
    dataAt: 0,
    header: at,
    headerLength: end - at,
  }
  if (![0, IN_ZIP64_16].includes(directory.readUInt16LE(at + 34))) throw multiDisk()
  if ([entry.size, entry.packedSize, entry.at].includes(IN_ZIP64_32))
    resolveZip64(entry, directory.subarray(extraAt, commentAt))
  entry.at += base
  checkEntry(entry)
  return entry
}

/** APPNOTE 4.5.3: the extra field holds, in this order, those values that do not fit their 32-bit fields. */
function resolveZip64(entry: ZipEntry, extra: Buffer): void {
  const block = findExtra(extra, EXTRA_ZIP64)
  let next = 0
  for (const field of ['size', 'packedSize', 'at'] as const) {
    if (entry[field] !== IN_ZIP64_32) continue
    if (!block || next + 8 > block.length) throw malformed(`${show(entry.path)} lacks its ZIP64 extra field`)
    entry[field] = u64(block, next)
    next += 8
    if (!Number.isFinite(entry[field])) throw malformed(`${show(entry.path)} has an impossible ${field}`)
  }
}

function checkEntry({ path, flags, method, packedSize, size }: ZipEntry): void {
  if (flags & (FLAG_ENCRYPTED | FLAG_STRONG_ENCRYPTION | FLAG_MASKED_HEADERS))
    throw new CodecError('ENCRYPTED', `${show(path)} is encrypted: its content cannot be hashed`)
  if (method !== STORED && method !== DEFLATED)
    throw new CodecError(
      'UNSUPPORTED_METHOD',
      `${show(path)} is compressed with method ${method}, not deflate`,
    )
  if (method === STORED && packedSize !== size) throw malformed(`${show(path)} is stored but has two sizes`)
  if (isDirectory(path) && size !== 0) throw malformed(`${show(path)} is a directory with content`)
}
