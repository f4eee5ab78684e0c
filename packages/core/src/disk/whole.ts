/**
 * Writes a file completely or not at all. A reader never sees half of it, and an old file stays until the new one
 * is complete.
 */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs'
import { basename, dirname, relative } from 'node:path'
import { PREFIX } from '../config/temporary.js'
import { errorCode } from './failure.js'
import { type Folder, lookUp, namesOf, openFolder, type Top } from './folder.js'
import { makeFolders } from './make-folders.js'
import { inside } from './paths.js'
import { makePrivateFolder } from './private-folder.js'
import { changedError } from './source.js'

/**
 * Writes `text` to `file`, making its folder. A symbolic link there is replaced, not followed.
 * @throws the file system's error; nothing is left behind then.
 */
export function writeWhole(file: string, text: string): void {
  const folder = makeFolder(dirname(file))
  try {
    writeWholeIn(folder, basename(file), text)
  } finally {
    folder.close()
  }
}

/**
 * Opens a folder, and makes it first if it is not there.
 * @param path absolute. @param named the part of it that the user has named, which may lead through links. Below that, nothing does.
 * @throws the file system's error; Error if a link stands in the place of a folder below `named`.
 */
export function makeFolder(path: string, named = path): Folder {
  makeFolders(lookUp(named))
  let folder = openFolder(named)
  for (const name of namesOf(relative(named, path))) {
    const above = folder
    try {
      folder = makeIn(above, name)
    } finally {
      above.close()
    }
  }
  return folder
}

function makeIn(above: Folder, name: string): Folder {
  try {
    mkdirSync(above.at(name))
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
  if (lstatSync(above.at(name)).isSymbolicLink())
    throw new Error(`${inside(above.path, name)} is a symbolic link, and no report is put through it`)
  return above.open(name)
}

/** Writes a file in a folder, as {@link writeWhole}. */
export function writeWholeIn(folder: Folder, name: string, text: string): void {
  const temporary = folder.at(PREFIX + randomBytes(12).toString('hex'))
  try {
    const written = writeNew(temporary, text)
    putInPlace(temporary, folder, name, written)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/**
 * Lets `write` make a file, and then puts it in its place.
 * @param write gets a path at which nothing exists yet.
 * @returns the folder in which it is.
 * @throws the file system's error and what `write` throws; an older file is still there then.
 */
export async function makeWhole(file: string, write: (temporary: string) => Promise<void>): Promise<Top> {
  const folder = openFolder(dirname(file))
  try {
    const made = makePrivateFolder(folder, { kind: 'archive', for: file })
    try {
      const temporary = made.at('archive')
      await write(temporary)
      putInPlace(temporary, folder, basename(file), lstatSync(temporary))
    } finally {
      made.remove()
    }
    return { path: folder.path, dev: folder.dev, ino: folder.ino }
  } finally {
    folder.close()
  }
}

/** Writes a new file, readable by our user alone. @returns its state. */
export function writeNew(path: string, text: string): Stats {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
  const fd = openSync(path, flags, 0o600)
  try {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, at)
    return fstatSync(fd)
  } catch (error) {
    // A full disk has room for the name.
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(fd)
  }
}

/**
 * Renames a new file to `name`, with the mode of the file that is there, or the one that new files get.
 * @param written the file that it must be.
 * @throws CodecError `CHANGED` if it is another file, Error if something other than a file has the name already.
 */
export function putInPlace(temporary: string, folder: Folder, name: string, written: Stats): void {
  const old = lstatSync(folder.at(name), { throwIfNoEntry: false })
  if (old && !old.isFile() && !old.isSymbolicLink()) {
    throw new Error(`${name} is there already and is no regular file`)
  }
  const fd = openSync(
    temporary,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  )
  try {
    if (!isSame(fstatSync(fd), written)) throw changedError()
    fchmodSync(fd, old?.isFile() ? old.mode & 0o777 : 0o666 & ~process.umask())
  } finally {
    closeSync(fd)
  }
  // Another build or thread may put its own file here at any moment. The last one stays.
  renameSync(temporary, folder.at(name))
}

function isSame(a: Stats, b: Stats): boolean {
  return a.dev === b.dev && a.ino === b.ino && a.size === b.size
}
