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
 *
 * To find out whether a file was changed, git runs the content filters that the repository's attributes and
 * settings name for it (gitattributes(5), "filter"). The author of the repository has chosen them, so they are
 * switched off. For a file that has a filter, only its size and time decide.
 */
import { inside } from '../../../disk/paths.js'
import type { Host } from '../../host.js'
import { fitsCommandLine, type GitRunner } from './run.js'

export interface GitStatus {
  /** Not set where no branch is checked out. */
  branch?: string
  /** Whether there is a commit to compare with. */
  born: boolean
  /** Tracked files, or files of the commit, that are not on disk. */
  missing: string[]
  /** Files that differ from the commit, or that were added to the index since. */
  modified: string[]
  untracked: string[]
  /** Whether any tracked file differs, so that there is something to show as a patch. */
  dirty: boolean
  /** Files that have a content filter. Only the filter could tell whether they differ for git. */
  filtered: {
    /** Size and time are those of the index, so the file was not changed. */
    untouched: string[]
    /** Size or time differ from the index. It is not known whether the file was changed. */
    doubtful: string[]
    /** Changed in the index, so modified. It is not known how they differ. */
    staged: string[]
  }
}

export interface StatusOptions {
  /** Root of the working tree. */
  worktree: string
  /** Whether to look for untracked files, which means to walk through every folder. */
  untracked: boolean
  /** The names of all content filters. None is run. */
  filters: readonly string[]
}

/** @throws Error, also for a filter that cannot be switched off. */
export async function gitStatus(
  host: Host,
  git: GitRunner,
  { worktree, untracked, filters }: StatusOptions,
): Promise<GitStatus> {
  const args = [
    'status',
    '--porcelain=v2',
    '--branch',
    '-z',
    `--untracked-files=${untracked ? 'all' : 'no'}`,
    // Only the commit of a submodule counts. Changes inside of it would need a process for each submodule.
    '--ignore-submodules=dirty',
  ]
  const output = await git(args, { settings: withoutFilters(filters) })
  const { deleted, unstaged, ...status } = parseStatus(output.toString())
  const filtered = await filteredPaths(git, worktree, status.modified, filters)
  const unknown = unstaged.filter((path) => filtered.has(path))
  const unsure = new Set(unknown)
  const untouched = unknown.length > 0 ? await untouchedPaths(host, git, worktree, unknown) : new Set()
  status.filtered = {
    untouched: unknown.filter((path) => untouched.has(path)),
    doubtful: unknown.filter((path) => !untouched.has(path)),
    staged: [...filtered].filter((path) => !unsure.has(path)),
  }
  status.modified = status.modified.filter((path) => !unsure.has(path))
  status.dirty = status.modified.length + status.missing.length + deleted.length > 0
  // Removed from the index. The file may be gone from the disk, too, or only be no longer tracked.
  for (const path of deleted) if (!host.linkStat(inside(worktree, path))) status.missing.push(path)
  status.missing.sort()
  return status
}

interface Parsed extends GitStatus {
  /** Taken out of the index. */
  deleted: string[]
  /** The modified files that differ only from the index. */
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

/**
 * Settings for git that switch filters off by an empty command.
 * @throws Error, one line, for a name that no setting on a command line can hold, and for too many.
 */
export function withoutFilters(names: readonly string[]): string[] {
  const settings = names.flatMap((name) => {
    // `-c key=value` ends the key at the first `=`. Bytes that are not UTF-8 have become U+FFFD.
    if (/[=\n\ufffd]/.test(name))
      throw new Error(
        `the content filter ${JSON.stringify(name)} cannot be switched off, so what was changed since the commit is left out: rename the filter`,
      )
    return ['clean=', 'process=', 'smudge=', 'required=false'].map((setting) => `filter.${name}.${setting}`)
  })
  if (!fitsCommandLine(settings))
    throw new Error(
      `the settings name ${names.length} content filters, too many to switch off, so what was changed since the commit is left out`,
    )
  return settings
}

/** Those of the paths, relative to the root of the working tree, that have one of the filters. */
async function filteredPaths(
  git: GitRunner,
  worktree: string,
  paths: readonly string[],
  names: readonly string[],
): Promise<Set<string>> {
  if (paths.length === 0 || names.length === 0) return new Set()
  const input = paths.map((path) => `${inside(worktree, path)}\0`).join('')
  // For each path: path NUL attribute NUL value NUL.
  const fields = (await git(['check-attr', '--stdin', '-z', 'filter'], { input })).toString().split('\0')
  return new Set(paths.filter((_, index) => names.includes(fields[3 * index + 2]!)))
}

/**
 * Those of the paths, relative to the root of the working tree, that have the size and the time that the index has
 * for them: gitformat-index(5). git has no command that compares the index with the disk without reading contents,
 * so `git ls-files --debug` prints it, with a file's times and sizes on lines of their own:
 *
 *     path NUL
 *       ctime: 1795321306:704482692
 *       mtime: 1795321306:704482692
 *       dev: 65024	ino: 10466108
 *       uid: 0	gid: 0
 *       size: 26	flags: 0
 *
 * git itself reads a file again if its time is that of the index, as after a clone. Here the time to the nanosecond
 * is enough.
 */
async function untouchedPaths(
  host: Host,
  git: GitRunner,
  worktree: string,
  paths: readonly string[],
): Promise<Set<string>> {
  const output = await git(['ls-files', '--debug', '--full-name', '-z', '--', ...pathspecs(paths)])
  const untouched = new Set<string>()
  const wanted = new Set(paths)
  const entry = /([^\0]+)\0 {2}ctime: .*\n {2}mtime: (\d+):(\d+)\n.*\n.*\n {2}size: (\d+)\t.*\n/g
  for (const [, path, seconds, nanoseconds, size] of output.toString().matchAll(entry)) {
    if (!wanted.has(path!)) continue
    const file = host.linkStat(inside(worktree, path!))
    // The index has 32 bits for a size.
    if (file?.kind !== 'file' || file.size % 2 ** 32 !== Number(size)) continue
    // Some programs write the index without nanoseconds.
    const unit = Number(nanoseconds) === 0 ? SECOND : 1n
    const time = BigInt(seconds!) * SECOND + BigInt(nanoseconds!)
    if (file.changedAt / unit === time / unit) untouched.add(path!)
  }
  return untouched
}

const SECOND = 1_000_000_000n

/** The paths for git's command line, or an argument for everything if they are too many. */
function pathspecs(paths: readonly string[]): string[] {
  const specs = paths.map((path) => `:(top,literal)${path}`)
  return fitsCommandLine(specs) ? specs : [':(top)']
}
