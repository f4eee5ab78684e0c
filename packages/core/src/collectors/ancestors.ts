/**
 * The folders above a project, up to the root of its repository. Anything outside of a repository may belong to
 * somebody else.
 */
import { dirname, isAbsolute, resolve } from 'node:path'
import type { Host } from './host.js'
import { nearestCheckout } from './vcs/nearest.js'

/**
 * The root of the nearest repository that a folder is in, of any version control system.
 * @returns undefined if there is none, or if another user has put it there.
 */
export function repositoryRoot(host: Host, from: string): string | undefined {
  const checkout = nearestCheckout(host, from)
  return checkout && host.isOfSameHands(checkout.marker, from) ? checkout.folder : undefined
}

/** `from` and the folders above it up to the root of its repository, the nearest first; `from` alone, if it is in none. */
export function ancestors(host: Host, from: string): string[] {
  const start = isAbsolute(from) ? from : resolve(from)
  const root = repositoryRoot(host, start) ?? start
  const folders = [start]
  for (let folder = start; folder !== root; ) folders.push((folder = dirname(folder)))
  return folders
}
