/** A ZIP writer for tests, that can write what real ones do and what they should not. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface TestEntry {
  path: string
  content?: string | Uint8Array
  /** @default deflated if that is shorter */
  method?: number
  /** Sizes behind the data: as ZIP writers that stream do. */
  descriptor?: 'signed' | 'bare'
  /** 64-bit sizes in extra fields though the 32 bits would do. */
  zip64?: boolean
  mode?: number
  extra?: Uint8Array
  comment?: string
  flags?: number
  /** Changes of what the headers say. */
  lies?: {
    localPath?: string
    size?: number
    packedSize?: number
    crc?: number
    at?: number
    localCrc?: number
  }
}

export interface TestArchive {
  prefix?: Uint8Array
  /** Offsets count from the file's start, with the prefix. */
  adjusted?: boolean
  comment?: string
  /** ZIP64 end records though nothing needs them. */
  zip64End?: boolean
  /** Between the last entry and the central directory. */
  gap?: Uint8Array
  /** Length of a prefix that is not written but that offsets count: with ZIP64 fields where it takes them. */
  before?: number
}

/** An archive of the entries, in their order. */
export function writeZip(entries: TestEntry[], options: TestArchive = {}): Buffer {
  const {
    prefix = new Uint8Array(),
    adjusted = false,
    comment = '',
    zip64End = false,
    gap = new Uint8Array(),
    before = 0,
  } = options
  const parts: Uint8Array[] = [prefix]
  const central: Uint8Array[] = []
  const base = (adjusted ? 0 : prefix.length) - before
  let at = prefix.length
  for (const entry of entries) {
    const { local, header } = writeEntry(entry, at - base)
    parts.push(local)
    central.push(header)
    at += local.length
  }
  const directory = Buffer.concat(central)
  const offset = at + gap.length - base
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(zip64End ? 0xffff : entries.length, 8)
  end.writeUInt16LE(zip64End ? 0xffff : entries.length, 10)
  end.writeUInt32LE(zip64End ? 0xffffffff : directory.length, 12)
  end.writeUInt32LE(zip64End ? 0xffffffff : offset, 16)
  end.writeUInt16LE(Buffer.byteLength(comment), 20)
  const end64 = zip64End ? endRecords64(entries.length, directory.length, offset) : Buffer.alloc(0)
  return Buffer.concat([...parts, gap, directory, end64, end, Buffer.from(comment)])
}

function writeEntry(entry: TestEntry, at: number): { local: Buffer; header: Buffer } {
  const { path, lies = {}, mode = 0o644, extra = new Uint8Array(), comment = '', zip64 = false } = entry
  const content = Buffer.from(entry.content ?? '')
  const deflated = entry.method === 0 ? undefined : deflateRawSync(content)
  const method = entry.method ?? (deflated!.length < content.length ? 8 : 0)
  const data = method === 8 ? deflated! : content
  const crc = lies.crc ?? crc32(content)
  const packedSize = lies.packedSize ?? data.length
  const size = lies.size ?? content.length
  const isUtf8 = /[^\x00-\x7f]/.test(path)
  const flags = (entry.flags ?? 0) | (entry.descriptor ? 8 : 0) | (isUtf8 ? 0x800 : 0)
  const name = Buffer.from(path)
  const sizes64 = zip64 ? zip64Extra(size, packedSize) : Buffer.alloc(0)

  const common = Buffer.alloc(26)
  common.writeUInt16LE(zip64 ? 45 : 20, 0)
  common.writeUInt16LE(flags, 2)
  common.writeUInt16LE(method, 4)
  common.writeUInt16LE(0x6000, 6)
  common.writeUInt16LE(0x58a6, 8)
  common.writeUInt32LE(crc, 10)
  common.writeUInt32LE(zip64 ? 0xffffffff : packedSize, 14)
  common.writeUInt32LE(zip64 ? 0xffffffff : size, 18)
  common.writeUInt16LE(name.length, 22)
  common.writeUInt16LE(extra.length + sizes64.length, 24)

  const localCommon = Buffer.from(common)
  if (entry.descriptor) localCommon.fill(0, 10, 22)
  if (lies.localCrc !== undefined) localCommon.writeUInt32LE(lies.localCrc, 10)
  const localExtra = entry.descriptor ? [extra] : [extra, sizes64]
  localCommon.writeUInt16LE(Buffer.concat(localExtra).length, 24)
  const localName = Buffer.from(lies.localPath ?? path)
  localCommon.writeUInt16LE(localName.length, 22)
  const descriptor = entry.descriptor
    ? writeDescriptor(entry.descriptor, crc, data.length, content.length, zip64)
    : []
  const local = Buffer.concat([
    Buffer.from('PK\x03\x04'),
    localCommon,
    localName,
    ...localExtra,
    data,
    ...descriptor,
  ])

  const offset = lies.at ?? at
  const offset64 = offset > 0xffffffff ? zip64Offset(offset) : Buffer.alloc(0)
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE((3 << 8) | 30, 4)
  common.copy(header, 6)
  header.writeUInt16LE(Buffer.byteLength(comment), 32)
  header.writeUInt32LE(((0o100000 | mode) << 16) >>> 0, 38)
  header.writeUInt32LE(Math.min(offset, 0xffffffff), 42)
  header.writeUInt16LE(extra.length + sizes64.length + offset64.length, 30)
  return { local, header: Buffer.concat([header, name, extra, sizes64, offset64, Buffer.from(comment)]) }
}

function writeDescriptor(
  kind: 'signed' | 'bare',
  crc: number,
  packed: number,
  size: number,
  zip64: boolean,
): Buffer[] {
  const fields = Buffer.alloc(zip64 ? 20 : 12)
  fields.writeUInt32LE(crc, 0)
  fields.writeUInt32LE(packed, 4)
  fields.writeUInt32LE(size, zip64 ? 12 : 8)
  return kind === 'signed' ? [Buffer.from('PK\x07\x08'), fields] : [fields]
}

function zip64Extra(size: number, packedSize: number): Buffer {
  const extra = Buffer.alloc(20)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(16, 2)
  extra.writeBigUInt64LE(BigInt(size), 4)
  extra.writeBigUInt64LE(BigInt(packedSize), 12)
  return extra
}

function zip64Offset(offset: number): Buffer {
  const extra = Buffer.alloc(12)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8, 2)
  extra.writeBigUInt64LE(BigInt(offset), 4)
  return extra
}

function endRecords64(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(56)
  record.writeUInt32LE(0x06064b50, 0)
  record.writeBigUInt64LE(44n, 4)
  record.writeUInt16LE(45, 12)
  record.writeUInt16LE(45, 14)
  for (const [at, value] of [
    [24, count],
    [32, count],
    [40, size],
    [48, offset],
  ] as const)
    record.writeBigUInt64LE(BigInt(value), at)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(offset + size), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([record, locator])
}
