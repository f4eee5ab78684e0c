/**
 * How the working tree differs from the commit: git-status(1), "Porcelain Format Version 2", with `-z`:
 *
 *     # branch.head main NUL
 *     1 .M N... 100644 100644 100644 <id> <id> path NUL           changed
 *     2 R. N... 100644 100644 100644 <id> <id> R100 path NUL old path NUL    renamed or copied
 *     u UU N... 100644 100644 100644 100644 <id> <id> <id> path NUL          unmerged
 *     ? path NUL                                                  untracked
 *
 * Paths are relative to the root of the working tree, whatever folder git runs in.
 */
import { lstat } from 'node:fs/promises'
import { inside } from '../../../disk/inside.js'
import { filteredPaths, withoutFilters } from './filters.js'
import { untouchedPaths } from './index-file.js'
import type { GitRunner } from './run.js'

export interface GitStatus {
  /** Not set where no branch is checked out. */
  branch?: string
  /** Whether there is a commit to compare with. */
  born: boolean
  /** Tracked files, or files of the commit, that are not on disk. */
  missing: string[]
  /** Files that the commit has differently, or that were added to the index since. */
  modified: string[]
  untracked: string[]
  /** Whether any tracked file differs, so that there is something to show as a patch. */
  dirty: boolean
  /** Files that have a content filter: how they look to git, only the filter knows. */
  filtered: {
    /** As they were when the index was written, and so not changed. */
    untouched: string[]
    /** Not as they were. Whether they were changed is not known. */
    doubtful: string[]
    /** Changed in the index, so modified. How they differ is not known. */
    staged: string[]
  }
}

export interface StatusOptions {
  /** Root of the working tree. */
  worktree: string
  /** Whether to look for untracked files, which means to walk through every folder. */
  untracked: boolean
  /** Content filters that there are. None is run. */
  filters: readonly string[]
}

/** @throws Error, also for a filter that cannot be switched off. */
export async function gitStatus(
  git: GitRunner,
  { worktree, untracked, filters }: StatusOptions,
): Promise<GitStatus> {
  const args = [
    'status',
    '--porcelain=v2',
    '--branch',
    '-z',
    `--untracked-files=${untracked ? 'all' : 'no'}`,
    // The commit of a submodule counts, what happened inside it does not: that would take a process for each.
    '--ignore-submodules=dirty',
  ]
  const output = await git(args, { settings: withoutFilters(filters) })
  const { deleted, unstaged, ...status } = parseStatus(output.toString())
  const filtered = await filteredPaths(git, worktree, status.modified, filters)
  const unknown = unstaged.filter((path) => filtered.has(path))
  const unsure = new Set(unknown)
  const untouched = unknown.length > 0 ? await untouchedPaths(git, worktree, unknown) : new Set()
  status.filtered = {
    untouched: unknown.filter((path) => untouched.has(path)),
    doubtful: unknown.filter((path) => !untouched.has(path)),
    staged: [...filtered].filter((path) => !unsure.has(path)),
  }
  status.modified = status.modified.filter((path) => !unsure.has(path))
  status.dirty = status.modified.length + status.missing.length + deleted.length > 0
  // Taken out of the index: gone from the disk too, or only no longer tracked.
  for (const path of deleted) if (!(await exists(inside(worktree, path)))) status.missing.push(path)
  status.missing.sort()
  return status
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

interface Parsed extends GitStatus {
  /** Taken out of the index. */
  deleted: string[]
  /** Those of the modified files that differ from the index alone. */
  unstaged: string[]
}

function parseStatus(output: string): Parsed {
  const status: GitStatus = {
    born: true,
    missing: [],
    modified: [],
    untracked: [],
    dirty: false,
    filtered: { untouched: [], doubtful: [], staged: [] },
  }
  const deleted: string[] = []
  const unstagedOnly: string[] = []
  const entries = output.split('\0')
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index]!
    const kind = entry[0]
    if (entry.startsWith('# branch.head ')) {
      const branch = entry.slice('# branch.head '.length)
      if (branch !== '(detached)') status.branch = branch
    } else if (entry === '# branch.oid (initial)') status.born = false
    else if (kind === '?') status.untracked.push(entry.slice(2))
    else if (kind === '1' || kind === '2' || kind === 'u') {
      const path = entry.split(' ').slice(FIELDS[kind]).join(' ')
      // The index's state against the commit, and the working tree's against the index.
      const [staged, unstaged] = [entry[2]!, entry[3]!]
      if (unstaged === 'D' && kind !== 'u') status.missing.push(path)
      else if (staged === 'D' && kind !== 'u') deleted.push(path)
      else {
        status.modified.push(path)
        if (staged === '.') unstagedOnly.push(path)
      }
      // The old path of a renamed file is an entry of its own.
      if (kind === '2') index++
    }
  }
  return { ...status, deleted, unstaged: unstagedOnly }
}

/** How many fields stand before the path. */
const FIELDS = { 1: 8, 2: 9, u: 10 } as const
