/**
 * Files that hold the debug information of a program, apart from it. The program knows such a file by a checksum:
 *
 *     .gnu_debuglink    file name, 0, zeros to a multiple of 4, CRC-32 of that file:u32 in the program's byte order
 *
 * GDB's manual, "Debugging Information in Separate Files".
 */
import { readAt } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import { type ElfImage, readImage, SHT_NOBITS } from './image.js'

const SHF_EXECINSTR = 4
const SECTION = '.gnu_debuglink\0'
/** A file name and a checksum. */
const MAX_SIZE = 4096

/** @throws CodecError `PINNED` for a file that `objcopy --only-keep-debug` has made: its code has no bytes. */
export function checkNoDebugFile({ sections }: ElfImage): void {
  const code = sections.filter(({ flags }) => (flags & SHF_EXECINSTR) !== 0)
  if (code.length > 0 && code.every(({ type }) => type === SHT_NOBITS))
    throw new CodecError(
      'PINNED',
      'it holds the debug information of a program, which knows it by its checksum (.gnu_debuglink): mark the program',
    )
}

/** The file that a program's debug link names, and its CRC-32; undefined if there is none or this is no ELF file. */
export function debugLinkOf(source: Source): { name: string; crc: number } | undefined {
  try {
    const { sections, stringTableIndex, littleEndian } = readImage(source)
    const strings = sections[stringTableIndex]
    if (!strings) return undefined
    const names = readAt(source, strings.offset, strings.size, 'the section-name string table')
    const at = names.indexOf(SECTION)
    const link = at < 0 ? undefined : sections.find(({ nameAt }) => nameAt === at)
    if (!link || link.size < 8 || link.size > MAX_SIZE) return undefined
    const content = readAt(source, link.offset, link.size, SECTION)
    const crcAt = link.size - 4
    return {
      name: content.toString('latin1', 0, content.indexOf(0)),
      crc: littleEndian ? content.readUInt32LE(crcAt) : content.readUInt32BE(crcAt),
    }
  } catch (error) {
    if (error instanceof CodecError) return undefined
    throw error
  }
}
