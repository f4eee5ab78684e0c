/**
 * Whether others can decide what a file says. Whoever can write to a file, or can put another one in its place, can run
 * code as us if the file is a program that we run.
 */
import { lstatSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'

/** The bits of a mode, as in inode(7). */
const STICKY = 0o1000
const WRITABLE_BY_GROUP = 0o020
const WRITABLE_BY_OTHERS = 0o002

/**
 * Why a file may be another user's word. What counts: the file, its folder and the folders above belong to this process's
 * user or to root, and nobody else can write to them. Folders above may be open to all if they are sticky, as /tmp is: what
 * is in them can be neither removed nor renamed by others. Of a link both ends count.
 * @param path absolute; the file is there.
 * @returns `FOLDER belongs to another user (uid 1001)`; undefined if nobody else has a hand in it, and on Windows, where
 *   modes do not tell.
 * @throws the file system's error.
 */
export function strangerIn(path: string): string | undefined {
  const us = process.geteuid?.()
  if (us === undefined) return undefined
  const real = realpathSync(path)
  // The folder that a link stands in can hold another link tomorrow.
  for (const end of new Set([real, path])) {
    const folder = dirname(end)
    const found =
      stranger(end, lstatSync(end), us) ??
      stranger(folder, statSync(folder), us) ??
      strangerAbove(realpathSync(folder), us)
    if (found) return found
  }
  return undefined
}

function strangerAbove(folder: string, us: number): string | undefined {
  for (let above = dirname(folder); ; above = dirname(above)) {
    const stats = statSync(above)
    const found = stranger(above, stats, us, (stats.mode & STICKY) !== 0)
    if (found || above === dirname(above)) return found
  }
}

function stranger(path: string, stats: Stats, us: number, openToAll = false): string | undefined {
  const { uid, gid, mode } = stats
  if (uid !== us && uid !== 0) return `${path} belongs to another user (uid ${uid})`
  // The mode of a link says nothing.
  if (openToAll || stats.isSymbolicLink()) return undefined
  if (mode & WRITABLE_BY_OTHERS) return `others can write to ${path}`
  if (mode & WRITABLE_BY_GROUP && !isPrivate(gid, us)) return `its group can write to ${path}`
  return undefined
}

/** What {@link isPrivate} has found, by the group's number. */
const known = new Map<number, boolean>()

/**
 * Whether nobody but this user is in a group: many Linux systems give each user one, and leave what is made writable to
 * it. It is a group of that user's name, with no other member and nobody else's first group, in this machine's own lists.
 * Root's group never counts: containers run any user in it.
 */
function isPrivate(gid: number, us: number): boolean {
  if (us === 0 || gid === 0) return false
  const found = known.get(gid) ?? inLists(gid, us)
  known.set(gid, found)
  return found
}

/** Both lists as passwd(5) and group(5) have them. */
function inLists(gid: number, us: number): boolean {
  try {
    const { username } = userInfo()
    const groups = linesOf('/etc/group').filter(([, , id]) => Number(id) === gid)
    const users = linesOf('/etc/passwd').filter(([, , , group]) => Number(group) === gid)
    return (
      groups.length === 1 &&
      groups.every(([name, , , members]) => name === username && ['', username].includes(members ?? '')) &&
      users.every(([, , id]) => Number(id) === us)
    )
  } catch {
    return false
  }
}

function linesOf(file: string): string[][] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line.includes(':')).map((line) => line.split(':'))
}
