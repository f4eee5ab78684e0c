/**
 * A ZIP archive's parts and entries, each checked before it is believed.
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
 * the archive's first byte, or from the file's where a tool has adjusted them to the prefix: both occur.
 *
 * Programs differ in which of two disagreeing parts they believe, so an archive that leaves room for that is
 * refused: what one of them unpacks might not be what was hashed.
 */
import { isUtf8 } from 'node:buffer'
import { asBuffer, fits, readAt, truncated, u64 } from '../bytes.js'
import { type ArchiveLimits, CodecError, type Source } from '../codec.js'
import { CP437 } from './cp437.js'

/** An archive, read. Offsets are those of the file. */
export interface Archive {
  source: Source
  /** What is added to an offset that the archive holds to get one in the file: 0, or the prefix's length. */
  base: number
  /** In the order of the central directory. */
  entries: Entry[]
  /** The central directory's headers. */
  directory: Buffer
  directoryAt: number
  /** The ZIP64 end record and its locator, if the archive has them. */
  end64?: { record: Buffer; locator: Buffer }
  /** The end record without the archive comment; that follows it to the end of the file. */
  end: Buffer
  endAt: number
}

export interface Entry {
  /**
   * The path in UTF-8, one character (U+0000 to U+00FF) a byte: so a path is compared and counted by its bytes, and
   * an archive of 100,000 entries does not need as many buffers.
   */
  path: string
  flags: number
  /** {@link STORED} or {@link DEFLATED}. */
  method: number
  crc: number
  /** Length in bytes of the data as it is in the archive. */
  packedSize: number
  /** Length in bytes of the content. */
  size: number
  /** Offset of the local header. */
  at: number
  /** Offset of the data. */
  dataAt: number
  /** Where the entry's header is in {@link Archive.directory}, and its length. */
  header: number
  headerLength: number
}

export const STORED = 0
export const DEFLATED = 8

export const LOCAL_HEADER = 0x04034b50
export const CENTRAL_HEADER = 0x02014b50
export const DATA_DESCRIPTOR = 0x08074b50
export const END64_RECORD = 0x06064b50
export const END64_LOCATOR = 0x07064b50
export const LOCAL_HEADER_SIZE = 30
export const CENTRAL_HEADER_SIZE = 46
export const END_SIZE = 22
export const END64_SIZE = 56
export const END64_LOCATOR_SIZE = 20
/** These values say that a ZIP64 record or extra field holds the real one. */
export const IN_ZIP64_16 = 0xffff
export const IN_ZIP64_32 = 0xffffffff

const FLAG_ENCRYPTED = 1 << 0
export const FLAG_DESCRIPTOR = 1 << 3
const FLAG_STRONG_ENCRYPTION = 1 << 6
const FLAG_UTF8 = 1 << 11
const FLAG_MASKED_HEADERS = 1 << 13
export const EXTRA_ZIP64 = 0x0001

const MAX_COMMENT = 0xffff
/** Bounds on what is held in memory while an archive is read, far above what real archives need. */
const MAX_ENTRIES = 500_000
const MAX_DIRECTORY = 64 << 20

const DEFAULT_UNPACKED = 4 * 2 ** 30
const DEFAULT_RATIO = 200
/** Below this an archive is no bomb, however well its content packs: a file of zeros reaches a ratio of 1000. */
const RATIO_FLOOR = 64 << 20

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
  checkSizes(entries, source.size, limits)
  const archive = { source, base, entries, directory, directoryAt, end, endAt }
  checkLocalEntries(archive)
  return end64 ? { ...archive, end64 } : archive
}

/**
 * The end record: the one whose comment ends with the file. A comment can hold what looks like another one, and then
 * programs that search from different sides find different archives.
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
  if (disks.some((disk) => disk !== 0) || onThisDisk !== count)
    throw new CodecError('MULTI_DISK', 'one of several parts of an archive: join them first')
}

function readEnd64(source: Source, end: Buffer, endAt: number) {
  const locatorAt = endAt - END64_LOCATOR_SIZE
  if (locatorAt < 0) return undefined
  const locator = readAt(source, locatorAt, END64_LOCATOR_SIZE, 'the ZIP64 locator')
  if (locator.readUInt32LE(0) !== END64_LOCATOR) return undefined
  if (locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) > 1) checkDisks([1], 0, 0)
  const at = findEnd64(source, u64(locator, 8), locatorAt)
  const record = readAt(source, at, locatorAt - at, 'the ZIP64 end record')
  if (u64(record, 4) + 12 !== record.length) throw malformed('the ZIP64 end record has a wrong length')
  checkEnds(end, record)
  return { at, record, locator }
}

/** Where the locator says; or right before the locator, if offsets are counted from behind a prefix. */
function findEnd64(source: Source, offset: number, locatorAt: number): number {
  for (const at of [offset, locatorAt - END64_SIZE]) {
    if (!fits(at, END64_SIZE, locatorAt)) continue
    if (readAt(source, at, 4, 'the ZIP64 end record').readUInt32LE(0) === END64_RECORD) return at
  }
  throw malformed('no ZIP64 end record where its locator says')
}

/** Each field of the end record must say "see ZIP64" or the same as there. */
function checkEnds(end: Buffer, record: Buffer): void {
  const same =
    [IN_ZIP64_16, u64(record, 24)].includes(end.readUInt16LE(8)) &&
    [IN_ZIP64_16, u64(record, 32)].includes(end.readUInt16LE(10)) &&
    [IN_ZIP64_32, u64(record, 40)].includes(end.readUInt32LE(12)) &&
    [IN_ZIP64_32, u64(record, 48)].includes(end.readUInt32LE(16))
  if (!same) throw new CodecError('AMBIGUOUS', 'the end record and the ZIP64 end record disagree')
}

function parseDirectory(directory: Buffer, count: number, base: number): Entry[] {
  const entries: Entry[] = []
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

function parseHeader(directory: Buffer, at: number, base: number): Entry {
  if (!fits(at, CENTRAL_HEADER_SIZE, directory.length) || directory.readUInt32LE(at) !== CENTRAL_HEADER)
    throw malformed('no header where the central directory should have one')
  const nameAt = at + CENTRAL_HEADER_SIZE
  const extraAt = nameAt + directory.readUInt16LE(at + 28)
  const commentAt = extraAt + directory.readUInt16LE(at + 30)
  const end = commentAt + directory.readUInt16LE(at + 32)
  if (end > directory.length) throw truncated('a header of the central directory')
  const flags = directory.readUInt16LE(at + 8)
  const entry: Entry = {
    path: utf8Path(directory.subarray(nameAt, extraAt), flags),
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
  const disk = directory.readUInt16LE(at + 34)
  resolveZip64(entry, directory.subarray(extraAt, commentAt))
  entry.at += base
  if (disk !== 0 && disk !== IN_ZIP64_16) checkDisks([disk], 0, 0)
  checkEntry(entry)
  return entry
}

/** APPNOTE 4.5.3: the extra field holds, in this order, those values that do not fit their 32-bit fields. */
function resolveZip64(entry: Entry, extra: Buffer): void {
  if (![entry.size, entry.packedSize, entry.at].includes(IN_ZIP64_32)) return
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

/** The data of the first extra-field block with this id. APPNOTE 4.5.1. */
export function findExtra(extra: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2)
    if (end > extra.length) return undefined
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, end)
    at = end
  }
  return undefined
}

function utf8Path(name: Buffer, flags: number): string {
  // Many writers use UTF-8 without saying so; as other readers do, only what cannot be UTF-8 is taken for CP437.
  if (flags & FLAG_UTF8 || isUtf8(name)) return name.toString('latin1')
  const decoded = Array.from(name, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : CP437[byte - 0x80]))
  return Buffer.from(decoded.join('')).toString('latin1')
}

/** A path as text, for messages and for codecs. */
export function show(path: string): string {
  return asText(path).replace(/[\x00-\x1f\x7f]/g, '?')
}

export function asText(path: string): string {
  return Buffer.from(path, 'latin1').toString()
}

function checkEntry({ path, flags, method, packedSize, size }: Entry): void {
  if (flags & (FLAG_ENCRYPTED | FLAG_STRONG_ENCRYPTION | FLAG_MASKED_HEADERS))
    throw new CodecError('ENCRYPTED', `${show(path)} is encrypted: its content cannot be hashed`)
  if (method !== STORED && method !== DEFLATED)
    throw new CodecError(
      'UNSUPPORTED_METHOD',
      `${show(path)} is compressed with method ${method}, not deflate`,
    )
  if (method === STORED && packedSize !== size) throw malformed(`${show(path)} is stored but has two sizes`)
  if (isDirectory(path) && size !== 0) throw malformed(`${show(path)} is a directory with content`)
  if (isUnsafe(path))
    throw new CodecError('UNSAFE_PATH', `the path ${JSON.stringify(show(path))} leads out of the archive`)
}

export function isDirectory(path: string): boolean {
  return path.endsWith('/')
}

/** Empty, absolute, with a drive letter, with a part `..`, or with a NUL, on any system: `\` separates on Windows. */
function isUnsafe(path: string): boolean {
  return path === '' || /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0/.test(path)
}

function checkSizes(entries: Entry[], archiveSize: number, limits: ArchiveLimits): void {
  const { unpackedSize = DEFAULT_UNPACKED, ratio = DEFAULT_RATIO } = limits
  const unpacked = entries.reduce((sum, { size }) => sum + size, 0)
  if (unpacked > unpackedSize)
    throw new CodecError('BOMB', `unpacks to ${unpacked} bytes: more than the limit of ${unpackedSize}`)
  if (unpacked > RATIO_FLOOR && unpacked > ratio * archiveSize)
    throw new CodecError('BOMB', `unpacks to ${unpacked} bytes: more than ${ratio} times its size`)
}

/** Local entries must lie one behind the other before the directory and say the same as it does. */
function checkLocalEntries({ source, entries, base, directoryAt }: Archive): void {
  let end = base
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    if (entry.at < end) throw new CodecError('OVERLAP', `${show(entry.path)} overlaps the entry before it`)
    checkLocalHeader(source, entry)
    end = entry.dataAt + entry.packedSize
    if (end > directoryAt) throw malformed(`${show(entry.path)} reaches into the central directory`)
  }
}

function checkLocalHeader(source: Source, entry: Entry): void {
  // One read gets the header, the name and usually the extra field: the name's length is known before.
  const probe = asBuffer(source.read(entry.at, LOCAL_HEADER_SIZE + entry.headerLength))
  if (probe.length < LOCAL_HEADER_SIZE || probe.readUInt32LE(0) !== LOCAL_HEADER)
    throw malformed(`${show(entry.path)} has no local header where the central directory says`)
  const nameLength = probe.readUInt16LE(26)
  const extraLength = probe.readUInt16LE(28)
  const whole = LOCAL_HEADER_SIZE + nameLength + extraLength
  const header = probe.length < whole ? readAt(source, entry.at, whole, 'a local header') : probe
  entry.dataAt = entry.at + whole
  const flags = header.readUInt16LE(6)
  const path = utf8Path(header.subarray(LOCAL_HEADER_SIZE, LOCAL_HEADER_SIZE + nameLength), flags)
  if (path !== entry.path || header.readUInt16LE(8) !== entry.method || (flags & FLAG_ENCRYPTED) !== 0)
    throw disagree(entry, 'name, method or encryption')
  const extra = header.subarray(whole - extraLength, whole)
  checkLocalSizes(entry, header, flags, findExtra(extra, EXTRA_ZIP64))
}

function checkLocalSizes(entry: Entry, header: Buffer, flags: number, zip64: Buffer | undefined): void {
  // With a data descriptor the header was written before the sizes were known, and is right or empty.
  const unknown = (flags & FLAG_DESCRIPTOR) !== 0
  const crc = header.readUInt32LE(14)
  if (crc !== entry.crc && !(unknown && crc === 0)) throw disagree(entry, 'CRC-32')
  let next = 0
  for (const [field, at] of [
    ['size', 22],
    ['packedSize', 18],
  ] as const) {
    let value = header.readUInt32LE(at)
    if (value === IN_ZIP64_32 && zip64 && next + 8 <= zip64.length) {
      value = u64(zip64, next)
      next += 8
    }
    if (value !== entry[field] && !(unknown && (value === 0 || value === IN_ZIP64_32)))
      throw disagree(entry, 'size')
  }
}

function disagree(entry: Entry, what: string): CodecError {
  return new CodecError(
    'AMBIGUOUS',
    `${show(entry.path)}: ${what} in the central directory and in its local header disagree`,
  )
}

export function malformed(what: string): CodecError {
  return new CodecError('MALFORMED', what)
}
