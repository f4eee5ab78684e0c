/** Changing files that a bundler has written. */
import {
  closeSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { inside } from '@chalkmark/core/config'
import type { Change, End } from './file.js'

/**
 * Changes the files of an output folder.
 * @returns the paths of those that have a new name.
 * @throws as {@link writeChange}; the files before that one are changed.
 */
export function writeChanges(dir: string, changes: ReadonlyMap<string, Change>): Set<string> {
  const renamed = new Set<string>()
  for (const [old, change] of changes) {
    const [from, to] = [inside(dir, old), inside(dir, change.name)]
    writeChange(from, to, change)
    if (to !== from) renamed.add(to)
  }
  return renamed
}

/**
 * Puts a changed file in its place.
 * @param from where it is. @param to where it shall be.
 * @throws the file system's error; `from` is as it was then.
 */
export function writeChange(from: string, to: string, change: Change): void {
  if (to === from && change.end) replaceEnd(from, change.end)
  else replaceFile(from, to, change.content, statSync(from).mode)
}

/**
 * Replaces the end of a file where it stands, which costs a hundredth of writing it anew. The bundler has only just
 * written it, and not in one go either.
 * @throws the file system's error; the file is as it was then.
 */
function replaceEnd(path: string, { from, before, after }: End): void {
  const file = openSync(path, 'r+')
  try {
    writeAll(file, after, from)
    if (after.length < before.length) ftruncateSync(file, from + after.length)
  } catch (error) {
    writeAll(file, before, from)
    ftruncateSync(file, from + before.length)
    throw error
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
    const file = openSync(path, 'r')
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

/**
 * Puts `content` at `to` in the place of `from`, with `mode`: the old or the new file is there at any moment.
 * @throws the file system's error; `from` is as it was then.
 */
export function replaceFile(from: string, to: string, content: string | Uint8Array, mode: number): void {
  const temporary = inside(dirname(to), `.${basename(to)}.${process.pid}.chalk-tmp`)
  try {
    writeFileSync(temporary, content, { mode })
    renameSync(temporary, to)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  if (to !== from) rmSync(from)
}
