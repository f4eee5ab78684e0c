/**
 * A PE file's headers: Microsoft's "PE Format" (PE/COFF specification), sections "MS-DOS Stub" to "Section Table".
 *
 *     0x3c      e_lfanew:u32, offset of
 *     +0        "PE\0\0"
 *     +4        COFF file header: NumberOfSections:u16 at 2, SizeOfOptionalHeader:u16 at 16
 *     +24       optional header, PE32 (10b) or PE32+ (20b), and its data directories
 *               section table: 40 bytes for each section
 *     SizeOfHeaders, then the sections' raw data, each at a multiple of FileAlignment; overlay; certificate table
 */
import { fits, readAt } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'

export const SECTION_HEADER_SIZE = 40
/** Offset in the COFF file header, which starts at {@link PeImage.coffAt}. */
export const NUMBER_OF_SECTIONS = 2
const POINTER_TO_SYMBOL_TABLE = 8
const NUMBER_OF_SYMBOLS = 12
const SYMBOL_SIZE = 18
/** Offsets in the optional header that are the same in PE32 and PE32+. */
export const OPTIONAL = {
  SizeOfInitializedData: 8,
  SectionAlignment: 32,
  FileAlignment: 36,
  SizeOfImage: 56,
  SizeOfHeaders: 60,
  CheckSum: 64,
}
const CERTIFICATE_TABLE = 4
const CLR_RUNTIME_HEADER = 14
/** ECMA-335, II.25.3.3.1 (runtime flags). */
const COMIMAGE_FLAGS_STRONGNAMESIGNED = 8

export interface PeSection {
  name: string
  virtualSize: number
  virtualAddress: number
  rawSize: number
  rawAt: number
}

export interface PeImage {
  /** Offset of the COFF file header. */
  coffAt: number
  /** The optional header, and its offset. */
  optional: Buffer
  optionalAt: number
  sectionTableAt: number
  sections: PeSection[]
  /** The COFF symbol table with the string table behind it, which MinGW puts behind the sections. */
  symbols?: { at: number; end: number }
  /** The certificate table (Authenticode): its entry in the data directories, its offset and size. */
  certificates?: { entryAt: number; at: number; size: number }
  /** A .NET assembly whose strong name covers headers and sections. */
  strongName: boolean
}

/** Offset of the COFF file header, or undefined if the file is not PE. Reads a few bytes. */
export function findCoffHeader(source: Source): number | undefined {
  const dos = source.read(0, 64)
  if (dos.length < 64 || dos[0] !== 0x4d || dos[1] !== 0x5a) return undefined
  const at = Buffer.from(dos).readUInt32LE(0x3c)
  if (!fits(at, 24, source.size)) return undefined
  return Buffer.from(source.read(at, 4)).toString('latin1') === 'PE\0\0' ? at + 4 : undefined
}

/** @throws CodecError if the headers are malformed or cut off. */
export function readImage(source: Source): PeImage {
  const coffAt = findCoffHeader(source)
  if (coffAt === undefined) throw malformed('no PE signature')
  const coff = readAt(source, coffAt, 20, 'the COFF file header')
  const optionalAt = coffAt + 20
  const optional = readAt(source, optionalAt, coff.readUInt16LE(16), 'the optional header')
  const wide = optional.length >= 2 && optional.readUInt16LE(0) === 0x20b
  if (!wide && !(optional.length >= 2 && optional.readUInt16LE(0) === 0x10b)) {
    throw malformed('an optional header of an unknown kind')
  }
  const directoriesAt = wide ? 112 : 96
  if (optional.length < directoriesAt) throw malformed('an optional header that is too short')

  const sectionTableAt = optionalAt + optional.length
  const count = coff.readUInt16LE(NUMBER_OF_SECTIONS)
  const table = readAt(source, sectionTableAt, count * SECTION_HEADER_SIZE, 'the section table')
  const sections = Array.from({ length: count }, (_, i) =>
    readSection(table.subarray(i * SECTION_HEADER_SIZE, (i + 1) * SECTION_HEADER_SIZE)),
  )

  const directoryCount = optional.readUInt32LE(directoriesAt - 4)
  const directory = (index: number) => {
    const at = directoriesAt + index * 8
    if (index >= directoryCount || at + 8 > optional.length) return undefined
    const found = {
      entryAt: optionalAt + at,
      at: optional.readUInt32LE(at),
      size: optional.readUInt32LE(at + 4),
    }
    return found.at === 0 && found.size === 0 ? undefined : found
  }
  const certificates = directory(CERTIFICATE_TABLE)
  const clr = directory(CLR_RUNTIME_HEADER)
  const symbols = symbolsOf(source, coff)
  return {
    coffAt,
    optional,
    optionalAt,
    sectionTableAt,
    sections,
    ...(symbols && { symbols }),
    ...(certificates && { certificates }),
    strongName: clr !== undefined && isStrongNamed(source, sections, clr.at),
  }
}

/** "COFF Symbol Table" and "COFF String Table": the latter begins with its own size. */
function symbolsOf(source: Source, coff: Buffer): PeImage['symbols'] {
  const at = coff.readUInt32LE(POINTER_TO_SYMBOL_TABLE)
  const stringsAt = at + coff.readUInt32LE(NUMBER_OF_SYMBOLS) * SYMBOL_SIZE
  if (at === 0 || !fits(stringsAt, 4, source.size)) return undefined
  const end = stringsAt + Math.max(4, readAt(source, stringsAt, 4, 'the string table').readUInt32LE(0))
  return end <= source.size ? { at, end } : undefined
}

function readSection(header: Buffer): PeSection {
  return {
    name: header.toString('latin1', 0, 8),
    virtualSize: header.readUInt32LE(8),
    virtualAddress: header.readUInt32LE(12),
    rawSize: header.readUInt32LE(16),
    rawAt: header.readUInt32LE(20),
  }
}

/** Where headers and the raw data of `sections` end. */
export function rawEnd({ optional, sectionTableAt, ...image }: PeImage, sections: PeSection[]): number {
  const tableEnd = sectionTableAt + image.sections.length * SECTION_HEADER_SIZE
  const headers = Math.max(optional.readUInt32LE(OPTIONAL.SizeOfHeaders), tableEnd)
  return sections.reduce(
    (end, { rawAt, rawSize }) => (rawSize > 0 ? Math.max(end, rawAt + rawSize) : end),
    headers,
  )
}

/** Flags of the CLI header, ECMA-335, II.25.3.3. */
function isStrongNamed(source: Source, sections: PeSection[], address: number): boolean {
  const home = sections.find((s) => address >= s.virtualAddress && address - s.virtualAddress < s.rawSize)
  if (!home) return false
  const at = home.rawAt + address - home.virtualAddress
  if (!fits(at, 20, source.size)) return false
  const flags = readAt(source, at, 20, 'the CLI header').readUInt32LE(16)
  return (flags & COMIMAGE_FLAGS_STRONGNAMESIGNED) !== 0
}

function malformed(reason: string): CodecError {
  return new CodecError('MALFORMED', `malformed PE: ${reason}`)
}

/**
 * The PE checksum, as ImageHlp's CheckSumMappedFile computes it. Windows checks it for drivers and system
 * libraries. The sum of the file's 16-bit words in ones' complement, without the field CheckSum itself, plus the
 * file's length.
 * @param content the file with zeros in the field CheckSum, in pieces.
 */
export function peChecksum(content: Iterable<Uint8Array>): number {
  let length = 0
  // Carries are added back at the end; until then a double holds the sum of files of up to 256 GiB exactly.
  let sum = 0
  for (const piece of content) {
    const odd = length % 2
    for (let i = 0; i < piece.length; i++) sum += (i + odd) % 2 === 0 ? piece[i]! : piece[i]! * 256
    length += piece.length
  }
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000)
  return (sum + length) % 2 ** 32
}
