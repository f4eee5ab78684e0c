/**
 * Notices files of other repositories than the one whose facts the marks carry. Facts are collected once, for the
 * working directory or the first path that is named.
 */
import { lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Repositories {
  /** Looks at a file that is to be marked. */
  visit(path: string): void
  /** One line for each other repository with such files. */
  warnings(): string[]
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    // Nobody may look there, git neither.
    return false
  }
}

/** @param root absolute: where the facts are from. */
export function watchRepositories(root: string): Repositories {
  const known = new Map<string, string | undefined>()
  const others = new Set<string>()

  /** The nearest folder at or above `folder` with a `.git`, which in submodules and worktrees is a file. */
  function repositoryOf(folder: string): string | undefined {
    if (known.has(folder)) return known.get(folder)
    const isTop = isThere(join(folder, '.git'))
    const above = dirname(folder)
    const found = isTop ? folder : above === folder ? undefined : repositoryOf(above)
    known.set(folder, found)
    return found
  }

  return {
    visit(path) {
      const own = repositoryOf(dirname(path))
      if (own !== undefined && own !== repositoryOf(root)) others.add(own)
    },
    warnings: () =>
      [...others].map((own) => {
        const facts = repositoryOf(root)
        const which = facts === undefined ? 'no commit' : `the commit of ${facts}`
        return `${own}: it is a repository of its own, but marks there hold ${which}: mark it by itself`
      }),
  }
}
