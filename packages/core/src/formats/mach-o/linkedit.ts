/**
 * What `__LINKEDIT` holds: the tables that load commands point at (Apple's mach-o/loader.h). Tools that bundle a
 * program with its data (PyInstaller, pkg) let the segment grow over what they append, so that codesign takes the
 * file. Such data is found from the file's end, where a mark would go.
 */
import { isZero } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import { endsInArchive } from '../end-archive.js'
import type { LoadCommand, MachImage } from './image.js'

const [LC_SYMTAB, LC_DYSYMTAB, LC_TWOLEVEL_HINTS, LC_DYLD_INFO, LC_NOTE] = [0x2, 0xb, 0x16, 0x22, 0x31]
/** Bit of a command that dyld has to know. */
const LC_REQ_DYLD = 0x8000_0000
/** Size of a linkedit_data_command: cmd, cmdsize, dataoff, datasize. */
const DATA_COMMAND_SIZE = 16

/**
 * Refuses an image with anything but zeros behind the tables in `__LINKEDIT`.
 * @param end where the image's own bytes end, without mark and signature.
 * @throws CodecError `OVERLAY`.
 */
export function checkNoPayload(source: Source, { commands, linkedit }: MachImage, end: number): void {
  const ends = commands.flatMap(tableEnds).filter((to) => to <= end)
  const from = Math.max(linkedit!.at, ...ends)
  if (!isZero(source, from, end - from))
    throw new CodecError(
      'OVERLAY',
      `the tables of the Mach-O file are followed by ${end - from} bytes of other data, and programs look for such data from the file's end: mark it before they are appended`,
    )
  if (endsInArchive(source, end))
    throw new CodecError(
      'OVERLAY',
      "it ends in a ZIP archive, which its readers look for from the file's end",
    )
}

/** Where the tables end that a load command points at. */
function tableEnds({ cmd, bytes }: LoadCommand): number[] {
  const u32 = (at: number) => (at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0)
  const table = (at: number, size = 1) => u32(at) + u32(at + 4) * size
  switch ((cmd & ~LC_REQ_DYLD) >>> 0) {
    case LC_SYMTAB:
      return [table(8, 16), table(16)]
    case LC_DYSYMTAB:
      // Table of contents, modules, external references, indirect symbols, external and local relocations.
      return [table(32, 8), table(40, 56), table(48, 4), table(56, 4), table(64, 8), table(72, 8)]
    case LC_TWOLEVEL_HINTS:
      return [table(8, 4)]
    case LC_DYLD_INFO:
      return [8, 16, 24, 32, 40].map((at) => table(at))
    case LC_NOTE:
      return bytes.length === 40 ? [Number(bytes.readBigUInt64LE(24) + bytes.readBigUInt64LE(32))] : []
    default:
      return bytes.length === DATA_COMMAND_SIZE ? [table(8)] : []
  }
}
