/**
 * One Mach-O image of 64 bits, little-endian: its load commands. Apple's mach-o/loader.h.
 *
 *     0    mach_header_64: magic, cputype, cpusubtype, filetype, ncmds, sizeofcmds, flags, reserved   (u32 each)
 *     32   load commands: cmd:u32 cmdsize:u32 …
 *          free space, then the segments' contents
 */
import { readAt, u64 } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'

export const HEADER_SIZE = 32
export const LC_CODE_SIGNATURE = 0x1d
export const LC_NOTE = 0x31
const MH_MAGIC_64 = 0xfeedfacf
const LC_SEGMENT_64 = 0x19

/** Offsets of the fields of a segment_command_64. */
export const SEGMENT = { segname: 8, vmaddr: 24, vmsize: 32, fileoff: 40, filesize: 48, nsects: 64, size: 72 }
/** Size of a section_64, and the offset of its field `offset`. */
const SECTION = { size: 80, offset: 48 }

/** Load commands of real programs are some KB. */
const MAX_COMMANDS = 16 << 20

export const CHALK_OWNER = 'chalk'.padEnd(16, '\0')

export interface LoadCommand {
  cmd: number
  /** The whole command. */
  bytes: Buffer
}

/** A part of the file that a load command points at, in bytes. */
export interface Part {
  command: LoadCommand
  at: number
  size: number
}

export interface MachImage {
  header: Buffer
  commands: LoadCommand[]
  /** Where the load commands end. */
  commandsEnd: number
  /** Where the space behind them ends: at the first section's or segment's bytes. */
  spaceEnd: number
  /** The segment `__LINKEDIT`, and how large it may become in memory. */
  linkedit?: Part & { vmaddr: number; maxVmsize: number }
  signature?: Part
  /** The LC_NOTE with the mark. */
  note?: Part
}

/** @throws CodecError if the header is not that of such an image, or its load commands are malformed. */
export function readImage(source: Source): MachImage {
  const header = readAt(source, 0, HEADER_SIZE, 'the Mach-O header')
  if (header.readUInt32LE(0) !== MH_MAGIC_64) {
    throw new CodecError('UNSUPPORTED', 'Mach-O of 32 bits or big-endian cannot be marked')
  }
  const [count, size] = [header.readUInt32LE(16), header.readUInt32LE(20)]
  if (size > MAX_COMMANDS) throw malformed('more than 16 MiB of load commands')
  const commands = splitCommands(readAt(source, HEADER_SIZE, size, 'the load commands'), count)
  const segments = commands.filter(({ cmd }) => cmd === LC_SEGMENT_64).map(readSegment)
  const linkedit = segments.find(({ name }) => name === '__LINKEDIT')
  const starts = segments.flatMap(({ at, size, sections }) => (size > 0 ? [at, ...sections] : sections))
  return {
    header,
    commands,
    commandsEnd: HEADER_SIZE + size,
    spaceEnd: starts.reduce((least, at) => (at > 0 && at < least ? at : least), source.size),
    linkedit: linkedit && {
      ...linkedit,
      maxVmsize: segments.reduce(
        (most, { vmaddr }) => (vmaddr > linkedit.vmaddr ? Math.min(most, vmaddr - linkedit.vmaddr) : most),
        Number.POSITIVE_INFINITY,
      ),
    },
    signature: only(commands.filter(({ cmd }) => cmd === LC_CODE_SIGNATURE).map(readSignaturePart)),
    note: only(commands.filter(isChalkNote).map(readNotePart)),
  }
}

function splitCommands(bytes: Buffer, count: number): LoadCommand[] {
  const commands: LoadCommand[] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    if (bytes.length - at < 8) throw malformed(`load command ${i} lies behind sizeofcmds`)
    const size = bytes.readUInt32LE(at + 4)
    if (size < 8 || size > bytes.length - at) throw malformed(`load command ${i} has a wrong size`)
    commands.push({ cmd: bytes.readUInt32LE(at), bytes: bytes.subarray(at, at + size) })
    at += size
  }
  if (at !== bytes.length) throw malformed('sizeofcmds is not the size of the load commands')
  return commands
}

function readSegment(command: LoadCommand): Part & { name: string; vmaddr: number; sections: number[] } {
  const { bytes } = command
  if (bytes.length < SEGMENT.size) throw malformed('a segment command is too short')
  const count = bytes.readUInt32LE(SEGMENT.nsects)
  if (count > (bytes.length - SEGMENT.size) / SECTION.size)
    throw malformed('a segment has more sections than fit')
  return {
    command,
    name: bytes.toString('latin1', SEGMENT.segname, SEGMENT.segname + 16).replace(/\0+$/, ''),
    vmaddr: u64(bytes, SEGMENT.vmaddr),
    at: u64(bytes, SEGMENT.fileoff),
    size: u64(bytes, SEGMENT.filesize),
    sections: Array.from({ length: count }, (_, i) =>
      bytes.readUInt32LE(SEGMENT.size + i * SECTION.size + SECTION.offset),
    ),
  }
}

function readSignaturePart(command: LoadCommand): Part {
  const { bytes } = command
  if (bytes.length !== 16) throw malformed('LC_CODE_SIGNATURE has a wrong size')
  return { command, at: bytes.readUInt32LE(8), size: bytes.readUInt32LE(12) }
}

function isChalkNote({ cmd, bytes }: LoadCommand): boolean {
  return cmd === LC_NOTE && bytes.toString('latin1', 8, 24) === CHALK_OWNER
}

function readNotePart(command: LoadCommand): Part {
  const { bytes } = command
  if (bytes.length !== 40) throw malformed('the chalk note has a wrong size')
  return { command, at: u64(bytes, 24), size: u64(bytes, 32) }
}

function only<T>(found: T[]): T | undefined {
  if (found.length > 1) throw malformed('two load commands where only one may be')
  return found[0]
}

function malformed(reason: string): CodecError {
  return new CodecError('MALFORMED', `malformed Mach-O: ${reason}`)
}
