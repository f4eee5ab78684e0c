/** The folders above a project, up to the root of its repository. */
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { inside } from './inside.js'

/**
 * `from` and the folders above it, the nearest first. The last one is the root of the repository (the first that holds
 * a `.git`), or the root of the file system where there is none.
 */
export async function* ancestors(
  from: string,
): AsyncGenerator<{ folder: string; isRepositoryRoot: boolean }> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const isRepositoryRoot = await stat(inside(folder, '.git')).then(
      () => true,
      () => false,
    )
    yield { folder, isRepositoryRoot }
    if (isRepositoryRoot || dirname(folder) === folder) return
  }
}
