/** Writing entries: local and central headers of APPNOTE 4.3.7 and 4.3.12. */
import { crc32, deflateRawSync } from 'node:zlib'
import { NOTHING } from '../../bytes/fields.js'
import {
  CENTRAL_HEADER,
  CENTRAL_HEADER_SIZE,
  EXTRA_ZIP64,
  FLAG_DESCRIPTOR,
  IN_ZIP64_32,
  LOCAL_HEADER,
  LOCAL_HEADER_SIZE,
  STORED,
} from './format.js'

/** An entry to be written. */
export interface NewEntry {
  /** The whole local entry: header, name, extra field, data. */
  local: Buffer
  /** Its header for the central directory. */
  central: Buffer
}

const UNIX = 3 << 8
const VERSION_STORED = 10
const VERSION_ZIP64 = 45
const MODE_FILE_0644 = 0o100644

/**
 * A stored file of mode 0644.
 * @param path ASCII.
 * @param time milliseconds since 1970; the entry's time is UTC, so the archive is the same on every machine.
 * Undefined: 1980-01-01, the first time that a ZIP can hold.
 * @param offset the entry's offset for the central directory.
 */
export function storedEntry(
  path: string,
  content: Uint8Array,
  time: number | undefined,
  offset: number,
): NewEntry {
  const far = offset >= IN_ZIP64_32
  const [dosTime, dosDate] = dosDateTime(time)
  // Version, flags, method, time, date, CRC-32, both sizes, length of the name: both headers have these in a row.
  const common = Buffer.alloc(24)
  common.writeUInt16LE(far ? VERSION_ZIP64 : VERSION_STORED, 0)
  common.writeUInt16LE(STORED, 4)
  common.writeUInt16LE(dosTime, 6)
  common.writeUInt16LE(dosDate, 8)
  common.writeUInt32LE(crc32(content), 10)
  common.writeUInt32LE(content.length, 14)
  common.writeUInt32LE(content.length, 18)
  common.writeUInt16LE(path.length, 22)
  const name = Buffer.from(path, 'latin1')

  const localHeader = Buffer.alloc(LOCAL_HEADER_SIZE)
  localHeader.writeUInt32LE(LOCAL_HEADER, 0)
  localHeader.set(common, 4)

  const extra = far ? zip64Extra(offset) : Buffer.alloc(0)
  const header = Buffer.alloc(CENTRAL_HEADER_SIZE)
  header.writeUInt32LE(CENTRAL_HEADER, 0)
  header.writeUInt16LE(UNIX | VERSION_ZIP64, 4)
  header.set(common, 6)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt32LE(MODE_FILE_0644 * 2 ** 16, 38)
  header.writeUInt32LE(far ? IN_ZIP64_32 : offset, 42)
  return { local: Buffer.concat([localHeader, name, content]), central: Buffer.concat([header, name, extra]) }
}

function zip64Extra(offset: number): Buffer {
  const extra = Buffer.alloc(12)
  extra.writeUInt16LE(EXTRA_ZIP64, 0)
  extra.writeUInt16LE(8, 2)
  extra.writeBigUInt64LE(BigInt(offset), 4)
  return extra
}

/**
 * An entry with other content: name, time and attributes as in `header`, the old entry's in the central directory.
 * @param extra the local header's extra field.
 */
export function rewrittenEntry(header: Buffer, content: Uint8Array, extra: Uint8Array): NewEntry {
  const method = header.readUInt16LE(10)
  return entryOf(header, content, method === STORED ? content : deflateRawSync(content), extra)
}

/** The same with the content unpacked and no extra field. It is only hashed, never written. */
export function plainEntry(header: Buffer, content: Uint8Array): NewEntry {
  return entryOf(header, content, content, NOTHING)
}

function entryOf(header: Buffer, content: Uint8Array, data: Uint8Array, extra: Uint8Array): NewEntry {
  const central = Buffer.from(header)
  // The sizes are known, so there is no data descriptor.
  central.writeUInt16LE(header.readUInt16LE(8) & ~FLAG_DESCRIPTOR, 8)
  central.writeUInt32LE(crc32(content), 16)
  central.writeUInt32LE(data.length, 20)
  central.writeUInt32LE(content.length, 24)
  const local = Buffer.alloc(LOCAL_HEADER_SIZE)
  local.writeUInt32LE(LOCAL_HEADER, 0)
  // Version needed up to the length of the name: the same fields in both headers.
  central.copy(local, 4, 6, 30)
  local.writeUInt16LE(extra.length, 28)
  const name = header.subarray(CENTRAL_HEADER_SIZE, CENTRAL_HEADER_SIZE + header.readUInt16LE(28))
  return { local: Buffer.concat([local, name, extra, data]), central }
}

/** APPNOTE 4.4.6: MS-DOS time and date, in steps of two seconds, from 1980 to 2107. */
function dosDateTime(time: number | undefined): [time: number, date: number] {
  const date = new Date(time ?? Number.NaN)
  const year = date.getUTCFullYear() - 1980
  if (!(year >= 0 && year <= 127)) return [0, (1 << 5) | 1]
  return [
    (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1),
    (year << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
  ]
}
