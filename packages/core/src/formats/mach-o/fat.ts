/**
 * Fat ("universal") Mach-O files: several images in one. Apple's mach-o/fat.h; big-endian.
 *
 *     0    fat_header   magic cafebabe, or cafebabf with 64-bit fields; nfat_arch:u32
 *     8    fat_arch     cputype cpusubtype offset size align(log2)             each u32, or
 *          fat_arch_64  cputype cpusubtype offset:u64 size:u64 align reserved
 *          slices, each at a multiple of 2^align, zeros between them
 *
 * Every slice holds the same mark. When a slice grows, the slices behind it move. All of them are laid out again as
 * lipo does it, in their old order.
 */

import { alignUp, isZero, overwrite, readAt, subSource, u64be } from '../../bytes/fields.js'
import type { Source, Splice } from '../../bytes/source.js'
import { changesNothing } from '../../bytes/spliced-source.js'
import { CodecError } from '../../error.js'
import type { Artifact, FoundMark } from '../artifact.js'
import { NOT_AS_WRITTEN } from '../as-written.js'
import { readSlice, type Slice } from './slice.js'

const FAT_MAGIC = 0xcafebabe
const FAT_MAGIC_64 = 0xcafebabf
/** A Java class file has the same magic, and its version, at least 45, where nfat_arch is. */
const MAX_SLICES = 42
/** lipo's MAXSECTALIGN. */
const MAX_ALIGN = 15

interface Arch {
  /** Offset of the fat_arch. */
  at: number
  name: string
  offset: number
  size: number
  alignment: number
}

interface Fat {
  source: Source
  wide: boolean
  /** In the order in which they stand in the file. */
  arches: Arch[]
  slices: Slice[]
}

/** Whether the first 8 bytes are those of a fat file. */
export function isFat(head: Buffer): boolean {
  const [magic, count] = [head.readUInt32BE(0), head.readUInt32BE(4)]
  return (magic === FAT_MAGIC || magic === FAT_MAGIC_64) && count > 0 && count <= MAX_SLICES
}

/** @throws CodecError if the slices overlap, leave the file, or are not images that are understood. */
export function readFat(source: Source): Artifact {
  const head = readAt(source, 0, 8, 'the fat header')
  const wide = head.readUInt32BE(0) === FAT_MAGIC_64
  const arches = readArches(source, head.readUInt32BE(4), wide)
  const slices = arches.map((arch) =>
    forSlice(arch, () => readSlice(subSource(source, arch.offset, arch.size))),
  )
  const fat = { source, wide, arches, slices }
  const mark = markOf(fat)
  const contentForms = slices.flatMap(({ contentForm }) => contentForm ?? [])
  const uncovered = slices.flatMap((slice, i) =>
    (slice.uncovered ?? []).map((line) => `slice for ${arches[i]!.name}: ${line}`),
  )
  return {
    type: 'Mach-O executable',
    ...(mark && { mark }),
    ...(uncovered.length > 0 && { uncovered }),
    // If one slice is signed with a certificate, X-CONTENT-HASH cannot be had again for any of them.
    ...(slices.some(({ remade, uncovered }) => remade ?? uncovered) && {
      remade: 'the code signatures of all slices, and whether they had any',
    }),
    ...(contentForms.length === slices.length &&
      hasOnlySlices(fat) && {
        contentForm: () =>
          laidOut(
            fat,
            contentForms.map((form) => form()),
          ),
      }),
    // Bytes between the slices would be lost. If there are any, the file cannot be marked and HASH leaves nothing
    // out.
    normalForm: hasOnlySlices(fat)
      ? laidOut(
          fat,
          slices.map(({ normalForm }) => normalForm),
        )
      : [],
    insert(text) {
      checkOnlySlices(fat)
      return laidOut(
        fat,
        arches.map((arch, i) => forSlice(arch, () => slices[i]!.insert(text))),
      )
    },
    remove() {
      if (!mark) return []
      checkOnlySlices(fat)
      return laidOut(
        fat,
        arches.map((arch, i) => forSlice(arch, () => slices[i]!.remove())),
      )
    },
  }
}

// Reading

function readArches(source: Source, count: number, wide: boolean): Arch[] {
  const entry = wide ? 32 : 20
  const table = readAt(source, 8, count * entry, 'the fat header')
  const arches = Array.from({ length: count }, (_, i) => {
    const bytes = table.subarray(i * entry, (i + 1) * entry)
    const align = bytes.readUInt32BE(wide ? 24 : 16)
    if (align > MAX_ALIGN) throw malformed(`slice ${i} has an alignment of 2^${align}`)
    return {
      at: 8 + i * entry,
      name: cpuName(bytes.readUInt32BE(0)),
      offset: wide ? u64be(bytes, 8) : bytes.readUInt32BE(8),
      size: wide ? u64be(bytes, 16) : bytes.readUInt32BE(12),
      alignment: 2 ** align,
    }
  }).sort((a, b) => a.offset - b.offset)
  let end = 8 + table.length
  for (const { name, offset, size } of arches) {
    if (offset < end || offset + size > source.size)
      throw malformed(`the slice for ${name} overlaps or leaves the file`)
    end = offset + size
  }
  return arches
}

/** The mark that all slices share. If they do not share one, the first mark, which then counts as broken. */
function markOf(fat: Fat): Artifact['mark'] {
  const { arches, slices } = fat
  const marks = slices.flatMap(({ mark }, i) => (mark ? [{ ...mark, at: arches[i]!.offset + mark.at }] : []))
  const [first] = marks
  if (!first) return undefined
  const broken = whyBroken(fat, marks)
  return broken === undefined ? first : { ...first, broken }
}

/** What is wrong with the marks' slices or with the layout of the slices; undefined if nothing is. */
function whyBroken(fat: Fat, marks: FoundMark[]): string | undefined {
  const { source, slices } = fat
  const isLaidOut = () =>
    hasOnlySlices(fat) &&
    changesNothing(
      source,
      laidOut(
        fat,
        slices.map(() => []),
      ),
    )
  if (marks.length < slices.length) return 'not every slice has a mark'
  if (marks.some(({ text }) => Buffer.compare(text, marks[0]!.text) !== 0))
    return 'its slices have different marks'
  if (!isLaidOut()) return NOT_AS_WRITTEN
  return marks.find(({ broken }) => broken !== undefined)?.broken
}

function hasOnlySlices({ source, arches, wide }: Fat): boolean {
  let end = 8 + arches.length * (wide ? 32 : 20)
  return (
    arches.every(({ offset, size }) => {
      const gap = offset - end
      const empty = isZero(source, end, gap)
      end = offset + size
      return empty
    }) && end === source.size
  )
}

/** @throws CodecError if there is something between or behind the slices. */
function checkOnlySlices(fat: Fat): void {
  if (hasOnlySlices(fat)) return
  throw new CodecError('OVERLAY', 'the fat Mach-O file has data between or behind its slices')
}

// Edits

/** The edits of the whole file that apply `splices` to each slice and move the slices to where they then belong. */
function laidOut({ wide, arches }: Fat, splices: Splice[][]): Splice[] {
  const result: Splice[] = []
  const table: Splice[] = []
  let [from, to] = [arches.length * (wide ? 32 : 20) + 8, arches.length * (wide ? 32 : 20) + 8]
  arches.forEach(({ at, offset, size, alignment }, i) => {
    const newOffset = alignUp(to, alignment)
    const newSize = splices[i]!.reduce((sum, { remove, insert }) => sum - remove + insert.length, size)
    table.push(overwrite(at + 8, extent(newOffset, newSize, wide)))
    result.push({ at: from, remove: offset - from, insert: Buffer.alloc(newOffset - to) })
    result.push(...splices[i]!.map((splice) => ({ ...splice, at: offset + splice.at })))
    from = offset + size
    to = newOffset + newSize
  })
  return [...table.sort((a, b) => a.at - b.at), ...result]
}

function extent(offset: number, size: number, wide: boolean): Buffer {
  const bytes = Buffer.alloc(wide ? 16 : 8)
  if (wide) {
    bytes.writeBigUInt64BE(BigInt(offset), 0)
    bytes.writeBigUInt64BE(BigInt(size), 8)
  } else {
    if (offset + size > 0xffffffff)
      throw new CodecError('TOO_LARGE', 'the fat file would be larger than 4 GiB')
    bytes.writeUInt32BE(offset, 0)
    bytes.writeUInt32BE(size, 4)
  }
  return bytes
}

/** Adds the slice's name to errors. */
function forSlice<T>({ name }: Arch, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof CodecError) throw new CodecError(error.code, `slice for ${name}: ${error.message}`)
    throw error
  }
}

/** mach/machine.h. */
function cpuName(cpuType: number): string {
  const names: Record<number, string> = { 7: 'i386', 16777223: 'x86_64', 12: 'arm', 16777228: 'arm64' }
  return names[cpuType] ?? `CPU type ${cpuType}`
}

function malformed(reason: string): CodecError {
  return new CodecError('MALFORMED', `malformed fat Mach-O: ${reason}`)
}
