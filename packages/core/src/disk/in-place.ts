/**
 * Rewriting a file that has several names (hard links).
 *
 * A rename would give the new content to one name and leave the old content with the others. So the file itself is
 * overwritten. This is the only case in which a kill can leave a file half written. The next run repairs it,
 * because the whole new content stands in the temporary folder first, with a note that tells which file it is for.
 *
 *     dist/.chalk-tmp.9f86d081884c7d65/3          the new content
 *     dist/.chalk-tmp.9f86d081884c7d65/3.redo     which file it is for: path, device and inode, size and hash before
 *                                                 and after
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  type Stats,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { reasonOf } from '../error.js'
import { giveRightsBack } from './attributes.js'
import { errorCode } from './failure.js'
import { type Folder, namesOf, openBelow, topAt } from './folder.js'
import { changedError, hasChanged } from './source.js'

/** For how long after writing the note the process may have gone on writing the file, in milliseconds. */
const STILL_WRITING = 10_000

const PIECE = 1 << 20

/** In bytes. A longer note was not written by us. */
const LONGEST_NOTE = 1 << 16

/** The new content could not be written completely; it stays beside the file, for the next run to finish. */
export class HalfWritten extends Error {
  override readonly name = 'HalfWritten'
}

/** Which file a new content is for. */
interface Note {
  /** The top of its tree, absolute; the folders from there; its name. */
  root: string
  way: string
  name: string
  dev: string
  ino: string
  before: Content
  after: Content
}

interface Content {
  size: number
  /** SHA-256, lower-case hex. */
  hash: string
}

/** A file that is to be overwritten. */
export interface InPlace {
  folder: Folder
  name: string
  root: string
  way: string
  /** Its state when it was read. */
  stats: Stats
}

/** A new content in a temporary folder. */
interface Fresh {
  folder: Pick<Folder, 'at'>
  name: string
  content: Content
}

const REDO = '.redo'
const NO_LINK = constants.O_NOFOLLOW ?? 0
const NO_WAIT = constants.O_NONBLOCK ?? 0

/**
 * Gives a file the new content that stands in the temporary folder, and removes that one.
 * @throws the file system's error or a CodecError if the file is unchanged; {@link HalfWritten} if it is not.
 */
export function overwriteInPlace(file: InPlace, fresh: Fresh, durable: boolean): void {
  const target = openSync(file.folder.at(file.name), constants.O_RDWR | NO_LINK | NO_WAIT)
  const note = fresh.folder.at(fresh.name + REDO)
  try {
    if (hasChanged(file.stats, fstatSync(target))) throw changedError()
    const { dev, ino } = fstatSync(target, { bigint: true })
    const redo: Note = {
      root: file.root,
      way: file.way,
      name: file.name,
      dev: String(dev),
      ino: String(ino),
      before: contentOf(target),
      after: fresh.content,
    }
    writeFileSync(note, JSON.stringify(redo), { flag: 'wx', mode: 0o600, flush: durable })
    copyDifference(fresh.folder.at(fresh.name), target)
    giveBack(fresh.folder.at(fresh.name), target)
    if (durable) fsyncSync(target)
  } catch (error) {
    // The file is as it was: there is nothing to finish.
    if (!(error instanceof HalfWritten)) rmSync(note, { force: true })
    throw error
  } finally {
    closeSync(target)
  }
  unlinkSync(note)
  unlinkSync(fresh.folder.at(fresh.name))
}

/** @param from the new content, which has the attributes of the file. */
function giveBack(from: string, target: number): void {
  try {
    giveRightsBack(from, target)
  } catch (error) {
    throw new HalfWritten(`it has lost its rights: ${reasonOf(error)}; run again to finish that`, {
      cause: error,
    })
  }
}

/** Writes only the parts that differ. If a mark was appended, that is one small write. */
function copyDifference(from: string, target: number): void {
  const source = openSync(from, constants.O_RDONLY | NO_LINK)
  const before = fstatSync(target).size
  const after = fstatSync(source).size
  try {
    growFirst(source, target, before, after)
    try {
      copyRange(source, target, 0, Math.min(before, after))
      ftruncateSync(target, after)
    } catch (error) {
      throw new HalfWritten('it is half written now; run again to finish that', { cause: error })
    }
  } finally {
    closeSync(source)
  }
}

/** Writes the part behind the old end first. If the disk is full, nothing else has changed yet. */
function growFirst(source: number, target: number, before: number, after: number): void {
  try {
    copyRange(source, target, before, after)
  } catch (error) {
    ftruncateSync(target, before)
    throw error
  }
}

function copyRange(source: number, target: number, from: number, to: number): void {
  const wanted = Buffer.allocUnsafe(Math.max(0, Math.min(PIECE, to - from)))
  const there = Buffer.allocUnsafe(wanted.length)
  for (let at = from; at < to; ) {
    const length = readSync(source, wanted, 0, Math.min(PIECE, to - at), at)
    if (length === 0) throw new Error(`the new content ended at ${at}, ${to - at} bytes early`)
    const same = firstDifference(wanted, there, readSync(target, there, 0, length, at))
    for (let done = same; done < length; ) done += writeSync(target, wanted, done, length - done, at + done)
    at += length
  }
}

function firstDifference(a: Buffer, b: Buffer, length: number): number {
  if (a.compare(b, 0, length, 0, length) === 0) return length
  let at = 0
  while (a[at] === b[at]) at++
  return at
}

function contentOf(fd: number): Content {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(PIECE)
  let size = 0
  for (;;) {
    const length = readSync(fd, piece, 0, PIECE, size)
    if (length === 0) return { size, hash: hash.digest('hex') }
    hash.update(piece.subarray(0, length))
    size += length
  }
}

/** Whether a name in a temporary folder is that of a note. */
export function isRedo(name: string): boolean {
  return name.endsWith(REDO)
}

/**
 * Finishes the work of a killed process: the file gets its new content, if it is the same file and seems to hold
 * only parts of the old and the new content.
 * @param folder a temporary folder that is certainly ours.
 * @param name of the note in it.
 * @returns why the file is left alone; undefined if it is finished now or was before.
 */
export function finishRewrite(folder: Pick<Folder, 'at'>, name: string): string | undefined {
  const note = readNote(folder.at(name))
  if (!note) return 'the note is cut off' // and then nothing has been overwritten yet
  const from = folder.at(name.slice(0, -REDO.length))
  const { root, way, after, before } = note
  const parent = openBelow(topAt(root), namesOf(way))
  try {
    const target = openSync(parent.at(note.name), constants.O_RDWR | NO_LINK | NO_WAIT)
    try {
      const now = fstatSync(target, { bigint: true })
      if (String(now.dev) !== note.dev || String(now.ino) !== note.ino || !now.isFile())
        return 'it is another file'
      const { size, hash } = contentOf(target)
      if (hash === after.hash) return undefined
      const lowest = Math.min(before.size, after.size)
      const isHalf = size >= lowest && size <= Math.max(before.size, after.size)
      const noted = fstatOf(folder.at(name)).mtimeMs
      const isLater = Number(now.mtimeMs) > noted + STILL_WRITING
      if (hash !== before.hash && (!isHalf || isLater)) return 'somebody else has written it since'
      if (hashOf(from) !== after.hash) return 'the new content is not whole'
      copyDifference(from, target)
      giveBack(from, target)
      return undefined
    } finally {
      closeSync(target)
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'it is not there any more'
    throw error
  } finally {
    parent.close()
  }
}

function readNote(path: string): Note | undefined {
  const fd = openSync(path, constants.O_RDONLY | NO_LINK | NO_WAIT)
  try {
    const stats = fstatSync(fd)
    if (!stats.isFile() || stats.size > LONGEST_NOTE) return undefined
    return JSON.parse(readFileSync(fd, 'utf8')) as Note
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  } finally {
    closeSync(fd)
  }
}

function fstatOf(path: string): Stats {
  const fd = openSync(path, constants.O_RDONLY | NO_LINK | NO_WAIT)
  try {
    return fstatSync(fd)
  } finally {
    closeSync(fd)
  }
}

function hashOf(path: string): string {
  const fd = openSync(path, constants.O_RDONLY | NO_LINK | NO_WAIT)
  try {
    return contentOf(fd).hash
  } finally {
    closeSync(fd)
  }
}
