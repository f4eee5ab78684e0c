/** Adding lines to files that several processes write to: whole lines only. */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Folder } from '../disk/folder.js'
import { underLock } from '../disk/lock.js'
import { isOurs } from '../disk/trust.js'
import { makeFolder } from '../disk/whole.js'
import { Undelivered } from './undelivered.js'

const LINE_FEED = 0x0a

/**
 * Does something to a file while no other process does, in its folder, which is made if necessary.
 * @param file absolute. @throws the file system's error.
 */
export function withFile<T>(file: string, action: (folder: Folder, name: string) => T): T {
  const folder = makeFolder(dirname(file))
  try {
    const name = basename(file)
    // Once only, also if the lock was lost meanwhile: a line must not stand there twice.
    let done: { result: T } | undefined
    return underLock(folder, name, () => (done ??= { result: action(folder, name) })).result
  } finally {
    folder.close()
  }
}

/**
 * Appends a line. If there is no room for all of it, the file is as it was.
 * @param text without a line end.
 * @throws the file system's error; Error if there is no regular file; Undelivered if
 *   somebody else may have linked it there.
 */
export function appendLine(folder: Folder, name: string, text: string): void {
  const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants
  const fd = openSync(folder.at(name), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, 0o666)
  try {
    const stats = fstatSync(fd)
    if (!stats.isFile()) throw new Error('it is no regular file')
    if (stats.nlink > 1 && !isOurs(lstatSync(folder.at('.'))))
      throw new Undelivered(
        'it has several names (hard links) in a folder that others can write to',
        'refused',
      )
    // A killed process may have left half a line.
    const last = Buffer.alloc(1)
    const isCut = stats.size > 0 && readSync(fd, last, 0, 1, stats.size - 1) === 1 && last[0] !== LINE_FEED
    const bytes = Buffer.from(`${isCut ? '\n' : ''}${text}\n`)
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at)
    } catch (error) {
      ftruncateSync(fd, stats.size)
      throw error
    }
  } finally {
    closeSync(fd)
  }
}
