/**
 * Whether other users can change a file or the contents of a folder.
 *
 * Nobody but our user and root may own it, and nobody else may be able to write to it. A group may, if our user is
 * alone in it. On Windows, modes say nothing about that. A user's folders are private there by default, and
 * everything counts as ours.
 */
import { lstatSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** The bits of a mode, as in inode(7). */
const STICKY = 0o1000
const WRITABLE_BY_GROUP = 0o020
const WRITABLE_BY_OTHERS = 0o002
const OPEN_TO_OTHERS = 0o077

/** The user to whom our new files belong; undefined on Windows. */
const us = () => process.geteuid?.()

/** Whether a file or folder is our user's and nobody else can write to it. */
export function isOurs(stats: Stats): boolean {
  return us() === undefined || (stats.uid === us() && whoElseWrites(stats) === undefined)
}

/** Whether a file or folder belongs to another user than ours. Root's count as another's, too. */
export function isOfAnother(stats: Stats): boolean {
  return us() !== undefined && stats.uid !== us()
}

/** Whether a file or folder is our user's and nobody else can do anything with it. */
export function isPrivate(stats: Stats): boolean {
  return us() === undefined || (stats.uid === us() && (stats.mode & OPEN_TO_OTHERS) === 0)
}

/**
 * Whether nobody but our user and root can swap the folder at `path`, which need not exist yet, for something else:
 * every folder above belongs to one of them and nobody else can write to it, or it is one like `/tmp`, where only
 * owners rename (the sticky bit). Links on the way belong to one of them, too.
 * @param path absolute.
 * @throws the file system's error, if the folder above is not there.
 */
export function isOutOfReach(path: string): boolean {
  if (us() === undefined) return true
  const real = join(realpathSync(dirname(path)), basename(path))
  return strangerAbove(path) === undefined && strangerAbove(real) === undefined
}

/**
 * Why another user may decide what a file says. To be trusted, the file, its folder and the folders above must
 * belong to our user or to root, and nobody else may be able to write to them. Folders above may be writable for
 * all if they are sticky, as /tmp is: others can then neither remove nor rename what is in them. For a link, both
 * ends are checked.
 * @param path absolute; the file is there.
 * @returns `FOLDER belongs to another user (uid 1001)`; undefined if no other user can change it.
 * @throws the file system's error.
 */
export function strangerIn(path: string): string | undefined {
  if (us() === undefined) return undefined
  const real = realpathSync(path)
  // The folder of a link counts, too, since the link could be replaced there.
  for (const end of new Set([real, path])) {
    const folder = dirname(end)
    const found =
      stranger(end, lstatSync(end)) ??
      stranger(folder, statSync(folder)) ??
      strangerAbove(realpathSync(folder))
    if (found) return found
  }
  return undefined
}

/**
 * Whether a file in a folder above the project may be used as a source of facts: it must belong to our user, to
 * root, or to the owner of the project's folder. Anybody can put a `.git` or a `package.json` into `/tmp`.
 * @param path of the file. Of a link, its own owner counts.
 * @returns true if there is nothing.
 */
export function isOfSameHands(path: string, folder: string): boolean {
  const uid = lstatSync(path, { throwIfNoEntry: false })?.uid
  if (us() === undefined || uid === undefined || uid === us() || uid === 0) return true
  return statSync(folder, { throwIfNoEntry: false })?.uid === uid
}

function strangerAbove(folder: string): string | undefined {
  for (let above = dirname(folder); ; above = dirname(above)) {
    const stats = lstatSync(above)
    const found = stranger(above, stats, (stats.mode & STICKY) !== 0)
    if (found || above === dirname(above)) return found
  }
}

function stranger(path: string, stats: Stats, openToAll = false): string | undefined {
  if (stats.uid !== us() && stats.uid !== 0) return `${path} belongs to another user (uid ${stats.uid})`
  const who = openToAll ? undefined : whoElseWrites(stats)
  return who && `${who} can write to ${path}`
}

function whoElseWrites(stats: Stats): 'others' | 'its group' | undefined {
  // A link's own mode has no meaning.
  if (stats.isSymbolicLink()) return undefined
  if (stats.mode & WRITABLE_BY_OTHERS) return 'others'
  return stats.mode & WRITABLE_BY_GROUP && !isOwnGroup(stats.gid) ? 'its group' : undefined
}

/** What {@link isOwnGroup} has found, by the group's number. */
const known = new Map<number, boolean>()

/**
 * Whether our user is alone in a group. Many Linux systems give each user such a group and make new files writable
 * for it. It must have the user's name, no other member, and be nobody else's first group, in this machine's own
 * lists. Root's group never counts, since containers run any user in it.
 */
function isOwnGroup(gid: number): boolean {
  if (us() === 0 || gid === 0) return false
  const found = known.get(gid) ?? inLists(gid)
  known.set(gid, found)
  return found
}

/** Both lists as passwd(5) and group(5) have them. */
function inLists(gid: number): boolean {
  try {
    const { username } = userInfo()
    const groups = linesOf('/etc/group').filter(([, , id]) => Number(id) === gid)
    const users = linesOf('/etc/passwd').filter(([, , , group]) => Number(group) === gid)
    return (
      groups.length === 1 &&
      groups.every(([name, , , members]) => name === username && ['', username].includes(members ?? '')) &&
      users.every(([, , id]) => Number(id) === us())
    )
  } catch {
    return false
  }
}

function linesOf(file: string): string[][] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line.includes(':')).map((line) => line.split(':'))
}
