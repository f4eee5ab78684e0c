/**
 * Folders that are held open. Work in such a folder happens in that very folder, even if its path leads elsewhere
 * by then.
 *
 * A user who can write to a folder can swap its contents for a symbolic link between the moment in which we look
 * and the moment in which we write. POSIX has openat(2) against that, but Node does not offer it. So:
 *
 *     Linux        a handle of the folder, and paths that begin with it: /proc/self/fd/17/app.js (proc(5)). No race.
 *     elsewhere    the folder's number and device are compared each time. What is swapped in just between that and the
 *                  call is not noticed.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { sep } from 'node:path'
import { CodecError } from '../error.js'
import { errorCode } from './failure.js'
import { inside } from './paths.js'

/**
 * Identifies a file or folder, whatever its name. The numbers are bigints, since they are too long for a double on
 * Windows.
 */
export interface Identity {
  dev: bigint
  ino: bigint
}

/** A folder that is held open. */
export interface Folder extends Identity {
  /** Its path when it was opened, for messages. */
  path: string
  /** The handle, on systems where one is held. */
  fd?: number
  /** A path of the file `name` in it; `name` must be one part. @throws CodecError `CHANGED` */
  at(name: string): string
  /** A folder in this one. @throws the file system's error; CodecError `CHANGED` if it is a symbolic link. */
  open(name: string): Folder
  close(): void
}

const HAS_HANDLES = process.platform === 'linux' && existsSync('/proc/self/fd')

/**
 * open(2): a handle for work below the folder, which needs no right to list it. The value is the same on all
 * systems that Node supports.
 */
const O_PATH = 0o10000000

/** Opens the folder that a path leads to. @throws the file system's error. */
export function openFolder(path: string): Folder {
  return HAS_HANDLES ? byHandle(path, path, 0) : byPath(realpathSync(path), statSync(path, { bigint: true }))
}

/**
 * Opens a folder below another one, without following a link on the way.
 * @param way names, one for each folder.
 */
export function openBelow(top: string, way: readonly string[]): Folder {
  let folder = openFolder(top)
  for (const name of way) {
    const above = folder
    try {
      folder = above.open(name)
    } finally {
      above.close()
    }
  }
  return folder
}

function byHandle(path: string, shown: string, flags: number): Folder {
  const fd = openSync(path, O_PATH | constants.O_DIRECTORY | flags)
  const { dev, ino } = fstatSync(fd, { bigint: true })
  const at = (name: string) => `/proc/self/fd/${fd}/${name}`
  return {
    path: shown,
    fd,
    dev,
    ino,
    at,
    open(name) {
      try {
        return byHandle(at(name), inside(shown, name), constants.O_NOFOLLOW)
      } catch (error) {
        // With O_DIRECTORY and O_NOFOLLOW, a link is not a folder.
        if (errorCode(error) === 'ENOTDIR' || errorCode(error) === 'ELOOP') throw notTheFolder()
        throw error
      }
    },
    close: () => closeSync(fd),
  }
}

function byPath(path: string, { dev, ino }: Identity): Folder {
  const at = (name: string) => {
    const now = lstatSync(path, { bigint: true, throwIfNoEntry: false })
    if (now?.dev !== dev || now.ino !== ino || !now.isDirectory()) throw notTheFolder()
    return name === '.' ? path : inside(path, name)
  }
  return {
    path,
    dev,
    ino,
    at,
    open(name) {
      const below = at(name)
      const stats = lstatSync(below, { bigint: true })
      if (!stats.isDirectory()) throw notTheFolder()
      return byPath(below, stats)
    },
    close() {},
  }
}

function notTheFolder(): CodecError {
  return new CodecError(
    'CHANGED',
    'a folder on the way to it was changed meanwhile; nothing is written there',
  )
}

/** The names in a relative path; empty for an empty path. */
export function namesOf(way: string): string[] {
  return way === '' || way === '.' ? [] : way.split(sep)
}
