/** Devices and named pipes that a user has named as the place of a report: they are written to, not replaced. */
import { closeSync, constants, fstatSync, lstatSync, openSync, writeSync } from 'node:fs'
import { errorCode } from './failure.js'

/** How long to wait for a reader, in milliseconds. */
const PATIENCE = 10_000

/** Milliseconds between two attempts. */
const PAUSE = 20

/** Paths that stand for an open file of a process. Shells use such a path for `>(program)`. */
const OPEN_FILE = /^\/(?:dev\/(?:stdout|stderr|fd\/\d+)|proc\/(?:self|\d+)\/fd\/\d+)$/

/** Whether a path is a stream: a character device, a named pipe, or an open file. A link to a stream is not one. */
export function isStream(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats !== undefined && (stats.isCharacterDevice() || stats.isFIFO() || OPEN_FILE.test(path))
}

/**
 * Writes a text to a stream.
 * @throws the file system's error; Error if nobody reads it.
 */
export function writeStream(path: string, text: string): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK)
  try {
    const stats = fstatSync(fd)
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
