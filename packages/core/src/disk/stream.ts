/** Devices and named pipes that a user has named as the place of a report: they are written to, not replaced. */
import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats, writeSync } from 'node:fs'
import { basename } from 'node:path'
import { errorCode } from './failure.js'
import { type Folder, lookUp } from './folder.js'

/** How long to wait for a reader, in milliseconds. */
const PATIENCE = 10_000

const NO_LINK = constants.O_NOFOLLOW ?? 0

/** Milliseconds between two attempts. */
const PAUSE = 20

/** Paths that stand for an open file of a process. Shells use such a path for `>(program)`. */
const OPEN_FILE = /^\/(?:dev\/(?:stdout|stderr|fd\/\d+)|proc\/(?:self|\d+)\/fd\/\d+)$/

/** Whether a path is a stream: a character device, a named pipe, or an open file. A link to a stream is not one. */
export function isStream(path: string): boolean {
  const stats = lstatSync(lookUp(path), { throwIfNoEntry: false })
  return stats !== undefined && (isStreamItself(stats) || OPEN_FILE.test(path))
}

function isStreamItself(stats: Stats): boolean {
  return stats.isCharacterDevice() || stats.isFIFO()
}

/**
 * Writes a text to a stream.
 * @param folder the one that it is in. @param path absolute.
 * @throws the file system's error; Error if nobody reads it, or if something else has taken its place.
 */
export function writeStream(folder: Folder, path: string, text: string): void {
  const isOpenFile = OPEN_FILE.test(path)
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK
  const fd = isOpenFile ? openSync(path, flags) : openSync(folder.at(basename(path)), flags | NO_LINK)
  try {
    const stats = fstatSync(fd)
    // An open file of a process can be a regular file, to which a shell has redirected it.
    if (!isOpenFile && !isStreamItself(stats)) throw new Error('it is no stream')
    if (stats.isBlockDevice() || stats.isDirectory()) throw new Error('it is no stream')
    const bytes = Buffer.from(text)
    let since = Date.now()
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(fd, bytes, at, bytes.length - at)
        since = Date.now()
      } catch (error) {
        if (errorCode(error) !== 'EAGAIN') throw error
        if (Date.now() - since > PATIENCE) throw new Error('nobody reads it', { cause: error })
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE)
      }
    }
  } finally {
    closeSync(fd)
  }
}
