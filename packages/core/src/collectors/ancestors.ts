/**
 * The folders above a project, up to the root of its repository. Anything outside of a repository may belong to
 * somebody else.
 */
import { dirname, isAbsolute, resolve } from 'node:path'
import { inside } from '../disk/paths.js'
import type { Host } from './host.js'

/**
 * The root of the repository that a folder is in: the first that holds a `.git`, from there upwards.
 * @returns undefined if there is none, or if another user has put it there.
 */
export function repositoryRoot(host: Host, from: string): string | undefined {
  for (let folder = isAbsolute(from) ? from : resolve(from); ; folder = dirname(folder)) {
    const git = inside(folder, '.git')
    if (host.stat(git)) return host.isOfSameHands(git, from) ? folder : undefined
    if (dirname(folder) === folder) return undefined
  }
}

/** `from` and the folders above it up to the root of its repository, the nearest first; `from` alone, if it is in none. */
export function ancestors(host: Host, from: string): string[] {
  const start = isAbsolute(from) ? from : resolve(from)
  const root = repositoryRoot(host, start) ?? start
  const folders = [start]
  for (let folder = start; folder !== root; ) folders.push((folder = dirname(folder)))
  return folders
}
