/**
 * Whether the program of a version control system can be started in a checkout that somebody else may have made.
 * Also commands that only tell something write: caches, locks, and SQLite rolls a transaction back that was left half
 * done. Links lead such writes elsewhere. The journal of such a transaction may name any file, which SQLite then
 * deletes: sqlite.org/fileformat2.html, "The Rollback Journal"; sqlite.org/lockingv3.html, "Dealing with hot journals".
 */
import { dirname, parse } from 'node:path'
import { inside } from '../../disk/paths.js'
import type { Host } from '../host.js'

/**
 * Looks through a folder in which only the program of a version control system writes, such as `.hg`.
 * @param folder absolute.
 * @throws Error, one line, if a link leads out of it.
 */
export function requireContained(host: Host, folder: string): void {
  if (host.linkStat(folder)?.kind !== 'folder') throw refusal(`${folder} is a link or no folder`)
  const waiting = [folder]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const name of host.list(next)) {
      const path = inside(next, name)
      const kind = host.linkStat(path)?.kind
      if (kind === 'folder') waiting.push(path)
      if (kind === 'other') requireLeadsDown(host, path)
    }
  }
}

/** Programs make such links themselves: a lock of hg is one. Any number of them ends in the folder. */
function requireLeadsDown(host: Host, path: string): void {
  const target = host.readLink(path)
  // It was removed meanwhile, or it is a pipe or a device.
  if (target === undefined && host.linkStat(path)?.kind !== 'other') return
  if (target === undefined) throw refusal(`${path} is neither a file nor a folder`)
  if (!leadsDown(target)) throw refusal(`${path} is a link that leads out of its folder`)
}

/** Whether a path that a repository names stays below where it stands. */
function leadsDown(path: string): boolean {
  return parse(path).root === '' && !path.split(/[\\/]/).includes('..')
}

/** @throws Error, one line, if a database of SQLite is a link, or if its journal is there and not empty. */
export function requireSettled(host: Host, database: string): void {
  if (host.linkStat(database)?.kind !== 'file') throw refusal(`${database} is a link or no file`)
  const real = host.realPath(database)
  for (const end of ['-journal', '-wal', '-shm']) requireEmpty(host, real + end)
}

/** svn empties its journal where other programs remove it; SQLite does nothing with an empty one. */
function requireEmpty(host: Host, journal: string): void {
  const found = host.linkStat(journal)
  if (found && !(found.kind === 'file' && found.size === 0))
    throw refusal(`${journal} is a journal of SQLite that is in use or was left behind`)
}

/** Whether something has that name in a folder or in one above it. */
export function hasAtOrAbove(host: Host, from: string, name: string): boolean {
  for (let folder = from; ; folder = dirname(folder)) {
    if (host.linkStat(inside(folder, name))) return true
    if (dirname(folder) === folder) return false
  }
}

/** Why a program is not started. */
export function refusal(reason: string): Error {
  return new Error(`${reason}: no program is started there, and the facts of the repository are left out`)
}
