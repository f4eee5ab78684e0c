/**
 * Marking one Mach-O image: the whole of a thin file, or a slice of a fat one.
 *
 *     mach_header_64     ncmds, sizeofcmds
 *     load commands      … LC_SEGMENT_64 __LINKEDIT (filesize, vmsize) … LC_NOTE "chalk" [LC_CODE_SIGNATURE]
 *     segments           never touched
 *     __LINKEDIT         …, the mark, [zeros to a multiple of 16, code signature]   the last bytes of the file
 */

import { alignUp, fits, isZero, NOTHING } from '../../bytes/fields.js'
import type { Source, Splice } from '../../bytes/source.js'
import { pieces } from '../../bytes/splices.js'
import { CodecError } from '../../error.js'
import { CONTENT_HASH } from '../../keys/catalogue.js'
import { MAX_MARK, markAt, type PlacedMark } from '../appended.js'
import type { Artifact } from '../artifact.js'
import { NOT_AS_WRITTEN } from '../as-written.js'
import {
  type CodeSignature,
  coversItsBlobs,
  isPacked,
  readSignature,
  sign,
  signatureSize,
} from './code-signature.js'
import {
  CHALK_OWNER,
  HEADER_SIZE,
  LC_CODE_SIGNATURE,
  LC_NOTE,
  type LoadCommand,
  type MachImage,
  type Part,
  readImage,
  SEGMENT,
} from './image.js'
import { checkNoPayload } from './linkedit.js'

const NOTE_SIZE = 40
const SIGNATURE_COMMAND_SIZE = 16
/** Apple's tools align a signature to this. */
const SIGNATURE_ALIGNMENT = 16
/** The page size of arm64, and at least that of every other system that runs Mach-O. */
const PAGE = 0x4000
/** That of x86-64. */
const SMALL_PAGE = 0x1000

/** An {@link Artifact} whose edits are no promises. */
export interface Slice extends Artifact {
  mark?: PlacedMark
  contentForm?(): Splice[]
  insert(mark: Uint8Array): Splice[]
  remove(): Splice[]
}

interface Editable {
  source: Source
  image: MachImage
  linkedit: NonNullable<MachImage['linkedit']>
  /** Where the image's own bytes end. The mark and the signature follow. */
  end: number
}

/** @throws CodecError if `source` is not a Mach-O image that is understood. */
export function readSlice(source: Source): Slice {
  const image = readImage(source)
  const found = readMark(source, image)
  const layout = attempt(() => readLayout(source, image, found))
  const normalForm = attempt(() => marked(orThrow(layout), Buffer.alloc(32)))
  const signature = attempt(() => signatureOf(orThrow(layout)))
  const broken = found && whyBroken(layout, signature, found)
  const plain = () => edits(orThrow(layout), NOTHING, orThrow(signature))
  const checkSignature = () => checkFits(orThrow(layout), orThrow(signature))
  return {
    type: 'Mach-O executable',
    ...(found && { mark: { ...found, ...(broken !== undefined && { broken }) } }),
    normalForm: normalForm instanceof CodecError ? [] : normalForm,
    ...(!(layout instanceof CodecError) && !(signature instanceof CodecError) && { contentForm: plain }),
    ...signatureLines(image, signature, found),
    insert(text) {
      const splices = marked(orThrow(layout), text, orThrow(signature))
      checkSignature()
      checkNoPayload(source, image, orThrow(layout).end)
      return splices
    },
    remove() {
      if (!found) return []
      checkSignature()
      return plain()
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

/** @throws CodecError unless the mark and the signature are the last bytes of `__LINKEDIT` and of the file. */
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

/** The signature without its hashes, from which a new one is made; undefined if the image is not signed. */
function signatureOf({ source, image: { signature } }: Editable): CodeSignature | undefined {
  return signature && readSignature(source, signature.at, signature.size)
}

/**
 * A signature that does not fit the image is never renewed. The system refuses to run such an image, and with a new
 * signature it would run whatever somebody has changed in it. Any bytes may stand behind the signature: codesign
 * leaves there what it had written before, nothing reads it, and signing again writes zeros.
 * @throws CodecError if the ad-hoc signature is not that of the image.
 */
function checkFits({ source, image }: Editable, signature: CodeSignature | undefined): void {
  if (!signature || isSignatureOf(source, image.signature!, signature)) return
  throw new CodecError(
    'MALFORMED_SIGNATURE',
    'the ad-hoc code signature does not fit the content: sign again (codesign --force --sign -) before marking',
  )
}

/** Whether signing again gives the SuperBlob that is there. */
function isSignatureOf(source: Source, { at, size }: Part, signature: CodeSignature): boolean {
  const made = sign(signature, at, () => pieces(source, [{ at, remove: size, insert: NOTHING }]))
  const superBlob = made.subarray(0, made.readUInt32BE(4))
  return superBlob.equals(source.read(at, superBlob.length)) && coversItsBlobs(signature)
}

/** What covers the signature, or that there is none, since HASH does not: lines for the report. */
function signatureLines(
  { signature: part }: MachImage,
  signature: CodeSignature | undefined | CodecError,
  mark: PlacedMark | undefined,
): Pick<Artifact, 'uncovered' | 'remade'> {
  if (!part) {
    const isPinned = mark?.dict[CONTENT_HASH] !== undefined
    return mark && !isPinned ? { uncovered: ['whether it had a code signature'] } : {}
  }
  if (!(signature instanceof CodecError)) return { remade: `the ad-hoc code signature (${part.size} bytes)` }
  return {
    uncovered: [`the code signature (${part.size} bytes), which was made with a certificate after marking`],
  }
}

/**
 * What is wrong with the mark's place; undefined if image, note and mark are laid out as marking, and signing after
 * it, lay them out. HASH is computed without note and signature, so it does not cover where they are.
 */
function whyBroken(
  layout: Editable | CodecError,
  signature: CodeSignature | undefined | CodecError,
  mark: PlacedMark,
): string | undefined {
  if (layout instanceof CodecError) return layout.message
  const { source, image, end } = layout
  const part = image.signature
  const markEnd = end + mark.text.length
  const signatureAt = part?.at ?? source.size
  const heads = vmsizes(layout, part !== undefined).map((vmsize) =>
    headOf(
      image,
      commandsOf(layout, { markSize: mark.text.length, signatureAt, fileEnd: source.size, vmsize }),
    ),
  )
  const isLaidOut = signatureAt === (part ? alignUp(markEnd, SIGNATURE_ALIGNMENT) : markEnd)
  if (!isLaidOut || !heads.some((head) => head.equals(source.read(0, head.length)))) return NOT_AS_WRITTEN
  return part && whySignatureBroken(source, part, signature)
}

/**
 * The sizes in memory that `__LINKEDIT` may have: the one that marking gives it, and the one that Apple's codesign
 * gives it for x86-64.
 */
function vmsizes({ source, linkedit }: Editable, isSigned: boolean): number[] {
  const filesize = source.size - linkedit.at
  const marked = vmsizeOf(filesize)
  return isSigned ? [marked, alignUp(filesize, SMALL_PAGE)] : [marked]
}

/** Why the mark is invalid because of the signature beside it: it signs something else, or has room for more bytes. */
function whySignatureBroken(
  source: Source,
  part: Part,
  signature: CodeSignature | undefined | CodecError,
): string | undefined {
  if (signature instanceof CodecError)
    return signature.code === 'SIGNED' && isPacked(source, part.at, part.size)
      ? undefined
      : 'the code signature is not understood'
  const fits = signature && isPacked(source, part.at, part.size) && isSignatureOf(source, part, signature)
  return fits ? undefined : 'the code signature is not that of the content'
}

// Edits

/** @throws CodecError if there is no room for the load commands. */
function marked(content: Editable, mark: Uint8Array, signature?: CodeSignature): Splice[] {
  checkRoom(content, NOTE_SIZE + (signature ? SIGNATURE_COMMAND_SIZE : 0))
  return edits(content, mark, signature)
}

/** The image unsigned or signed as `signature` says, with `mark` in it unless that is empty. */
function edits(content: Editable, mark: Uint8Array, signature?: CodeSignature): Splice[] {
  const { source, image, linkedit, end } = content
  const markEnd = end + mark.length
  const signatureAt = signature ? alignUp(markEnd, SIGNATURE_ALIGNMENT) : markEnd
  const fileEnd = signatureAt + (signature ? signatureSize(signature, signatureAt) : 0)
  if (fileEnd > 0xffffffff && signature) {
    throw new CodecError('TOO_LARGE', 'a signed Mach-O image cannot be larger than 4 GiB')
  }

  const vmsize = vmsizeOf(fileEnd - linkedit.at)
  if (vmsize > linkedit.maxVmsize) {
    throw new CodecError(
      'NO_PLACE',
      'the __LINKEDIT segment has no room to grow: another segment follows it in memory',
    )
  }
  const commands = commandsOf(content, {
    markSize: mark.length,
    signatureAt: signature ? signatureAt : fileEnd,
    fileEnd,
    vmsize,
  })
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

/** Offsets in bytes of the parts at the end of an image. */
interface Ends {
  /** 0: no mark. */
  markSize: number
  /** `fileEnd`: no signature. */
  signatureAt: number
  fileEnd: number
  vmsize: number
}

/** The image's load commands, then those of the mark and of the signature. */
function commandsOf({ image, linkedit, end }: Editable, ends: Ends): Buffer[] {
  const { markSize, signatureAt, fileEnd, vmsize } = ends
  const commands = image.commands
    .filter((command) => command !== image.signature?.command && command !== image.note?.command)
    .map((command) =>
      command === linkedit.command ? resized(command, fileEnd - linkedit.at, vmsize) : command.bytes,
    )
  if (markSize > 0) commands.push(noteCommand(end, markSize))
  if (signatureAt < fileEnd) commands.push(signatureCommand(signatureAt, fileEnd - signatureAt))
  return commands
}

function vmsizeOf(filesize: number): number {
  return Math.max(PAGE, alignUp(filesize, PAGE))
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
