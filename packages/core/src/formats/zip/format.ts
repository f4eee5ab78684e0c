/** The fields, signatures and sizes of a ZIP's parts, after PKWARE APPNOTE.TXT 6.3.10. */

import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'

/** An archive, read. Offsets are those of the file. */
export interface Archive {
  source: Source
  /** What is added to an offset that the archive holds to get one in the file: 0, or the prefix's length. */
  base: number
  /** In the order of the central directory. */
  entries: ZipEntry[]
  /** The central directory's headers. */
  directory: Buffer
  directoryAt: number
  /** The ZIP64 end record and its locator, if the archive has them. */
  end64?: { record: Buffer; locator: Buffer }
  /** The end record without the archive comment; that follows it to the end of the file. */
  end: Buffer
  endAt: number
}

export interface ZipEntry {
  /**
   * The path in UTF-8, with one character (U+0000 to U+00FF) for each byte. So paths are compared and counted by
   * their bytes, and an archive of 100,000 entries does not need as many buffers. It has no empty parts and no `.`;
   * that of a directory ends in `/`.
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

export const FLAG_ENCRYPTED = 1 << 0
export const FLAG_DESCRIPTOR = 1 << 3
export const FLAG_PATCHED = 1 << 5
export const FLAG_STRONG_ENCRYPTION = 1 << 6
export const FLAG_MASKED_HEADERS = 1 << 13
export const EXTRA_ZIP64 = 0x0001
/** Info-ZIP's Unicode path: another name for the entry, which some programs take. APPNOTE 4.6.9. */
export const EXTRA_UNICODE_PATH = 0x7075

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

const TYPE_MASK = 0o170000
const TYPE_FILE = 0o100000
/** MS-DOS attributes of a directory and of a volume's name. */
const DOS_NO_FILE = 0x18

/**
 * Whether the external attributes are those of a file: no link, folder, device, or volume's name. APPNOTE 4.4.15: Unix's
 * mode in the upper half, MS-DOS's attributes in the lower one.
 */
export function isRegular(attributes: number): boolean {
  const type = (attributes >>> 16) & TYPE_MASK
  return (type === 0 || type === TYPE_FILE) && (attributes & DOS_NO_FILE) === 0
}

export function malformed(what: string): CodecError {
  return new CodecError('MALFORMED', what)
}
