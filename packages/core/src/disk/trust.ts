/** Whether what stands in a folder can be somebody else's. */
import { lstatSync, realpathSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'

/** The user whom files that we make belong to; undefined on Windows, where a user's folders are private already. */
const us = () => process.geteuid?.()

/** Whether a file or folder is our user's and nobody else can write to it. */
export function isOurs(stats: Stats): boolean {
  return us() === undefined || (stats.uid === us() && !othersCanWrite(stats))
}

/** Whether a file or folder is our user's and nobody else can do anything with it. */
export function isPrivate(stats: Stats): boolean {
  return us() === undefined || (stats.uid === us() && (stats.mode & 0o077) === 0)
}

/**
 * Whether somebody else can write to a file or folder. A group that has its user's number is that user's own (the
 * scheme of user private groups, with which Debian's and Red Hat's users make folders that the group can write to).
 */
function othersCanWrite({ mode, uid, gid }: Stats): boolean {
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && !(gid === uid && uid !== 0))
}

/**
 * Whether nobody but our user and root can swap the folder at `path` for something else: every folder above belongs to
 * one of them and nobody else can write to it, or it is one like `/tmp`, where only owners rename (the sticky bit).
 * @throws the file system's error.
 */
export function isOutOfReach(path: string): boolean {
  if (us() === undefined) return true
  for (let folder = dirname(realpathSync(path)); ; folder = dirname(folder)) {
    const stats = lstatSync(folder)
    if (stats.uid !== 0 && stats.uid !== us()) return false
    if (othersCanWrite(stats) && (stats.mode & 0o1000) === 0) return false
    if (folder === dirname(folder)) return true
  }
}
