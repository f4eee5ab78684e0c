/**
 * Which version control system holds a folder: that of the nearest repository at or above it. A Git repository in a
 * Subversion checkout is Git's, and the folder beside it is Subversion's.
 */
import { dirname, isAbsolute, resolve } from 'node:path'
import { inside } from '../../disk/paths.js'
import type { Host } from '../host.js'

export type System = 'git' | 'mercurial' | 'subversion' | 'fossil' | 'jujutsu'

/**
 * What stands in the root of a checkout. Jujutsu beside Git shares Git's commits and keeps its HEAD true, so Git is
 * asked there.
 */
const MARKERS: readonly (readonly [name: string, system: System])[] = [
  ['.git', 'git'],
  ['.jj', 'jujutsu'],
  ['.hg', 'mercurial'],
  ['.svn', 'subversion'],
  ['.fslckout', 'fossil'],
  // Of Windows.
  ['_FOSSIL_', 'fossil'],
]

export interface Checkout {
  system: System
  /** Its root, absolute. */
  folder: string
  /** What was found there, absolute. */
  marker: string
}

/** The nearest checkout at or above a folder; undefined if it is in none. */
export function nearestCheckout(host: Host, from: string): Checkout | undefined {
  for (let folder = isAbsolute(from) ? from : resolve(from); ; folder = dirname(folder)) {
    const found = checkoutAt(host, folder)
    if (found) return found
    if (dirname(folder) === folder) return undefined
  }
}

/** The checkout whose root a folder is; undefined if it is none. */
export function checkoutAt(host: Host, folder: string): Checkout | undefined {
  for (const [name, system] of MARKERS) {
    const marker = inside(folder, name)
    if (host.stat(marker)) return { system, folder, marker }
  }
  return undefined
}
