/**
 * Rewriting a file that has several names (hard links).
 *
 * A rename would give the new content to one name and leave the old one with the others. So the file itself is
 * overwritten, and that is the one case where a kill can leave a file half written: never for long, as the whole new
 * content stands beside it first, under a name that tells the next run to finish the work.
 *
 *     dist/.chalk-tmp.4711.9f86d081/a.js.131074.redo     for the file dist/a.js, whose inode is 131074
 */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'

const REDO = /^(.*)\.(\d+)\.redo$/s

/** How long after the redo file was named the killed process may still have written, in milliseconds. */
const STILL_WRITING = 10_000

const PIECE = 1 << 20

/** The new content could not be written completely; it stays beside the file, for the next run to finish. */
export class HalfWritten extends Error {
  override readonly name = 'HalfWritten'
}

/**
 * Gives the file at `path` the content of `temporary`, which goes.
 * @throws the file system's error, and the file is unchanged; {@link HalfWritten} if it no longer is.
 */
export function overwriteInPlace(path: string, temporary: string, durable: boolean): void {
  const { ino } = lstatSync(path, { bigint: true })
  const target = openSync(path, constants.O_RDWR)
  const redo = `${temporary}.${ino}.redo`
  try {
    renameSync(temporary, redo)
    copyDifference(redo, target)
    if (durable) fsyncSync(target)
  } finally {
    closeSync(target)
  }
  rmSync(redo)
}

/** Writes only what is different: where a mark is appended that is one small write. */
function copyDifference(from: string, target: number): void {
  const source = openSync(from, constants.O_RDONLY)
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

/** What is behind the old end comes first: if the disk is full, nothing else has changed yet. */
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

/**
 * Finishes what a killed process had begun in the files next to `stage`. A file that was replaced or written by
 * someone else since then is left alone.
 * @returns the files that were finished.
 */
export function finishRewrites(stage: string): string[] {
  const finished: string[] = []
  for (const entry of readdirSync(stage, { withFileTypes: true, recursive: true })) {
    const [, name, inode] = REDO.exec(entry.name) ?? []
    if (name === undefined || !entry.isFile()) continue
    const redo = join(entry.parentPath, entry.name)
    const path = join(dirname(stage), relative(stage, entry.parentPath), name)
    if (!isStillTheirs(path, BigInt(inode!), redo)) continue
    const target = openSync(path, constants.O_RDWR)
    try {
      copyDifference(redo, target)
    } finally {
      closeSync(target)
    }
    finished.push(path)
  }
  return finished
}

function isStillTheirs(path: string, inode: bigint, redo: string): boolean {
  const now = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (now === undefined || now.ino !== inode || !now.isFile()) return false
  return Number(now.mtimeMs) <= lstatSync(redo).ctimeMs + STILL_WRITING
}
