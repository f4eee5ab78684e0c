/** Checks that each local header says the same as the central directory. */
import { asBuffer, truncated, u64 } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import {
  type Archive,
  CENTRAL_HEADER_SIZE,
  EXTRA_ZIP64,
  FLAG_DESCRIPTOR,
  FLAG_ENCRYPTED,
  FLAG_MASKED_HEADERS,
  FLAG_PATCHED,
  FLAG_STRONG_ENCRYPTION,
  findExtra,
  IN_ZIP64_32,
  LOCAL_HEADER,
  LOCAL_HEADER_SIZE,
  malformed,
  type ZipEntry,
} from './format.js'
import { show } from './paths.js'

/** What says how the data is to be read, and where it ends. Encrypted entries are refused by the directory's flags. */
const FLAGS_OF_DATA =
  FLAG_ENCRYPTED | FLAG_DESCRIPTOR | FLAG_PATCHED | FLAG_STRONG_ENCRYPTION | FLAG_MASKED_HEADERS

/**
 * Checks that local entries lie one behind the other before the directory, and fills in where their data is.
 * @throws CodecError `OVERLAP`, `AMBIGUOUS` if a header disagrees with the directory, `MALFORMED`, `TRUNCATED`.
 */
export function checkLocalEntries({ source, entries, base, directory, directoryAt }: Archive): void {
  const readHeader = headerReader(source)
  let end = base
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    if (entry.at < end) throw new CodecError('OVERLAP', `${show(entry.path)} overlaps the entry before it`)
    checkLocalHeader(readHeader, entry, directory)
    end = entry.dataAt + entry.packedSize
    if (end > directoryAt) throw malformed(`${show(entry.path)} reaches into the central directory`)
  }
}

type ReadHeader = (at: number, length: number) => Buffer

/** Reads ahead if headers lie close together, so that many small entries need one read of the file. */
function headerReader(source: Source): ReadHeader {
  let ahead: Buffer = Buffer.alloc(0)
  let aheadAt = 0
  return (at, length) => {
    if (at < aheadAt || at + length > aheadAt + ahead.length) {
      const isClose = at - (aheadAt + ahead.length) < 1 << 14
      ahead = asBuffer(source.read(at, isClose ? Math.max(length, 1 << 16) : length))
      aheadAt = at
    }
    return ahead.subarray(at - aheadAt, at - aheadAt + length)
  }
}

function checkLocalHeader(readHeader: ReadHeader, entry: ZipEntry, directory: Buffer): void {
  const fixed = readHeader(entry.at, LOCAL_HEADER_SIZE)
  if (fixed.length < LOCAL_HEADER_SIZE || fixed.readUInt32LE(0) !== LOCAL_HEADER)
    throw malformed(`${show(entry.path)} has no local header where the central directory says`)
  const extraAt = LOCAL_HEADER_SIZE + fixed.readUInt16LE(26)
  const end = extraAt + fixed.readUInt16LE(28)
  const header = readHeader(entry.at, end)
  if (header.length < end) throw truncated('a local header')
  entry.dataAt = entry.at + end

  const flags = header.readUInt16LE(6)
  const nameAt = entry.header + CENTRAL_HEADER_SIZE
  const nameEnd = nameAt + directory.readUInt16LE(entry.header + 28)
  const isSame =
    header.compare(directory, nameAt, nameEnd, LOCAL_HEADER_SIZE, extraAt) === 0 &&
    header.readUInt16LE(8) === entry.method &&
    ((flags ^ entry.flags) & FLAGS_OF_DATA) === 0
  if (!isSame) throw disagree(entry, 'name, method or flags')
  checkLocalSizes(entry, header, flags, findExtra(header.subarray(extraAt), EXTRA_ZIP64))
}

function checkLocalSizes(entry: ZipEntry, header: Buffer, flags: number, zip64: Buffer | undefined): void {
  // With a data descriptor, the header was written before the sizes were known: its fields hold the right sizes or
  // zero.
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

function disagree(entry: ZipEntry, what: string): CodecError {
  return new CodecError(
    'AMBIGUOUS',
    `${show(entry.path)}: ${what} in the central directory and in its local header disagree`,
  )
}
