/** Files as sources: the bytes of an open file, read where a codec asks for them. */

import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { basename, dirname, relative } from 'node:path'
import type { Source } from '../bytes/source.js'
import { CodecError } from '../error.js'
import type { Candidate } from '../formats/format.js'
import { errorCode, fileFailure, nameFailure } from './failure.js'
import { type Folder, namesOf, openBelow, type Top } from './folder.js'

/**
 * How much is read if a codec asks for less. Most files are shorter, and one call to the system then serves
 * everything that a codec reads.
 */
const WINDOW = 1 << 16

/** An open file. */
export interface FileSource extends Source {
  /** The state of the file when it was opened. */
  readonly stats: Stats
  /** The file system's handle. */
  readonly fd: number
  /** Closes the file. Reading it later is an error. */
  close(): void
}

/**
 * Opens a file for reading. Named pipes and devices are refused, not waited for.
 * @param isResolved the path was found in a walk, not named by a user. A symbolic link there was put in place
 *   since, and is refused.
 * @throws CodecError with the file system's code, or `NO_FILE` for anything but a regular file.
 */
export function openFile(path: string, isResolved = false): FileSource {
  const follow = isResolved ? (constants.O_NOFOLLOW ?? 0) : 0
  let fd: number | undefined
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | follow)
    const stats = fstatSync(fd)
    if (!stats.isFile()) throw new CodecError('NO_FILE', 'it is no regular file')
    return sourceOf(fd, stats)
  } catch (error) {
    if (fd !== undefined) closeSync(fd)
    if (isResolved && errorCode(error) === 'ELOOP') throw new CodecError('NO_FILE', 'it is a symbolic link')
    throw fileFailure(error, 'be read')
  }
}

function sourceOf(fd: number, stats: Stats): FileSource {
  const { size } = stats
  let start = 0
  let window: Buffer = Buffer.alloc(0)
  return {
    size,
    stats,
    fd,
    read(at, length) {
      const end = Math.min(at + length, size)
      if (at >= end) return window.subarray(0, 0)
      if (at >= start && end <= start + window.length) return window.subarray(at - start, end - start)
      if (end - at >= WINDOW) return readRange(fd, at, end - at)
      window = readRange(fd, at, Math.min(WINDOW, size - at))
      start = at
      return window.subarray(0, end - at)
    },
    close: () => closeSync(fd),
  }
}

/** Fewer bytes only if the file has become shorter. */
function readRange(fd: number, at: number, length: number): Buffer {
  // Always a new buffer, since codecs keep what they read.
  const buffer = Buffer.allocUnsafeSlow(length)
  let filled = 0
  try {
    while (filled < length) {
      const count = readSync(fd, buffer, filled, length - filled, at + filled)
      if (count === 0) break
      filled += count
    }
  } catch (error) {
    throw fileFailure(error, 'be read')
  }
  return buffer.subarray(0, filled)
}

/** A file as codecs see it, with the files beside it. */
export interface OpenCandidate extends Candidate {
  source: FileSource
  beside(suffix: string): FileSource | undefined
  /** Closes the file and whatever was opened beside it. */
  close(): void
}

/**
 * Opens a file for codecs.
 * @param name the name that codecs see; its path by default.
 * @param isResolved as for {@link openFile}.
 * @throws CodecError as {@link openFile}.
 */
export function openCandidate(path: string, name = path, isResolved = false): OpenCandidate {
  const source = openFile(path, isResolved)
  const open: Pick<FileSource, 'close'>[] = [source]
  return {
    name: name.replaceAll('\\', '/'),
    source,
    beside(suffix) {
      try {
        const neighbour = openFile(path + suffix, true)
        open.push(neighbour)
        return neighbour
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return undefined
        throw error
      }
    },
    close() {
      for (const file of open.splice(0)) file.close()
    },
  }
}

/** Where a walk has found a file. */
export interface InTree {
  /** Absolute. */
  path: string
  /** Where its content is read from if not at `path`: the file behind a link that will be replaced. */
  target?: string
  /** The top of its tree: the folder that was named, or the folder of the file that was. */
  root: Top
}

/**
 * Opens a file that a walk has found, in the folder in which it was found.
 * @throws CodecError as {@link openFile}; `CHANGED` if a folder on the way is another one by now.
 */
export function openFound({ path, target, root }: InTree): OpenCandidate {
  if (target !== undefined) return openCandidate(target, path, true)
  let folder: Folder | undefined
  try {
    folder = openBelow(root, namesOf(relative(root.path, dirname(path))))
    const candidate = openCandidate(folder.at(basename(path)), path, true)
    const close = () => {
      candidate.close()
      folder!.close()
    }
    return { ...candidate, close }
  } catch (error) {
    folder?.close()
    throw nameFailure(path, fileFailure(error, 'be read'))
  }
}

/**
 * Whether the file differs from the one that was read: a build may still be running, or somebody may have swapped
 * the file.
 */
export function hasChanged(then: Stats | undefined, now: Stats | undefined): boolean {
  if (then === undefined || now === undefined) return then !== now
  return (
    now.dev !== then.dev || now.ino !== then.ino || now.mtimeMs !== then.mtimeMs || now.size !== then.size
  )
}

/** The error that says so. */
export function changedError(): CodecError {
  return new CodecError('CHANGED', 'the file was changed meanwhile; run again when nothing else writes it')
}
