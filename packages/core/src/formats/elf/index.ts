/**
 * ELF executables and shared objects. The mark is a section; System V gABI, chapter 4.
 *
 *     0         ELF header             e_shoff, e_shnum, e_shstrndx change
 *               program header table,
 *               segments, sections     never touched
 *     cut       .chalk.mark            the mark; or .chalk.free, 32 bytes: the HASH that deleting leaves there
 *               .shstrtab              section-name string table, with ".chalk.mark\0" at its end
 *     e_shoff   section header table   one header more
 *
 * `cut` is where string table and section header table were, if they were the last bytes of the file; else its end.
 * Each of the three starts at a multiple of 8. A file that has no room for a section, or is not of 64 bits and
 * little-endian, gets its mark appended ({@link appendedArtifact}).
 */
import { parseMark } from '@chalkmark/mark'
import {
  alignUp,
  asBuffer,
  isZero,
  NOTHING,
  overwrite,
  readAt,
  subSource,
  u64,
  u64le,
} from '../../bytes/fields.js'
import type { Source, Splice } from '../../bytes/source.js'
import { splicedSource } from '../../bytes/spliced-source.js'
import { CodecError } from '../../error.js'
import { appendedArtifact, MAX_MARK, markAt, type PlacedMark } from '../appended.js'
import type { Artifact } from '../artifact.js'
import { isAsWritten, NOT_AS_WRITTEN } from '../as-written.js'
import type { Codec } from '../format.js'
import { checkNoDebugFile } from './debug.js'
import {
  ELF64,
  type ElfImage,
  endOfSegments,
  rangesBehind,
  readImage,
  type Section,
  SHT_NOBITS,
} from './image.js'
import { checkNoOverlay, lastResort } from './last-resort.js'

const MARK = '.chalk.mark'
const FREE = '.chalk.free'
/** Size in bytes of the SHA-256 in .chalk.free. */
const HASH_SIZE = 32
const SHT_PROGBITS = 1
const [ET_REL, ET_DYN] = [1, 3]
const HEADER = ELF64.section.size

/** A file that keeps its mark in a section, with what the edits need to know. */
interface Sectioned {
  source: Source
  image: ElfImage
  /** The section-name string table. */
  names: Buffer
  /** The section header table. */
  headers: Buffer
  /** Index of the chalk section's header, if the file has one. */
  chalk?: number
  /** Where the new content begins; it replaces everything from there on. Undefined: see {@link placeOf}. */
  cut?: number
}

export const elf: Codec = {
  name: 'elf',

  claims({ source }) {
    const magic = source.read(0, 4)
    return magic.length === 4 && asBuffer(magic).readUInt32BE(0) === 0x7f454c46 ? 'ELF' : undefined
  },

  read({ source }): Artifact {
    const appended = appendedArtifact(source, 'ELF')
    const end = appended.mark?.at ?? source.size
    let image: ElfImage | undefined
    try {
      // The tables must end within the file without its mark. They are read without the mark, so that none can
      // reach into it.
      image = readImage(subSource(source, 0, end))
      return sectionArtifact(readSectioned(source, image))
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      const file = subSource(source, 0, end)
      if (appended.mark && isNormalForm(file)) appended.mark.broken = MOVED
      const imageEnd = image?.end ?? (error.code === 'NO_SECTIONS' ? endOfSegments(file) : undefined)
      return lastResort(source, appended, image, imageEnd ?? end, end)
    }
  },
}

// Reading

/** @throws CodecError if a section cannot hold the mark; {@link lastResort} then handles the file. */
function readSectioned(source: Source, image: ElfImage): Sectioned {
  const reason = whyNoSection(image)
  if (reason) throw new CodecError('NO_PLACE', reason)
  const strings = image.sections[image.stringTableIndex]!
  const names = readAt(source, strings.offset, strings.size, 'the section-name string table')
  // A name that begins at or behind the end of the table would become the name that is appended here.
  if (image.sections.some(({ nameAt }) => nameAt >= names.length)) {
    throw new CodecError('MALFORMED', 'a section name lies outside the section-name string table')
  }
  const { from, to } = image.sectionTable
  const found = image.sections.findIndex(
    ({ type, nameAt }) => type === SHT_PROGBITS && [MARK, FREE].includes(nameOf(names, nameAt)),
  )
  const chalk = found < 0 ? undefined : found
  if (chalk === undefined && image.sections.length + 1 > MAX_SECTIONS) {
    throw new CodecError(
      'NO_PLACE',
      `the ELF file has ${image.sections.length} sections, too many for one more`,
    )
  }
  if (chalk === undefined && names.length + MARK.length + 1 > MAX_NAMES) {
    throw new CodecError('NO_PLACE', 'the section-name string table has no room for one more name')
  }
  return {
    source,
    image,
    names,
    headers: readAt(source, from, to - from, 'the section header table'),
    chalk,
    cut: placeOf(source, image, chalk),
  }
}

/** The reference program counts table sizes in 16 bits, so it cannot read 1024 sections or 1171 segments. */
const MAX_SECTIONS = 1023
const MAX_SEGMENTS = 1170
const MAX_NAMES = 16 << 20

function whyNoSection(image: ElfImage): string | undefined {
  const { programTable, sections, stringTableIndex } = image
  const strings = sections[stringTableIndex]
  if (image.class !== 64 || !image.littleEndian) return 'not ELF of 64 bits, little-endian'
  if (image.type < ET_REL || image.type > ET_DYN) return 'neither executable nor shared object'
  if (programTable.at < ELF64.header.size || programTable.count === 0) return 'no program header table'
  if (programTable.count > MAX_SEGMENTS) return 'too many program headers'
  if (sections.length > MAX_SECTIONS) return 'too many section headers'
  if (!strings || stringTableIndex === 0) return 'no section-name string table'
  if (strings.type === SHT_NOBITS) return 'a section-name string table without bytes'
  if (strings.address !== 0) return 'a section-name string table that is loaded'
  if (strings.size > MAX_NAMES) return 'a section-name string table of more than 16 MiB'
  return undefined
}

/**
 * Where the new content begins. Undefined if a chalk section is followed by anything but the string table and the
 * section header table: another tool has moved the section, and the bytes there may belong to that tool.
 */
function placeOf(source: Source, image: ElfImage, chalk: number | undefined): number | undefined {
  const { sectionTable, sections, stringTableIndex, end } = image
  const strings = sections[stringTableIndex]!
  const tableIsLast = rangesBehind(image, sectionTable.from) === 1
  const behindStrings = rangesBehind(image, strings.offset)
  if (chalk !== undefined) {
    const { offset, size } = sections[chalk]!
    const inOrder = tableIsLast && behindStrings === 2 && rangesBehind(image, offset) === 3
    return inOrder &&
      isGap(source, offset + size, strings.offset) &&
      isGap(source, strings.offset + strings.size, sectionTable.from)
      ? offset
      : undefined
  }
  if (end !== source.size) return source.size
  if (tableIsLast) return behindStrings === 2 ? strings.offset : sectionTable.from
  return behindStrings === 1 ? strings.offset : source.size
}

/**
 * Whether replacing the bytes from `cut` on would lose data that is neither a mark nor one of the two tables.
 * @returns the error that says so; undefined if nothing would.
 */
function lossIn(file: Sectioned): CodecError | undefined {
  const { source, image, names, chalk, cut } = file
  const { sectionTable, sections, stringTableIndex } = image
  const strings = sections[stringTableIndex]!
  const namesEnd = strings.offset + strings.size
  if (chalk === undefined) {
    const isBetween = cut === strings.offset && namesEnd < sectionTable.from
    return isBetween && !isGap(source, namesEnd, sectionTable.from)
      ? new CodecError('OVERLAY', 'the ELF file has data between its section names and its section headers')
      : undefined
  }
  const section = sections[chalk]!
  return holdsOurs(source, section, nameOf(names, section.nameAt))
    ? undefined
    : new CodecError(
        'NAME_TAKEN',
        `the section ${nameOf(names, section.nameAt)} holds no mark: remove it first (objcopy --remove-section)`,
      )
}

/** Whether a chalk section holds what marking or deleting puts there, or a placeholder, and no more than blanks beside. */
function holdsOurs(source: Source, { offset, size }: Section, name: string): boolean {
  if (name === FREE) return size === HASH_SIZE
  if (size > MAX_MARK) return false
  const text = asBuffer(source.read(offset, size))
    .toString('latin1')
    .replace(/^[ \t\n]+|(?<![ \t\n])[ \t\n]+$/g, '')
  const parsed = parseMark(Buffer.from(text, 'latin1'))
  return !('error' in parsed) && parsed.end === text.length
}

/**
 * Whether there is only alignment between two parts. These bytes are written anew, so HASH would not cover anything
 * else there.
 */
function isGap(source: Source, from: number, to: number): boolean {
  return isZero(source, from, to - from)
}

function nameOf(names: Buffer, at: number): string {
  // A name that is longer than ours need not be read to its end.
  const name = names.subarray(at, at + MARK.length + 1)
  const end = name.indexOf(0)
  return name.toString('latin1', 0, end < 0 ? name.length : end)
}

/** The mark at the start of the chalk section, after blanks at most. */
function markIn({ source, image, names, chalk }: Sectioned): PlacedMark | undefined {
  if (chalk === undefined) return undefined
  const { nameAt, offset, size } = image.sections[chalk]!
  if (nameOf(names, nameAt) !== MARK) return undefined
  const bytes = asBuffer(source.read(offset, Math.min(size, MAX_MARK)))
  const blanks = bytes.findIndex((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x09)
  return markAt(bytes, Math.max(blanks, 0), offset)
}

const MOVED = 'it stood in a section, and the section headers do not fit without it'

/**
 * Whether a file is the normal form of one with a chalk section: 32 bytes are missing where the headers say that the section
 * is. HASH of that file is then the one of all bytes here, so a mark of it would fit as an appended one.
 */
function isNormalForm(source: Source): boolean {
  try {
    const { e_shoff, e_phnum, size } = ELF64.header
    const header = readAt(source, 0, size, 'the ELF header')
    const count = header.readUInt16LE(e_phnum + 4)
    const table = readAt(source, u64(header, e_shoff) - HASH_SIZE, count * HEADER, 'the section header table')
    const offsets = Array.from({ length: count }, (_, i) => table.subarray(i * HEADER))
      .filter((section) => section.readUInt32LE(4) === SHT_PROGBITS)
      .map((section) => u64(section, ELF64.section.sh_offset))
    // Only tables stand behind a chalk section.
    return offsets.length > 0 && isFreeAt(source, Math.max(...offsets))
  } catch (error) {
    if (error instanceof CodecError) return false
    throw error
  }
}

/** Whether the file with 32 bytes more at an offset has its chalk section there. */
function isFreeAt(source: Source, at: number): boolean {
  if (at > source.size) return false
  const whole = splicedSource(source, [{ at, remove: 0, insert: Buffer.alloc(HASH_SIZE) }])
  const { image, chalk } = readSectioned(whole, readImage(whole))
  return chalk !== undefined && image.sections[chalk]!.offset === at
}

// Edits

function sectionArtifact(file: Sectioned): Artifact {
  const found = markIn(file)
  const mark = found && { ...found, ...(!standsAsWritten(file, found.text) && { broken: NOT_AS_WRITTEN }) }
  return {
    type: 'ELF',
    ...(mark && { mark }),
    // HASH leaves out the 32 bytes, so the normal form is the free form without them.
    normalForm: file.cut === undefined ? [] : edits(file, FREE, HASH_SIZE, NOTHING),
    insert(text) {
      checkNoDebugFile(file.image)
      checkSafe(file)
      return edits(file, MARK, text.length, text)
    },
    remove(hash) {
      if (!mark) return []
      checkSafe(file)
      return edits(file, FREE, HASH_SIZE, hash)
    },
    deletedForm: (hash) => (file.cut === undefined || lossIn(file) ? [] : edits(file, FREE, HASH_SIZE, hash)),
  }
}

/** Whether the section and the bytes behind it equal what marking writes when it starts from the deleted form. */
function standsAsWritten(file: Sectioned, mark: Uint8Array): boolean {
  if (file.cut === undefined) return false
  return isAsWritten(file.source, edits(file, FREE, HASH_SIZE, Buffer.alloc(32)), (plain) =>
    edits(readSectioned(plain, readImage(plain)), MARK, mark.length, mark),
  )
}

/** @throws CodecError if adding to the file could break it. */
function checkSafe(file: Sectioned): void {
  const { source, image, cut } = file
  if (cut === undefined) {
    throw new CodecError(
      'MOVED',
      `another tool moved the mark's section: remove it first (objcopy --remove-section ${MARK})`,
    )
  }
  const loss = lossIn(file)
  if (loss) throw loss
  checkNoOverlay(source, image.end, source.size)
}

/**
 * The edits that put a chalk section with `name` and `content` in, or in place of the one that is there. `size` is
 * what its header says; the normal form leaves the content out.
 */
function edits(file: Sectioned, name: string, size: number, content: Uint8Array): Splice[] {
  const { source, image, chalk, cut = source.size } = file
  const { sectionTable, stringTableIndex, sections } = image
  const added = chalk === undefined

  const contentAt = added ? alignUp(cut, 8) : cut
  const names = added ? appendName(file.names, name) : rename(file.names, sections[chalk]!.nameAt, name)
  const namesAt = alignUp(contentAt + size, 8)
  const headersAt = alignUp(namesAt + names.length, 8)

  const headers = Buffer.from(file.headers)
  setExtent(headers, stringTableIndex, namesAt, names.length)
  if (!added) setExtent(headers, chalk, contentAt, size)
  const index = added ? newHeaderIndex(image) : chalk
  const tail = Buffer.concat([
    Buffer.alloc(contentAt - cut),
    content,
    Buffer.alloc(namesAt - contentAt - size),
    names,
    Buffer.alloc(headersAt - namesAt - names.length),
    added ? withHeader(headers, index, file.names.length, contentAt, size) : headers,
  ])

  const { e_shoff, e_phnum } = ELF64.header
  const splices = [overwrite(e_shoff, u64le(headersAt))]
  if (added) {
    const counts = Buffer.alloc(4)
    counts.writeUInt16LE(sections.length + 1, 0)
    counts.writeUInt16LE(stringTableIndex + (index <= stringTableIndex ? 1 : 0), 2)
    splices.push(overwrite(e_phnum + 4, counts))
    if (cut >= sectionTable.to) splices.push(staleSize(file, names.length))
  }
  // A replaced section's tables are the last of the image; whatever zeros pad the file behind them stay there.
  const to = added ? source.size : sectionTable.to
  return [...splices, { at: cut, remove: to - cut, insert: tail }]
}

/**
 * If the old section header table stays in the file, unused, the reference program leaves the new size in the
 * string table's old header. HASH covers these bytes, so they must be the same here.
 */
function staleSize({ image }: Sectioned, namesLength: number): Splice {
  const at = image.sectionTable.from + image.stringTableIndex * HEADER + ELF64.section.sh_size
  return overwrite(at, u64le(namesLength))
}

/**
 * Where the new header goes: before the string table's header if that is the last one and no other header refers to
 * it by its index.
 */
function newHeaderIndex({ sections, stringTableIndex }: ElfImage): number {
  const last = sections.length - 1
  const pinned = sections.some(({ link }) => link === last)
  return stringTableIndex === last && !pinned ? last : sections.length
}

function withHeader(headers: Buffer, index: number, nameAt: number, at: number, size: number): Buffer {
  const header = Buffer.alloc(HEADER)
  header.writeUInt32LE(nameAt, 0)
  header.writeUInt32LE(SHT_PROGBITS, 4)
  setExtent(header, 0, at, size)
  return Buffer.concat([headers.subarray(0, index * HEADER), header, headers.subarray(index * HEADER)])
}

function setExtent(headers: Buffer, index: number, offset: number, size: number): void {
  headers.set(u64le(offset), index * HEADER + ELF64.section.sh_offset)
  headers.set(u64le(size), index * HEADER + ELF64.section.sh_size)
}

function appendName(names: Buffer, name: string): Buffer {
  return Buffer.concat([names, Buffer.from(`${name}\0`, 'latin1')])
}

/** Both names have the same length. */
function rename(names: Buffer, at: number, name: string): Buffer {
  const renamed = Buffer.from(names)
  renamed.write(name, at, 'latin1')
  return renamed
}
