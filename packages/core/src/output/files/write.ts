/** Changes files that a bundler has written. */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  fchmodSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { inside } from '../../disk/paths.js'
import { reasonOf } from '../../error.js'
import { bytesOf, type Change, type End } from './file.js'
import { pathIn } from './path.js'

/** Flags for a new file. An existing file or link at the path is an error. */
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
/** Without this flag, opening a named pipe would block. */
const NO_WAIT = constants.O_NONBLOCK ?? 0

/**
 * Changes the files of an output folder: all of them, or none.
 * @throws Error, one line, with the file system's reason. Every file is then as it was, except for those that the
 *   message names.
 */
export function writeChanges(dir: string, changes: ReadonlyMap<string, Change>): void {
  const undo: (() => void)[] = []
  const places = new Set<string>()
  const replaced: { from: string; to: string; fresh: string; aside: string }[] = []
  const gone: { from: string; aside: string }[] = []
  try {
    // New files come first, since they take the most room. If the disk is full, no file has changed yet.
    for (const [old, change] of changes) {
      if (isEndOnly(old, change)) continue
      if (change.isGone) {
        const from = pathIn(dir, old)
        gone.push({ from, aside: besides(from, 'old') })
        continue
      }
      const isRenamed = change.name !== old
      const from = isRenamed ? pathIn(dir, old) : behindLink(pathIn(dir, old))
      const to = isRenamed ? pathIn(dir, change.name) : from
      // Two links may lead to one file.
      if (places.has(from)) continue
      places.add(from)
      const fresh = besides(to, 'new')
      undo.push(() => rmSync(fresh, { force: true }))
      const { mode } = statSync(from)
      writeNew(fresh, change.content, mode)
      replaced.push({ from, to, fresh, aside: besides(from, 'old') })
    }
    for (const [old, change] of changes) {
      if (isEndOnly(old, change)) replaceEnd(pathIn(dir, old), change.end, undo)
    }
    for (const { from, aside } of [...replaced, ...gone]) {
      renameSync(from, aside)
      undo.push(() => renameSync(aside, from))
    }
    for (const { to, fresh } of replaced) {
      renameSync(fresh, to)
      undo.push(() => rmSync(to))
    }
  } catch (error) {
    throw new Error([reasonOf(error), ...takeBack(undo)].join('; '))
  }
  for (const { aside } of [...replaced, ...gone]) rmSync(aside)
}

/** The file behind a link: bundlers write through links and leave them. */
function behindLink(path: string): string {
  return lstatSync(path).isSymbolicLink() ? realpathSync(path) : path
}

function isEndOnly(name: string, change: Change): change is Change & { end: End } {
  return change.name === name && change.end !== undefined
}

/** Undoes steps, the last one first. @returns why some of them could not be undone. */
function takeBack(undo: readonly (() => void)[]): string[] {
  const failures: string[] = []
  for (const step of [...undo].reverse()) {
    try {
      step()
    } catch (error) {
      failures.push(`and could not be put back: ${reasonOf(error)}`)
    }
  }
  return failures
}

/** A hidden file of our own in the same folder, with a name that nobody can guess. */
function besides(path: string, what: 'new' | 'old'): string {
  return inside(dirname(path), `.${basename(path)}.${randomUUID()}.chalk-${what}`)
}

/** Writes a new file. Only our user can read it until it is complete. */
function writeNew(path: string, content: string | Uint8Array, mode: number): void {
  const file = openSync(path, NEW, 0o600)
  try {
    writeAll(file, bytesOf(content), 0)
    // No set-id bits: a bundler's files have none, and those of a file that another user made would be ours.
    fchmodSync(file, mode & 0o777)
  } finally {
    closeSync(file)
  }
}

/**
 * Replaces the end of a file in place, which takes a hundredth of the time of writing it anew. It is not atomic,
 * but neither is the way in which bundlers write files.
 */
function replaceEnd(path: string, { from, before, after }: End, undo: (() => void)[]): void {
  writeEnd(path, from, after, () => undo.push(() => writeEnd(path, from, before)))
}

/** @param onOpen called before anything is written. */
function writeEnd(path: string, from: number, bytes: Uint8Array, onOpen?: () => void): void {
  const file = openSync(path, constants.O_RDWR | NO_WAIT)
  try {
    onOpen?.()
    writeAll(file, bytes, from)
    // Cuts off what follows. Two builds at the same time can have made the same file, and both mark it.
    ftruncateSync(file, from + bytes.length)
  } finally {
    closeSync(file)
  }
}

function writeAll(file: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, at + done)
}

/**
 * Reads files one at a time into the same memory.
 * @returns a function that gives a file's bytes until the next call.
 */
export function reader(): (path: string) => Buffer {
  let room = Buffer.allocUnsafeSlow(65_536)
  return (path) => {
    const file = openSync(path, constants.O_RDONLY | NO_WAIT)
    try {
      let length = 0
      for (;;) {
        const read = readSync(file, room, length, room.length - length, length)
        if (read === 0) return room.subarray(0, length)
        length += read
        if (length < room.length) continue
        const larger = Buffer.allocUnsafeSlow(2 * length)
        larger.set(room)
        room = larger
      }
    } finally {
      closeSync(file)
    }
  }
}
