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
 *
 * The same user can swap a folder above. So a path that a user names is looked up once, which gives a {@link Top}.
 * Everything below is then reached from a handle of that folder, and is refused if the path leads to another one.
 * What is below the working directory is looked up from there, not from `/`: the shell has put us into that folder.
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
import { below, inside } from './paths.js'

/**
 * Identifies a file or folder, whatever its name. The numbers are bigints, since they are too long for a double on
 * Windows.
 */
export interface Identity {
  dev: bigint
  ino: bigint
}

/** A folder that was found by its path, absolute: where a tree or the place of a report begins. */
export interface Top extends Identity {
  path: string
}

/** A folder that is held open. Its path is the one by which it was opened. */
export interface Folder extends Top {
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

/** A path, absolute, as the system gets it: from the working directory's handle if that is above. */
export function lookUp(path: string): string {
  const way = HAS_HANDLES ? below(process.cwd(), path) : undefined
  return way === undefined ? path : `/proc/self/cwd/${way}`
}

/**
 * Opens the folder that a path leads to, with all links in it.
 * @param path absolute.
 * @throws the file system's error.
 */
export function openFolder(path: string): Folder {
  return HAS_HANDLES
    ? byHandle(lookUp(path), path, 0)
    : byPath(realpathSync(path), path, statSync(path, { bigint: true }))
}

/** Which folder a path leads to now. @param path absolute. @throws the file system's error. */
export function topAt(path: string): Top {
  const folder = openFolder(path)
  folder.close()
  return { path, dev: folder.dev, ino: folder.ino }
}

/**
 * Opens a folder below another one, without following a link on the way.
 * @param way names, one for each folder.
 * @throws CodecError `CHANGED` if the top's path leads to another folder by now; the file system's error.
 */
export function openBelow(top: Top, way: readonly string[]): Folder {
  let folder = openFolder(top.path)
  if (folder.dev !== top.dev || folder.ino !== top.ino) {
    folder.close()
    throw notTheFolder()
  }
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
        return byHandle(at(name), name === '.' ? shown : inside(shown, name), constants.O_NOFOLLOW)
      } catch (error) {
        // With O_DIRECTORY and O_NOFOLLOW, a link is not a folder.
        if (errorCode(error) === 'ENOTDIR' || errorCode(error) === 'ELOOP') throw notTheFolder()
        throw error
      }
    },
    close: () => closeSync(fd),
  }
}

function byPath(path: string, shown: string, { dev, ino }: Identity): Folder {
  const at = (name: string) => {
    const now = lstatSync(path, { bigint: true, throwIfNoEntry: false })
    if (now?.dev !== dev || now.ino !== ino || !now.isDirectory()) throw notTheFolder()
    return name === '.' ? path : inside(path, name)
  }
  return {
    path: shown,
    dev,
    ino,
    at,
    open(name) {
      const path = at(name)
      const stats = lstatSync(path, { bigint: true })
      if (!stats.isDirectory()) throw notTheFolder()
      return byPath(path, name === '.' ? shown : inside(shown, name), stats)
    },
    close() {},
  }
}

function notTheFolder(): CodecError {
  return new CodecError(
    'CHANGED',
    'a folder on the way to it was changed meanwhile; nothing is read or written there',
  )
}

/** The names in a relative path; empty for an empty path. */
export function namesOf(way: string): string[] {
  return way === '' || way === '.' ? [] : way.split(sep)
}
