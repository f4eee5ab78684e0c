/** Changing files that a bundler has written. */
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
import { inside } from '../../disk/inside.js'
import { reasonOf } from '../../error.js'
import { bytesOf, type Change, type End } from './file.js'
import { pathIn } from './path.js'

/** A file that is there already, and a link, is none of ours. */
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
/** A named pipe would be waited for. */
const NO_WAIT = constants.O_NONBLOCK ?? 0

/**
 * Changes the files of an output folder: all of them, or none.
 * @throws Error, one line, with the file system's reason; every file is as it was then, but for those that it names.
 */
export function writeChanges(dir: string, changes: ReadonlyMap<string, Change>): void {
  const undo: (() => void)[] = []
  const places = new Set<string>()
  const replaced: { from: string; to: string; fresh: string; aside: string }[] = []
  try {
    // What takes the most room comes first: if there is none, no file has changed yet.
    for (const [old, change] of changes) {
      if (isEndOnly(old, change)) continue
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
    for (const { from, aside } of replaced) {
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
  for (const { aside } of replaced) rmSync(aside)
}

/** A bundler that writes through a link leaves it. */
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

/** A hidden file of our own in the same folder, of a name that nobody can foresee. */
function besides(path: string, what: 'new' | 'old'): string {
  return inside(dirname(path), `.${basename(path)}.${randomUUID()}.chalk-${what}`)
}

/** Writes a file that was not there, for our user alone until it is whole. */
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
 * Replaces the end of a file where it stands, which costs a hundredth of writing it anew. The bundler has only just
 * written it, and not in one go either.
 */
function replaceEnd(path: string, { from, before, after }: End, undo: (() => void)[]): void {
  writeEnd(path, from, after, () => undo.push(() => writeEnd(path, from, before)))
}

/** @param onOpen is called before anything is written. */
function writeEnd(path: string, from: number, bytes: Uint8Array, onOpen?: () => void): void {
  const file = openSync(path, constants.O_RDWR | NO_WAIT)
  try {
    onOpen?.()
    writeAll(file, bytes, from)
    // Nothing may stay behind it: two builds at the same time can have made the same file, and both mark it.
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
