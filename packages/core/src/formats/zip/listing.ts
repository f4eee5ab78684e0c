/**
 * Lists of an archive's files that stand in the archive itself. A program that checks such a list refuses an archive
 * with a file that is not in it, so the mark gets a line there. The list is the only entry whose bytes marking
 * changes. Its old bytes are kept in an extra field of its local header, so that deleting restores them:
 *
 *     extra field   id "CK"  length:u16   central header, local entry
 */
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

/** A list of an archive's files, and how the mark is named in it. */
export interface Listing {
  entry: ZipEntry
  /** What messages call it. */
  name: string
  /** The list with a line for the mark, in place of one that is there. */
  withMark(list: Buffer, mark: Uint8Array): Buffer
  /** The list without the mark's line; as it is if it has none. */
  withoutMark(list: Buffer): Buffer
  /** How the list counts for HASH, with or without the line. */
  counted(list: Buffer): Uint8Array
  /** Whether the old list must be kept, since it could not be told from the new one. */
  mustKeep?: boolean
  /** Whether a mark may stand in the archive without a line in the list. */
  isOptional?: boolean
  /** The same list in another state of the archive. */
  findIn(archive: Archive): Listing | undefined
}

/** The list with a line for the mark. @throws CodecError `UNSUPPORTED` */
export function listMark(archive: Archive, { entry, name, ...list }: Listing, mark: Uint8Array): NewEntry {
  const header = headerOf(archive, entry)
  if (isZip64(header))
    throw new CodecError('UNSUPPORTED', `${name} is a ZIP64 entry: it cannot be given a line for the mark`)
  const listed = asBuffer(readContent(archive.source, entry))
  const without = list.withoutMark(listed)
  // If the list already has a line for a mark, marking wrote the entry, and there is nothing to keep.
  const current = without.length === listed.length ? currentEntry(archive, entry) : undefined
  const before = originalEntry(archive, { entry, name, ...list }) ?? current
  const extra = before ? extraWith(before) : NOTHING
  if (list.mustKeep && extra.length === 0)
    throw new CodecError('UNSUPPORTED', `${name} is too long to be given a line for the mark`)
  // As if the old mark had been taken out first: of what another program has changed in the headers since, nothing stays.
  return rewrittenEntry(before?.central ?? header, list.withMark(without, mark), extra)
}

/**
 * Whether the list is as {@link listMark} leaves it. Its compression does not count, since that differs between
 * versions of zlib.
 */
export function isListed(archive: Archive, list: Listing, mark: Uint8Array): boolean {
  const { entry } = list
  const listed = asBuffer(readContent(archive.source, entry))
  if (!list.withMark(list.withoutMark(listed), mark).equals(listed)) return false
  const header = headerOf(archive, entry)
  const before = originalEntry(archive, list)
  const wanted = rewrittenEntry(before?.central ?? header, listed, before ? extraWith(before) : NOTHING)
  const local = asBuffer(archive.source.read(entry.at, entry.dataAt - entry.at))
  // The offset and the packed size may differ.
  const central = Buffer.from(wanted.central)
  header.copy(central, OFFSET_AT, OFFSET_AT, OFFSET_AT + 4)
  for (const [bytes, at] of [
    [central, 20],
    [wanted.local, 18],
  ] as const)
    bytes.writeUInt32LE(entry.packedSize, at)
  return central.equals(header) && wanted.local.subarray(0, local.length).equals(local)
}

/**
 * The list as it counts for X-CONTENT-HASH, the same before and after marking: as it was before marking or, if that
 * was not kept, unpacked and without the mark's line. Undefined: it counts as it is.
 */
export function countedEntry(archive: Archive, list: Listing): NewEntry | undefined {
  const header = headerOf(archive, list.entry)
  const listed = asBuffer(readContent(archive.source, list.entry))
  const without = list.withoutMark(listed)
  const before = originalEntry(archive, list)
  if (before) return before
  const isKept = without.length === listed.length && extraWith(currentEntry(archive, list.entry)).length > 0
  return isKept || isZip64(header) ? undefined : plainEntry(header, without)
}

function isZip64(header: Buffer): boolean {
  return [20, 24, OFFSET_AT].some((at) => header.readUInt32LE(at) === IN_ZIP64_32)
}

/** The list without the mark's line; undefined if it has none. */
export function unlistMark(archive: Archive, list: Listing): NewEntry | undefined {
  const listed = asBuffer(readContent(archive.source, list.entry))
  const without = list.withoutMark(listed)
  if (without.length === listed.length) return undefined
  return originalEntry(archive, list) ?? rewrittenEntry(headerOf(archive, list.entry), without, NOTHING)
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

/** The list as it was before marking; undefined if it was not kept, or if it differs from the present list. */
function originalEntry(archive: Archive, { entry: present, withoutMark }: Listing): NewEntry | undefined {
  const kept = keptEntry(archive, present)
  if (!kept) return undefined
  const list = withoutMark(asBuffer(readContent(archive.source, present)))
  return isEntryOf(kept, present.path, list) ? kept : undefined
}

/** What the list's extra field holds: its old entry, not yet compared with the list. */
export function keptEntry(archive: Archive, { at, dataAt }: ZipEntry): NewEntry | undefined {
  const localHeader = asBuffer(archive.source.read(at, dataAt - at))
  const extra = localHeader.subarray(LOCAL_HEADER_SIZE + localHeader.readUInt16LE(26))
  const kept = findExtra(extra, EXTRA_BEFORE)
  if (!kept || kept.length < CENTRAL_HEADER_SIZE || kept.readUInt32LE(0) !== CENTRAL_HEADER) return undefined
  const central = CENTRAL_HEADER_SIZE + kept.readUInt16LE(28) + kept.readUInt16LE(30) + kept.readUInt16LE(32)
  return { central: kept.subarray(0, central), local: kept.subarray(central) }
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
