/**
 * Edits of an archive. They take local entries out, replace them or add one where the central directory began, and
 * put a new directory behind them. Everything else keeps its bytes, and the directory keeps its order.
 *
 *     before   [prefix] entries…             directory  [ZIP64 end, locator]  end  comment
 *     after    [prefix] entries…  chalk.json directory' [ZIP64 end, locator]' end' comment
 */
import { asBuffer, NOTHING, u64le } from '../../bytes/fields.js'
import type { Splice } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import type { NewEntry } from './entry.js'
import {
  type Archive,
  CENTRAL_HEADER_SIZE,
  DATA_DESCRIPTOR,
  END64_LOCATOR,
  END64_LOCATOR_SIZE,
  END64_RECORD,
  END64_SIZE,
  EXTRA_ZIP64,
  FLAG_DESCRIPTOR,
  IN_ZIP64_16,
  IN_ZIP64_32,
  type ZipEntry,
} from './format.js'

export interface ZipChanges {
  /** Entries that are removed (undefined) or replaced. */
  replace: ReadonlyMap<ZipEntry, NewEntry | undefined>
  /** An entry to add at the end, given the offset that its central header is to hold. */
  add?(offset: number): NewEntry
}

/** @throws CodecError `TOO_LARGE` if an entry would move to an offset that its header cannot hold. */
export function editArchive(archive: Archive, { replace, add }: ZipChanges): Splice[] {
  const splices = [...replace]
    .map(([entry, by]): Splice => ({ ...extentOf(archive, entry), insert: by?.local ?? NOTHING }))
    .sort((a, b) => a.at - b.at)
  const shiftOf = shifts(splices)
  const offsetOf = (at: number) => at + shiftOf(at) - archive.base

  const directoryOffset = offsetOf(archive.directoryAt)
  const added = add?.(directoryOffset)
  const entryBytes = added?.local ?? NOTHING
  const header = added?.central ?? NOTHING
  // If no entry is replaced, nothing moves, and a large directory need not be copied.
  const directory = replace.size === 0 ? archive.directory : editDirectory(archive, replace, offsetOf)
  const count = archive.entries.length - [...replace.values()].filter((by) => !by).length + (added ? 1 : 0)
  const end = endRecords(
    archive,
    count,
    directory.length + header.length,
    directoryOffset + entryBytes.length,
  )

  const from = archive.directoryAt
  const to = from + archive.directory.length
  const tail = archive.endAt + archive.end.length
  if (directory === archive.directory) {
    splices.push({ at: from, remove: 0, insert: entryBytes })
    splices.push({ at: to, remove: tail - to, insert: Buffer.concat([header, end]) })
  } else {
    splices.push({
      at: from,
      remove: tail - from,
      insert: Buffer.concat([entryBytes, directory, header, end]),
    })
  }
  return splices
}

/** How far the byte at `at` moves. An archive may have as many edits as entries, so this must be fast. */
function shifts(splices: readonly Splice[]): (at: number) => number {
  let sum = 0
  const sums = splices.map(({ remove, insert }) => {
    sum += insert.length - remove
    return sum
  })
  return (at) => {
    let before = 0
    let end = splices.length
    while (before < end) {
      const middle = (before + end) >> 1
      if (splices[middle]!.at < at) before = middle + 1
      else end = middle
    }
    return sums[before - 1] ?? 0
  }
}

/** The entry's header in the central directory. */
export function headerOf({ directory }: Archive, { header, headerLength }: ZipEntry): Buffer {
  return directory.subarray(header, header + headerLength)
}

/** Where a local entry begins and ends, including its data descriptor. */
export function extentOf(
  { source, entries, directoryAt }: Archive,
  entry: ZipEntry,
): { at: number; remove: number } {
  const dataEnd = entry.dataAt + entry.packedSize
  const next = entries.reduce((next, { at }) => (at > entry.at && at < next ? at : next), directoryAt)
  const behind = asBuffer(source.read(dataEnd, Math.min(next - dataEnd, MAX_DESCRIPTOR)))
  const descriptor = entry.flags & FLAG_DESCRIPTOR ? descriptorSize(behind, entry) : 0
  return { at: entry.at, remove: dataEnd + descriptor - entry.at }
}

const MAX_DESCRIPTOR = 24

/** APPNOTE 4.3.9: a signature or none, CRC-32, both sizes in 8 or 4 bytes. */
function descriptorSize(behind: Buffer, { crc, packedSize, size }: ZipEntry): number {
  const signature = u32(DATA_DESCRIPTOR)
  const wide = [u32(crc), u64le(packedSize), u64le(size)]
  const narrow = [u32(crc), u32(packedSize), u32(size)]
  const forms = [[signature, ...wide], [signature, ...narrow], wide, narrow].map((fields) =>
    Buffer.concat(fields),
  )
  return forms.find((form) => behind.subarray(0, form.length).equals(form))?.length ?? 0
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(Math.min(value, IN_ZIP64_32))
  return bytes
}

/** The central directory with each entry's new offset, without the headers of removed entries. */
function editDirectory(
  { directory, entries }: Archive,
  replace: ZipChanges['replace'],
  offsetOf: (at: number) => number,
): Buffer {
  const edited = Buffer.from(directory)
  const parts: Buffer[] = []
  let from = 0
  for (const entry of entries) {
    const { header, headerLength } = entry
    const end = header + headerLength
    if (!replace.has(entry)) {
      setOffset(edited.subarray(header, end), offsetOf(entry.at))
      continue
    }
    parts.push(edited.subarray(from, header))
    const by = replace.get(entry)
    if (by) parts.push(setOffset(Buffer.from(by.central), offsetOf(entry.at)))
    from = end
  }
  return Buffer.concat([...parts, edited.subarray(from)])
}

/** Writes an entry's offset into its central header. */
function setOffset(header: Buffer, offset: number): Buffer {
  if (header.readUInt32LE(42) === IN_ZIP64_32) {
    header.writeBigUInt64LE(BigInt(offset), zip64OffsetAt(header))
  } else {
    if (offset >= IN_ZIP64_32) throw new CodecError('TOO_LARGE', 'an entry would move behind the first 4 GiB')
    header.writeUInt32LE(offset, 42)
  }
  return header
}

/** Where in the header the ZIP64 extra field holds the offset: behind the sizes that this field holds. */
function zip64OffsetAt(header: Buffer): number {
  let at = CENTRAL_HEADER_SIZE + header.readUInt16LE(28)
  while (header.readUInt16LE(at) !== EXTRA_ZIP64) at += 4 + header.readUInt16LE(at + 2)
  return at + 4 + 8 * [24, 20].filter((size) => header.readUInt32LE(size) === IN_ZIP64_32).length
}

/**
 * The end record without the comment, and ZIP64's end records if they are needed or if the archive had them without
 * need.
 */
function endRecords(archive: Archive, count: number, size: number, offset: number): Buffer {
  const { base, entries, directory, directoryAt, end64, end } = archive
  const old = { count: entries.length, size: directory.length, offset: directoryAt - base }
  const needed = exceeds(count, size, offset)
  const parts: Buffer[] = []
  // Adding an entry can make ZIP64 records necessary; taking it out then removes them again.
  if (needed || (end64 && !exceeds(old.count, old.size, old.offset))) {
    const record = end64 ? Buffer.from(end64.record) : newEnd64()
    for (const [at, value] of [
      [24, count],
      [32, count],
      [40, size],
      [48, offset],
    ] as const)
      record.writeBigUInt64LE(BigInt(value), at)
    const locator = end64 ? Buffer.from(end64.locator) : newLocator()
    // Some writers count this offset from the prefix, some do not. In both cases it moves with the directory's end.
    const before = end64 ? locator.readBigUInt64LE(8) - BigInt(old.offset + old.size) : 0n
    locator.writeBigUInt64LE(before + BigInt(offset + size), 8)
    parts.push(record, locator)
  }
  const record = Buffer.from(end)
  for (const at of [8, 10])
    record.writeUInt16LE(endField(count, old.count, end.readUInt16LE(at), IN_ZIP64_16), at)
  record.writeUInt32LE(endField(size, old.size, end.readUInt32LE(12), IN_ZIP64_32), 12)
  record.writeUInt32LE(endField(offset, old.offset, end.readUInt32LE(16), IN_ZIP64_32), 16)
  return Buffer.concat([...parts, record])
}

function exceeds(count: number, size: number, offset: number): boolean {
  return count >= IN_ZIP64_16 || size >= IN_ZIP64_32 || offset >= IN_ZIP64_32
}

/** A field says "see ZIP64" if its value does not fit, or if it said so before although the old value did fit. */
function endField(value: number, oldValue: number, oldField: number, inZip64: number): number {
  return value >= inZip64 || (oldField === inZip64 && oldValue < inZip64) ? inZip64 : value
}

function newEnd64(): Buffer {
  const record = Buffer.alloc(END64_SIZE)
  record.writeUInt32LE(END64_RECORD, 0)
  record.writeUInt32LE(END64_SIZE - 12, 4)
  record.writeUInt16LE((3 << 8) | 45, 12)
  record.writeUInt16LE(45, 14)
  return record
}

function newLocator(): Buffer {
  const locator = Buffer.alloc(END64_LOCATOR_SIZE)
  locator.writeUInt32LE(END64_LOCATOR, 0)
  locator.writeUInt32LE(1, 16)
  return locator
}
