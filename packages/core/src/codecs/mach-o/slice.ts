/**
 * Marking one Mach-O image: the whole of a thin file, or a slice of a fat one.
 *
 *     mach_header_64     ncmds, sizeofcmds
 *     load commands      … LC_SEGMENT_64 __LINKEDIT (filesize, vmsize) … LC_NOTE "chalk" [LC_CODE_SIGNATURE]
 *     segments           never touched
 *     __LINKEDIT         …, the mark, [zeros to a multiple of 16, code signature]   the last bytes of the file
 */
import { pieces } from '../../splices.js'
import { alignUp, fits, isZero, NOTHING } from '../bytes.js'
import { type Artifact, CodecError, type Source, type Splice } from '../codec.js'
import { MAX_MARK, markAt, type PlacedMark } from '../mark-at.js'
import { readSignature, type Signature, sign, signatureSize } from './code-signature.js'
import {
  CHALK_OWNER,
  HEADER_SIZE,
  LC_CODE_SIGNATURE,
  LC_NOTE,
  type LoadCommand,
  type MachImage,
  readImage,
  SEGMENT,
} from './image.js'

const NOTE_SIZE = 40
const SIGNATURE_COMMAND_SIZE = 16
/** Apple's tools align a signature to this. */
const SIGNATURE_ALIGNMENT = 16
/** The page size of arm64, and at least that of every other system that runs Mach-O. */
const PAGE = 0x4000

/** As {@link Artifact}, with edits that are there at once. */
export interface Slice extends Artifact {
  insert(mark: Uint8Array): Splice[]
  remove(): Splice[]
}

interface Editable {
  source: Source
  image: MachImage
  linkedit: NonNullable<MachImage['linkedit']>
  /** Where what stays of the image ends: the mark and the signature are behind it. */
  end: number
}

/** @throws CodecError if `source` is not a Mach-O image that is understood. */
export function readSlice(source: Source): Slice {
  const image = readImage(source)
  const mark = readMark(source, image)
  const layout = attempt(() => readLayout(source, image, mark))
  const normalForm = attempt(() => marked(orThrow(layout), Buffer.alloc(32)))
  return {
    type: 'Mach-O executable',
    ...(mark && { mark }),
    normalForm: normalForm instanceof CodecError ? [] : normalForm,
    insert(text) {
      const content = orThrow(layout)
      return marked(content, text, signatureOf(content))
    },
    remove() {
      if (!mark) return []
      const content = orThrow(layout)
      return edits(content, NOTHING, signatureOf(content))
    },
  }
}

function attempt<T>(read: () => T): T | CodecError {
  try {
    return read()
  } catch (error) {
    if (error instanceof CodecError) return error
    throw error
  }
}

function orThrow<T>(result: T | CodecError): T {
  if (result instanceof CodecError) throw result
  return result
}

// Reading

function readMark(source: Source, { note }: MachImage): PlacedMark | undefined {
  if (!note || !fits(note.at, note.size, source.size)) return undefined
  return markAt(source.read(note.at, Math.min(note.size, MAX_MARK)), 0, note.at)
}

/** @throws CodecError if the mark and the signature are not, as they must be, the last of `__LINKEDIT` and the file. */
function readLayout(source: Source, image: MachImage, mark?: PlacedMark): Editable {
  const { linkedit, signature, note } = image
  if (!linkedit) throw new CodecError('NO_PLACE', 'the Mach-O file has no __LINKEDIT segment')
  if (linkedit.at + linkedit.size !== source.size) {
    throw new CodecError('OVERLAY', 'the Mach-O file does not end with its __LINKEDIT segment')
  }
  let end = source.size
  if (signature) {
    if (signature.at < linkedit.at || signature.at + signature.size !== end) {
      throw new CodecError('MALFORMED_SIGNATURE', 'malformed code signature: not at the end of the file')
    }
    end = signature.at
  }
  if (note) {
    const noteEnd = note.at + note.size
    const isLast = note.at >= linkedit.at && noteEnd <= end && end - noteEnd < SIGNATURE_ALIGNMENT
    const isMark = mark?.at === note.at && mark.text.length === note.size
    if (!isLast || !isMark || !isZero(source, noteEnd, end - noteEnd)) {
      throw new CodecError('MOVED', 'the chalk note does not point at a mark at the end of __LINKEDIT')
    }
    end = note.at
  }
  return { source, image, linkedit, end }
}

/** @throws CodecError if the commands that are not ours leave fewer than `size` free bytes behind them. */
function checkRoom({ source, image }: Editable, size: number): void {
  const { commandsEnd, spaceEnd, signature, note } = image
  const freed = (signature ? SIGNATURE_COMMAND_SIZE : 0) + (note ? NOTE_SIZE : 0)
  const end = commandsEnd - freed + size
  if (end > spaceEnd || !isZero(source, commandsEnd, Math.max(0, end - commandsEnd))) {
    throw new CodecError('NO_PLACE', `the Mach-O file has no ${size} free bytes behind its load commands`)
  }
}

/** What is needed to sign again; undefined if the image is not signed. */
function signatureOf({ source, image: { signature } }: Editable): Signature | undefined {
  return signature && readSignature(source, signature.at, signature.size)
}

// Edits

/** @throws CodecError if there is no room for the load commands. */
function marked(content: Editable, mark: Uint8Array, signature?: Signature): Splice[] {
  checkRoom(content, NOTE_SIZE + (signature ? SIGNATURE_COMMAND_SIZE : 0))
  return edits(content, mark, signature)
}

/** The image unsigned or signed as `signature` says, with `mark` in it unless that is empty. */
function edits(content: Editable, mark: Uint8Array, signature?: Signature): Splice[] {
  const { source, image, linkedit, end } = content
  const markEnd = end + mark.length
  const signatureAt = signature ? alignUp(markEnd, SIGNATURE_ALIGNMENT) : markEnd
  const fileEnd = signatureAt + (signature ? signatureSize(signature, signatureAt) : 0)
  if (fileEnd > 0xffffffff && signature) {
    throw new CodecError('TOO_LARGE', 'a signed Mach-O image cannot be larger than 4 GiB')
  }

  const filesize = fileEnd - linkedit.at
  const vmsize = Math.max(PAGE, alignUp(filesize, PAGE))
  if (vmsize > linkedit.maxVmsize) {
    throw new CodecError(
      'NO_PLACE',
      'the __LINKEDIT segment has no room to grow: another segment follows it in memory',
    )
  }
  const commands = image.commands
    .filter((command) => command !== image.signature?.command && command !== image.note?.command)
    .map((command) => (command === linkedit.command ? resized(command, filesize, vmsize) : command.bytes))
  if (mark.length > 0) commands.push(noteCommand(end, mark.length))
  if (signature) commands.push(signatureCommand(signatureAt, fileEnd - signatureAt))

  const head = headOf(image, commands)
  const padded = Buffer.concat([mark, Buffer.alloc(signatureAt - markEnd)])
  const tail = { at: end, remove: source.size - end }
  const unsigned = [
    { at: 0, remove: head.length, insert: head },
    { ...tail, insert: padded },
  ]
  if (!signature) return unsigned
  const superBlob = sign(signature, signatureAt, () => pieces(source, unsigned))
  return [unsigned[0]!, { ...tail, insert: Buffer.concat([padded, superBlob]) }]
}

/** Header and load commands, followed by zeros where there are fewer than before. */
function headOf({ header, commandsEnd }: MachImage, commands: Buffer[]): Buffer {
  const size = commands.reduce((sum, { length }) => sum + length, 0)
  const head = Buffer.concat([header, ...commands], Math.max(commandsEnd, HEADER_SIZE + size))
  head.writeUInt32LE(commands.length, 16)
  head.writeUInt32LE(size, 20)
  return head
}

function resized({ bytes }: LoadCommand, filesize: number, vmsize: number): Buffer {
  const segment = Buffer.from(bytes)
  segment.writeBigUInt64LE(BigInt(filesize), SEGMENT.filesize)
  segment.writeBigUInt64LE(BigInt(vmsize), SEGMENT.vmsize)
  return segment
}

function noteCommand(at: number, size: number): Buffer {
  const note = Buffer.alloc(NOTE_SIZE)
  note.writeUInt32LE(LC_NOTE, 0)
  note.writeUInt32LE(NOTE_SIZE, 4)
  note.write(CHALK_OWNER, 8, 'latin1')
  note.writeBigUInt64LE(BigInt(at), 24)
  note.writeBigUInt64LE(BigInt(size), 32)
  return note
}

function signatureCommand(at: number, size: number): Buffer {
  const command = Buffer.alloc(SIGNATURE_COMMAND_SIZE)
  command.writeUInt32LE(LC_CODE_SIGNATURE, 0)
  command.writeUInt32LE(SIGNATURE_COMMAND_SIZE, 4)
  command.writeUInt32LE(at, 8)
  command.writeUInt32LE(size, 12)
  return command
}
