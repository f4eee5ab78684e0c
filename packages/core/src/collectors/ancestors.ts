/** The folders above a project, up to the root of its repository. */
import { existsSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import { inside } from '../disk/inside.js'

/**
 * `from` and the folders above it, the nearest first. The last one is the root of the repository (the first that holds
 * a `.git`), or the root of the file system where there is none.
 */
export function* ancestors(from: string): Generator<{ folder: string; isRepositoryRoot: boolean }> {
  for (let folder = isAbsolute(from) ? from : resolve(from); ; folder = dirname(folder)) {
    const isRepositoryRoot = existsSync(inside(folder, '.git'))
    yield { folder, isRepositoryRoot }
    if (isRepositoryRoot || dirname(folder) === folder) return
  }
}
