/**
 * An ELF file's tables: System V gABI, chapter 4 (ELF header, sections) and chapter 5 (program header).
 *
 *     ELF header ──e_phoff──► program header table ──p_offset, p_filesz──► segments
 *                ──e_shoff──► section header table ──sh_offset, sh_size──► sections
 *                ──e_shstrndx──► which section is the section-name string table
 *
 * Both classes and both byte orders are read, since the caller has to know where the file's own bytes end.
 */
import { asBuffer, fits, readAt, truncated } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'

export const SHT_NOBITS = 8

/** Offsets of the fields that are used, by EI_CLASS. Each `size` is that of one header. */
const ELF32 = {
  header: { size: 52, e_phoff: 0x1c, e_shoff: 0x20, e_phentsize: 0x2a, e_phnum: 0x2c },
  program: { size: 32, p_offset: 4, p_filesz: 16 },
  section: { size: 40, sh_addr: 12, sh_offset: 16, sh_size: 20, sh_link: 24 },
}
export const ELF64: typeof ELF32 = {
  header: { size: 64, e_phoff: 0x20, e_shoff: 0x28, e_phentsize: 0x36, e_phnum: 0x38 },
  program: { size: 56, p_offset: 8, p_filesz: 32 },
  section: { size: 64, sh_addr: 16, sh_offset: 24, sh_size: 32, sh_link: 40 },
}

/** A range of the file that some table refers to: half-open, in bytes. */
export interface Range {
  from: number
  to: number
}

export interface Section {
  /** sh_name: offset of the name in the section-name string table. */
  nameAt: number
  type: number
  /** sh_flags. */
  flags: number
  address: number
  offset: number
  size: number
  link: number
}

export interface ElfImage {
  class: 32 | 64
  littleEndian: boolean
  /** e_type. */
  type: number
  programTable: { at: number; count: number; entrySize: number }
  sectionTable: Range
  sections: Section[]
  /** e_shstrndx. */
  stringTableIndex: number
  /** ELF header, both tables, every segment and section that has bytes in the file. */
  ranges: Range[]
  /** Where the last of them ends. Bytes behind it are not part of the ELF file proper. */
  end: number
}

/** @throws CodecError if the tables are missing, malformed or reach past the end of the file. */
export function readImage(source: Source): ElfImage {
  const ident = readAt(source, 0, 24, 'the ELF header')
  const [elfClass, data] = [ident[4], ident[5]]
  if ((elfClass !== 1 && elfClass !== 2) || (data !== 1 && data !== 2)) {
    throw new CodecError('MALFORMED', 'the ELF header has an unknown class or byte order')
  }
  const littleEndian = data === 1
  const layout = elfClass === 2 ? ELF64 : ELF32
  const { header, program, section } = layout
  const fields = fieldReader(readAt(source, 0, header.size, 'the ELF header'), elfClass === 2, littleEndian)
  if (fields.u32(0x14) !== 1) throw new CodecError('MALFORMED', 'the ELF header has an unknown version')

  const programTable = {
    at: fields.word(header.e_phoff),
    count: fields.u16(header.e_phnum),
    entrySize: fields.u16(header.e_phentsize),
  }
  const sectionTableAt = fields.word(header.e_shoff)
  const sectionCount = fields.u16(header.e_phnum + 4)
  const stringTableIndex = fields.u16(header.e_phnum + 6)
  if (sectionTableAt < header.size || sectionCount === 0) {
    throw new CodecError('NO_SECTIONS', 'the ELF file has no section header table')
  }
  if (fields.u16(header.e_phnum + 2) !== section.size) {
    throw new CodecError('MALFORMED', 'e_shentsize is not the size of a section header')
  }
  if (programTable.count > 0 && programTable.entrySize !== program.size) {
    throw new CodecError('MALFORMED', 'e_phentsize is not the size of a program header')
  }

  const { claim, table, ranges } = claims(source, header.size, elfClass === 2, littleEndian)

  if (programTable.count > 0) {
    const headers = table(programTable.at, programTable.count, program.size, 'the program header table')
    headers.forEach((fields, i) => {
      claim(fields.word(program.p_offset), fields.word(program.p_filesz), `segment ${i}`)
    })
  }
  const headers = table(sectionTableAt, sectionCount, section.size, 'the section header table')
  const sections = headers.map((fields, i): Section => {
    const found = {
      nameAt: fields.u32(0),
      type: fields.u32(4),
      flags: fields.word(8),
      address: fields.word(section.sh_addr),
      offset: fields.word(section.sh_offset),
      size: fields.word(section.sh_size),
      link: fields.u32(section.sh_link),
    }
    claim(found.offset, found.type === SHT_NOBITS ? 0 : found.size, `section ${i}`)
    return found
  })
  return {
    class: elfClass === 2 ? 64 : 32,
    littleEndian,
    type: fields.u16(0x10),
    programTable,
    sectionTable: { from: sectionTableAt, to: sectionTableAt + sectionCount * section.size },
    sections,
    stringTableIndex,
    ranges,
    end: endOf(ranges),
  }
}

/**
 * Where the bytes end that the ELF header and the program headers refer to, in a file whose section headers were
 * taken away or cannot be read; undefined if these cannot be read either.
 */
export function endOfSegments(source: Source): number | undefined {
  const ident = asBuffer(source.read(0, 6))
  const [elfClass, data] = [ident[4], ident[5]]
  const { header, program } = elfClass === 2 ? ELF64 : ELF32
  try {
    const fields = fieldReader(readAt(source, 0, header.size, 'the ELF header'), elfClass === 2, data === 1)
    const { claim, table, ranges } = claims(source, header.size, elfClass === 2, data === 1)
    const count = fields.u16(header.e_phnum)
    for (const segment of table(fields.word(header.e_phoff), count, program.size, 'the program header table'))
      claim(segment.word(program.p_offset), segment.word(program.p_filesz), 'a segment')
    return endOf(ranges)
  } catch (error) {
    if (error instanceof CodecError) return undefined
    throw error
  }
}

function endOf(ranges: readonly Range[]): number {
  return ranges.reduce((end, { to }) => Math.max(end, to), 0)
}

/** Parts of the file as they are found, each checked against the file's size. */
function claims(source: Source, headerSize: number, wide: boolean, littleEndian: boolean) {
  const ranges: Range[] = [{ from: 0, to: headerSize }]
  const claim = (from: number, size: number, what: string): Range => {
    if (!fits(from, size, source.size)) throw truncated(what)
    const range = { from, to: from + size }
    if (size > 0) ranges.push(range)
    return range
  }
  const table = (at: number, count: number, size: number, what: string) => {
    const { from, to } = claim(at, count * size, what)
    const bytes = asBuffer(source.read(from, to - from))
    if (bytes.length !== to - from) throw truncated(what)
    return Array.from({ length: count }, (_, i) =>
      fieldReader(bytes.subarray(i * size, (i + 1) * size), wide, littleEndian),
    )
  }
  return { claim, table, ranges }
}

/** How many of the image's ranges have bytes at or after `offset`. */
export function rangesBehind({ ranges }: ElfImage, offset: number): number {
  return ranges.reduce((count, { to }) => (to > offset ? count + 1 : count), 0)
}

function fieldReader(bytes: Buffer, wide: boolean, littleEndian: boolean) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return {
    u16: (at: number) => view.getUint16(at, littleEndian),
    u32: (at: number) => view.getUint32(at, littleEndian),
    /** An address or offset, by the file's class. Beyond 2^53 the nearest double does: it is past any file's end. */
    word: (at: number) =>
      wide ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian),
  }
}
