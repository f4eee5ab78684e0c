/**
 * Cleaning up after a process that was killed while it wrote.
 *
 * A name proves nothing. A temporary folder counts as left by a killed run only if the register says so
 * (register.ts), if it is the very folder that was registered, if only our user can reach into it, and if nobody
 * else can move anything in the folders on the way to it. Any other folder is named in a warning and left alone.
 */
import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, relative } from 'node:path'
import { type Folder, lookUp, namesOf, openBelow, type Top } from './folder.js'
import { finishRewrite, isRedo } from './in-place.js'
import { inside } from './paths.js'
import { emptyFolder, isOfThisProcess, removeEmpty } from './private-folder.js'
import { type Begun, begun, type Purpose } from './register.js'
import { isOurs, isPrivate } from './trust.js'

/** What was found out about a temporary folder. */
export type LeftOver =
  /** Another run or this one is using it; or it has another purpose than asked for. */
  | { state: 'in use' }
  /** It is not ours, or others could change it. */
  | { state: 'foreign'; reason: string }
  /** A killed run has left it. */
  | { state: 'left'; entry: Begun; folder: Folder; parent: Folder }

/**
 * Finds out what a temporary folder is. If a killed run has left it, this process takes it over, and the caller has
 * to call {@link removeLeftOver} in the end.
 * @param path absolute.
 * @param top the tree that a user has named, or a folder in it that is above the path.
 * @throws the file system's error.
 */
export function inspectLeftOver(path: string, top: Top, isAskedFor: (purpose: Purpose) => boolean): LeftOver {
  // The register holds paths without links.
  const real = inside(realpathSync(lookUp(dirname(path))), basename(path))
  if (isOfThisProcess(real)) return { state: 'in use' }
  const entry = begun().find((entry) => entry.path === real)
  if (!entry) return { state: 'foreign', reason: 'nothing says that a run of ours has made it' }
  if (!entry.isLeftOver || !isAskedFor(entry)) return { state: 'in use' }
  const parent = openTrusted(top, dirname(path))
  if (!parent) return { state: 'foreign', reason: 'others can write to a folder on the way to it' }
  let found: LeftOver | undefined
  try {
    const folder = parent.open(basename(path))
    const reason = whyForeign(folder, entry)
    if (reason !== undefined) found = { state: 'foreign', reason }
    else found = entry.takeOver() ? { state: 'left', entry, folder, parent } : { state: 'in use' }
    if (found.state !== 'left') folder.close()
    return found
  } finally {
    if (found?.state !== 'left') parent.close()
  }
}

/** Opens a folder if it, the top and every folder between belong to our user, and nobody else can write to them. */
function openTrusted(top: Top, folder: string): Folder | undefined {
  let current = openBelow(top, [])
  for (const name of [undefined, ...namesOf(relative(top.path, folder))]) {
    const above = current
    if (name !== undefined) {
      try {
        current = above.open(name)
      } finally {
        above.close()
      }
    }
    if (isOurs(lstatSync(current.at('.')))) continue
    current.close()
    return undefined
  }
  return current
}

/** Why a folder is not the one that was registered. */
function whyForeign(folder: Folder, { identity }: Begun): string | undefined {
  if (!isPrivate(lstatSync(folder.at('.')))) return 'it is open to others'
  const names = readdirSync(folder.at('.'))
  // The process was killed just when it made the folder.
  if (identity === undefined)
    return names.length === 0 ? undefined : 'it is not the folder that a run has made'
  if (identity.dev !== folder.dev || identity.ino !== folder.ino)
    return 'it is not the folder that a run has made'
  const strange = names.find((name) => !isOwnFile(folder.at(name)))
  return strange === undefined ? undefined : `${strange} in it is no file of ours`
}

function isOwnFile(path: string): boolean {
  const stats = lstatSync(path)
  return stats.isFile() && stats.nlink === 1
}

/**
 * Finishes the rewriting of files that was begun from a folder that was left.
 * @returns what could not be finished, one line each.
 */
export function finishRewrites({ folder }: { folder: Folder }): string[] {
  const names = readdirSync(folder.at('.')).filter(isRedo)
  return names.flatMap((name) => {
    const reason = finishRewrite(folder, name)
    return reason === undefined
      ? []
      : [`a file that a killed run was overwriting is left as it is: ${reason}`]
  })
}

/** Removes a folder that was left, and its entry in the register. */
export function removeLeftOver({ entry, folder, parent }: Extract<LeftOver, { state: 'left' }>): void {
  try {
    emptyFolder(folder)
    removeEmpty(parent, basename(entry.path))
  } finally {
    folder.close()
    parent.close()
  }
  entry.forget()
}

/** The warning for something that is left alone. */
export function sayForeign(path: string, reason: string): string {
  return `${path}: it is called like temporary files of a killed run, but ${reason}; it is left as it is`
}

/** The first few of many warnings, since a folder can be full of such names. */
export function someOf(warnings: readonly string[]): string[] {
  const MANY = 3
  if (warnings.length <= MANY) return [...warnings]
  return [
    ...warnings.slice(0, MANY),
    `${warnings.length - MANY} more that are called so are left as they are`,
  ]
}
