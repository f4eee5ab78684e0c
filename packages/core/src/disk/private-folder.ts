/**
 * Temporary folders: `.chalk-tmp.` and a random name, newly made for our user alone (mode 0700), beside the files
 * that they are for. They hold only files, no folders.
 */
import { randomBytes } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs'
import { PREFIX } from '../config/temporary.js'
import { CodecError } from '../error.js'
import { errorCode } from './failure.js'
import type { Folder } from './folder.js'
import { inside } from './paths.js'
import { enter, type Purpose } from './register.js'
import { isPrivate } from './trust.js'

/** Folders of this process. */
const ours = new Set<string>()

/** Whether this process has made the folder, and not removed it yet. */
export function isOfThisProcess(path: string): boolean {
  return ours.has(path)
}

/** A temporary folder that we have made. */
export interface PrivateFolder extends Pick<Folder, 'path' | 'fd' | 'at'> {
  /** Removes it with all files in it. */
  remove(): void
  /** Leaves it for the next run, which finds it in the register. */
  leave(): void
}

/**
 * Makes a temporary folder in `parent` and registers it.
 * @throws the file system's error.
 */
export function makePrivateFolder(parent: Folder, purpose: Purpose): PrivateFolder {
  const above = parent.open('.')
  try {
    const name = PREFIX + randomBytes(12).toString('hex')
    const path = inside(realpathSync(above.at('.')), name)
    const entry = enter(path, purpose)
    try {
      // Not `recursive`, which would accept a folder that is there already.
      mkdirSync(above.at(name), { mode: 0o700 })
      const folder = openOwn(above, name)
      entry.made(folder)
      ours.add(path)
      const end = () => {
        ours.delete(path)
        folder.close()
      }
      const leave = () => {
        end()
        above.close()
      }
      const remove = () => {
        emptyFolder(folder)
        end()
        removeEmpty(above, name)
        above.close()
        entry.forget()
      }
      return { path, fd: folder.fd, at: folder.at, remove, leave }
    } catch (error) {
      entry.forget()
      throw error
    }
  } catch (error) {
    above.close()
    throw error
  }
}

/**
 * Opens the folder that we have just made, after checking that it is ours: others who can write to the parent could
 * have swapped it.
 */
function openOwn(above: Folder, name: string): Folder {
  const folder = above.open(name)
  if (isPrivate(lstatSync(folder.at('.')))) return folder
  folder.close()
  throw new CodecError(
    'CHANGED',
    'somebody else changes the folder at the same time; nothing is written there',
  )
}

/** Removes the files in a folder; anything else stays. */
export function emptyFolder(folder: Pick<Folder, 'at'>): void {
  for (const name of readdirSync(folder.at('.'))) rmSync(folder.at(name), { force: true })
}

/** Removes an empty folder. A folder that somebody has moved away counts as removed. */
export function removeEmpty(above: Folder, name: string): void {
  try {
    rmdirSync(above.at(name))
  } catch (error) {
    const code = errorCode(error)
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'CHANGED') throw error
  }
}
