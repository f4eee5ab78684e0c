/**
 * PE: programs, libraries and add-ons (.exe, .dll, .node) for Windows, and .NET assemblies. Microsoft's "PE Format".
 *
 * The mark is a section if the headers and the file allow one:
 *
 *     headers        NumberOfSections, SizeOfInitializedData, SizeOfImage, CheckSum change
 *     section table  …, ".chalk": initialised data, readable, discardable
 *     sections       never touched
 *     end            the mark, zeros to a multiple of FileAlignment
 *
 * Otherwise it is the last part of the file, so that symbols behind the sections keep their offset:
 *
 *     sections, symbols behind them
 *     end            zeros to a multiple of 8, the mark, zeros to a multiple of 8
 *     size-16        "CHALKPE\0" length:u64, in bytes from `end` to here
 *
 * A certificate table (Authenticode) follows in both cases. Signing is the last step of a build, so a signed file
 * is not marked. The mark of a file that was signed later is read, and HASH does not cover what signing changes.
 */

import { alignUp, fits, isZero, NOTHING, overwrite, readAt, u64 } from '../../bytes/fields.js'
import type { Source, Splice } from '../../bytes/source.js'
import { splicedSource } from '../../bytes/spliced-source.js'
import { pieces } from '../../bytes/splices.js'
import { CodecError } from '../../error.js'
import { CONTENT_HASH } from '../../keys/catalogue.js'
import { MAX_MARK, markAt, type PlacedMark } from '../appended.js'
import type { Artifact, FoundMark } from '../artifact.js'
import { isAsWritten, NOT_AS_WRITTEN } from '../as-written.js'
import type { Codec } from '../format.js'
import { isCertificateTable } from './certificates.js'
import {
  findCoffHeader,
  NUMBER_OF_SECTIONS,
  OPTIONAL,
  type PeImage,
  type PeSection,
  peChecksum,
  rawEnd,
  readImage,
  SECTION_HEADER_SIZE,
} from './image.js'
import { checkNoPayload } from './payload.js'

const SECTION_NAME = '.chalk\0\0'
/** IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_DISCARDABLE | IMAGE_SCN_MEM_READ. */
const CHARACTERISTICS = 0x42000040
const TRAILER_MAGIC = 'CHALKPE\0'
const TRAILER_SIZE = 16
/** The most that Windows loads. */
const MAX_SECTIONS = 96
/** A file with a smaller SectionAlignment is mapped as it is, and nothing may be added to it. */
const MIN_SECTION_ALIGNMENT = 0x1000

/** A file without its mark, and what its mark adds. */
interface Pe {
  source: Source
  image: PeImage
  /** The sections without the mark's. */
  sections: PeSection[]
  /** SizeOfImage and SizeOfInitializedData without the mark's section. */
  sizeOfImage: number
  sizeOfInitializedData: number
  /** Where the file's own bytes end. The mark and its frame, if any, are from here to `markEnd`. */
  end: number
  markEnd: number
  /** Where the bytes before the certificate table end. It is greater than `markEnd` only if something was appended. */
  bodyEnd: number
  form: 'section' | 'overlay' | 'none'
  mark?: PlacedMark
}

export const pe: Codec = {
  name: 'pe',

  claims: ({ source }) => (findCoffHeader(source) === undefined ? undefined : 'PE'),

  read({ source }): Artifact {
    const file = readPe(source, readImage(source))
    const mark = file.mark ? { ...file.mark, ...brokenIn(file) } : changedMark(file)
    return {
      type: 'PE',
      ...(mark && { mark }),
      normalForm: normalForm(file),
      contentForm: () => contentForm(file),
      ...(isSigned(file) && { remade: IS_CHECKSUM_SET }),
      get uncovered() {
        return mark ? uncoveredIn(file, mark) : []
      },
      insert(text) {
        checkEditable(file)
        checkNoPayload(file.source, file.image, file.sections, file.end)
        return withChecksum(file, markEdits(file, text))
      },
      remove() {
        if (!mark) return []
        checkEditable(file)
        return withChecksum(file, plainEdits(file))
      },
    }
  },
}

// Reading

function readPe(source: Source, image: PeImage): Pe {
  const { sections, optional, certificates } = image
  const certificatesLast =
    certificates &&
    certificates.at >= rawEnd(image, sections) &&
    certificates.at + certificates.size === source.size &&
    isCertificateTable(source, certificates.at)
  const bodyEnd = certificatesLast ? certificates.at : source.size
  const plain: Pe = {
    source,
    image,
    sections,
    sizeOfImage: optional.readUInt32LE(OPTIONAL.SizeOfImage),
    sizeOfInitializedData: optional.readUInt32LE(OPTIONAL.SizeOfInitializedData),
    end: bodyEnd,
    markEnd: bodyEnd,
    bodyEnd,
    form: 'none',
  }
  return readSectionForm(plain) ?? readOverlayForm(plain) ?? plain
}

/** The file if its last section is the mark's, exactly as {@link sectionEdits} puts it there. */
function readSectionForm(file: Pe): Pe | undefined {
  const { source, image, bodyEnd } = file
  const chalk = image.sections.at(-1)
  if (chalk?.name !== SECTION_NAME) return undefined
  const sections = image.sections.slice(0, -1)
  const end = rawEnd(image, sections)
  const markEnd = chalk.rawAt + chalk.rawSize
  const fileAlignment = image.optional.readUInt32LE(OPTIONAL.FileAlignment)
  if (chalk.rawAt < end || chalk.rawAt - end >= fileAlignment || markEnd > bodyEnd) return undefined
  const mark = readMark(source, chalk.rawAt, chalk.virtualSize)
  if (!mark || mark.text.length !== chalk.virtualSize) return undefined
  const plain: Pe = {
    ...file,
    sections,
    sizeOfImage: chalk.virtualAddress,
    sizeOfInitializedData: (file.sizeOfInitializedData - chalk.rawSize) >>> 0,
    end,
    markEnd,
    form: 'section',
    mark,
  }
  return takesSection(plain) && isAsInserted(plain) ? plain : undefined
}

/**
 * Whether every byte that marking wrote is still there. If not, deleting would lose what another tool has written
 * there.
 */
function isAsInserted(file: Pe): boolean {
  const { source, end, markEnd, mark } = file
  return sectionEdits(file, mark!.text).every(({ at, insert }) => {
    const length = at === end ? markEnd - end : insert.length
    return Buffer.compare(source.read(at, length), insert) === 0
  })
}

/** The mark in a section that is not as marking writes it. It is reported, but broken. */
function changedMark({ source, image }: Pe): FoundMark | undefined {
  const chalk = image.sections.find(({ name }) => name === SECTION_NAME)
  const mark = chalk && readMark(source, chalk.rawAt, chalk.rawSize)
  return mark && { ...mark, broken: NOT_AS_WRITTEN }
}

/**
 * What is wrong with the place of a mark. A mark could stand in either of the two places with the same HASH, but
 * marking uses only one of them for a given file.
 */
function brokenIn(file: Pe): { broken?: string } {
  const { source } = file
  const unsigned = splicedSource(source, inOrder([checksumEdit(file, 0), ...unsignedEdits(file)]))
  const { mark, ...rest } = readPe(unsigned, readImage(unsigned))
  const asWritten =
    mark &&
    isAsWritten(unsigned, plainEdits(rest), (plain) => markEdits(readPe(plain, readImage(plain)), mark.text))
  return asWritten ? {} : { broken: NOT_AS_WRITTEN }
}

const IS_CHECKSUM_SET = 'whether the field CheckSum was set'

/** The parts of this file that can change after marking without a change of HASH and X-CONTENT-HASH. */
function uncoveredIn(file: Pe, { dict }: FoundMark): string[] {
  const { source, bodyEnd } = file
  const lines: string[] = []
  if (isSigned(file))
    lines.push(`the certificate table (${source.size - bodyEnd} bytes), which was added after marking`)
  const checksum = checksumOf(file)
  if (checksum !== 0 && checksum !== peChecksum(pieces(source, [checksumEdit(file, 0)])))
    lines.push('the field CheckSum, which is not the sum of the file')
  else if (!isSigned(file) && dict[CONTENT_HASH] === undefined) lines.push(IS_CHECKSUM_SET)
  return lines
}

function checksumOf({ image }: Pe): number {
  return image.optional.readUInt32LE(OPTIONAL.CheckSum)
}

/** Whether a certificate table ends the file. */
function isSigned({ source, bodyEnd }: Pe): boolean {
  return bodyEnd < source.size
}

/** The file, if its overlay ends with a mark and a trailer. */
function readOverlayForm(file: Pe): Pe | undefined {
  const { source, bodyEnd } = file
  if (bodyEnd < TRAILER_SIZE) return undefined
  const trailer = readAt(source, bodyEnd - TRAILER_SIZE, TRAILER_SIZE, 'the trailer')
  if (trailer.toString('latin1', 0, 8) !== TRAILER_MAGIC) return undefined
  const length = u64(trailer, 8)
  const frameEnd = bodyEnd - TRAILER_SIZE
  const end = frameEnd - length
  const at = alignUp(end, 8)
  if (end < 0 || length > MAX_MARK || at >= frameEnd) return undefined
  const mark = readMark(source, at, frameEnd - at)
  if (!mark) return undefined
  const ours = overlayFrame(end, mark.text)
  if (Buffer.compare(source.read(end, bodyEnd - end), ours) !== 0) return undefined
  return { ...file, end, form: 'overlay', mark }
}

/** The mark at the start of a part of the file. */
function readMark(source: Source, at: number, length: number): PlacedMark | undefined {
  if (length > MAX_MARK || !fits(at, length, source.size)) return undefined
  return markAt(source.read(at, length), 0, at)
}

// What may be done

/** @throws CodecError if adding to the file, or taking from it, could break it. */
function checkEditable({ image, bodyEnd, markEnd, sections, source }: Pe): void {
  if (image.certificates) throw new CodecError('SIGNED', 'signed: mark before signing')
  if (image.sections.some(({ name }) => name === SECTION_NAME) && image.sections.length === sections.length) {
    throw new CodecError('MOVED', "another tool changed the mark's section: remove the section .chalk first")
  }
  if (markEnd < bodyEnd) {
    throw new CodecError(
      'OVERLAY',
      `${bodyEnd - markEnd} bytes were appended after marking: mark again before that`,
    )
  }
  if (rawEnd(image, sections) > source.size) {
    throw new CodecError('TRUNCATED', 'a section reaches past the end of the file')
  }
}

/** Whether there is room for one more section header, and nothing stands where the section's bytes would go. */
function takesSection({ source, image, sections, sizeOfImage, end, form }: Pe): boolean {
  const { optional, sectionTableAt, strongName } = image
  const [sectionAlignment, fileAlignment, headersEnd] = [
    OPTIONAL.SectionAlignment,
    OPTIONAL.FileAlignment,
    OPTIONAL.SizeOfHeaders,
  ].map((at) => optional.readUInt32LE(at)) as [number, number, number]
  const slotAt = sectionTableAt + sections.length * SECTION_HEADER_SIZE
  const slotEnd = slotAt + SECTION_HEADER_SIZE
  const firstRaw = sections.reduce(
    (least, s) => (s.rawSize > 0 ? Math.min(least, s.rawAt) : least),
    headersEnd,
  )
  const memoryEnd = sections.reduce(
    (end, s) => Math.max(end, s.virtualAddress + (s.virtualSize || s.rawSize)),
    0,
  )
  return (
    !strongName &&
    end === rawEnd(image, sections) &&
    sections.length > 0 &&
    sections.length < MAX_SECTIONS &&
    isPowerOfTwo(fileAlignment) &&
    fileAlignment >= 16 &&
    fileAlignment <= 0x10000 &&
    isPowerOfTwo(sectionAlignment) &&
    sectionAlignment >= MIN_SECTION_ALIGNMENT &&
    sizeOfImage === alignUp(memoryEnd, sectionAlignment) &&
    slotEnd <= Math.min(headersEnd, firstRaw) &&
    (form === 'section' || isZero(source, slotAt, SECTION_HEADER_SIZE))
  )
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value))
}

// Edits

/** The edits that put `mark` where it belongs, without one for CheckSum. */
function markEdits(file: Pe, mark: Uint8Array): Splice[] {
  return takesSection(file) ? sectionEdits(file, mark) : overlayEdits(file, mark)
}

/** The edits that put `mark` into a section of its own, without one for CheckSum. */
function sectionEdits(file: Pe, mark: Uint8Array): Splice[] {
  const { image, sections, sizeOfImage, end, bodyEnd } = file
  const sectionAlignment = image.optional.readUInt32LE(OPTIONAL.SectionAlignment)
  const fileAlignment = image.optional.readUInt32LE(OPTIONAL.FileAlignment)
  const rawAt = alignUp(end, fileAlignment)
  const rawSize = alignUp(mark.length, fileAlignment)
  const newSizeOfImage = sizeOfImage + alignUp(mark.length, sectionAlignment)
  if (rawAt + rawSize > 0xffffffff || newSizeOfImage > 0xffffffff) {
    throw new CodecError('TOO_LARGE', 'a PE file cannot be larger than 4 GiB')
  }

  const header = Buffer.alloc(SECTION_HEADER_SIZE)
  header.write(SECTION_NAME, 0, 'latin1')
  header.writeUInt32LE(mark.length, 8)
  header.writeUInt32LE(sizeOfImage, 12)
  header.writeUInt32LE(rawSize, 16)
  header.writeUInt32LE(rawAt, 20)
  header.writeUInt32LE(CHARACTERISTICS, 36)
  const raw = Buffer.concat([Buffer.alloc(rawAt - end), mark], rawAt - end + rawSize)
  return [
    ...headerEdits(file, sections.length + 1, newSizeOfImage, file.sizeOfInitializedData + rawSize),
    overwrite(image.sectionTableAt + sections.length * SECTION_HEADER_SIZE, header),
    { at: end, remove: bodyEnd - end, insert: raw },
  ]
}

/** The edits that put `mark` at the end of the overlay. */
function overlayEdits({ end, bodyEnd }: Pe, mark: Uint8Array): Splice[] {
  return [{ at: end, remove: bodyEnd - end, insert: overlayFrame(end, mark) }]
}

/**
 * The mark with its padding, at offset `at`, and the trailer. Its end is a multiple of 8, so signing adds no
 * padding.
 */
function overlayFrame(at: number, mark: Uint8Array): Buffer {
  const padding = alignUp(at, 8) - at
  const length = padding + alignUp(mark.length, 8)
  const frame = Buffer.alloc(length + TRAILER_SIZE)
  frame.set(mark, padding)
  frame.write(TRAILER_MAGIC, length, 'latin1')
  frame.writeBigUInt64LE(BigInt(length), length + 8)
  return frame
}

/** The edits that take the mark out. */
function plainEdits(file: Pe): Splice[] {
  const { image, sections, sizeOfImage, sizeOfInitializedData, end, markEnd, form } = file
  if (form === 'none') return []
  const cut = { at: end, remove: markEnd - end, insert: NOTHING }
  if (form === 'overlay') return [cut]
  const slotAt = image.sectionTableAt + sections.length * SECTION_HEADER_SIZE
  return [
    ...headerEdits(file, sections.length, sizeOfImage, sizeOfInitializedData),
    overwrite(slotAt, Buffer.alloc(SECTION_HEADER_SIZE)),
    cut,
  ]
}

function headerEdits({ image }: Pe, count: number, sizeOfImage: number, initializedData: number): Splice[] {
  const counts = Buffer.alloc(2)
  counts.writeUInt16LE(count)
  return [
    overwrite(image.coffAt + NUMBER_OF_SECTIONS, counts),
    overwrite(image.optionalAt + OPTIONAL.SizeOfInitializedData, u32le(initializedData)),
    overwrite(image.optionalAt + OPTIONAL.SizeOfImage, u32le(sizeOfImage)),
  ]
}

/** The file without the mark, the signature and CheckSum. The last two follow from the rest. */
function normalForm(file: Pe): Splice[] {
  return inOrder([...plainEdits(file), checksumEdit(file, 0), ...unsignedEdits(file)])
}

/**
 * The normal form, but for a word that says whether CheckSum is set. Its value follows from the file or is named, and 0 says
 * that there is none.
 */
function contentForm(file: Pe): Splice[] {
  const isSet = checksumOf(file) !== 0
  return inOrder([...plainEdits(file), checksumEdit(file, isSet ? 0xffffffff : 0), ...unsignedEdits(file)])
}

/** The edits that take out what signing adds, without one for CheckSum. */
function unsignedEdits(file: Pe): Splice[] {
  if (!isSigned(file)) return []
  const { image, bodyEnd, source } = file
  const certificates = { at: bodyEnd, remove: source.size - bodyEnd, insert: NOTHING }
  return [overwrite(image.certificates!.entryAt, Buffer.alloc(8)), certificates]
}

/**
 * The edits, and one for CheckSum if the old one was right. A wrong CheckSum stays, since nothing can have relied
 * on it (most linkers leave 0, most installers the one from before they added their data). So deleting the mark
 * restores the old bytes.
 */
function withChecksum(file: Pe, splices: Splice[]): Splice[] {
  const zero = checksumEdit(file, 0)
  const old = checksumOf(file)
  if (old === 0 || old !== peChecksum(pieces(file.source, [zero]))) return splices
  const sum = peChecksum(pieces(file.source, inOrder([...splices, zero])))
  return inOrder([...splices, checksumEdit(file, sum)])
}

function checksumEdit({ image }: Pe, value: number): Splice {
  return overwrite(image.optionalAt + OPTIONAL.CheckSum, u32le(value))
}

function inOrder(splices: Splice[]): Splice[] {
  return splices.sort((a, b) => a.at - b.at)
}

function u32le(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
