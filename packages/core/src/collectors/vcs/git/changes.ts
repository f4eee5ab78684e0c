/** How the working tree differs from the commit: which files, by how many lines, and as a patch. */
import { resolve } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { isInTemporary } from '../../../config/temporary.js'
import { DIRTY } from '../../../keys/catalogue.js'
import type { Host } from '../../host.js'
import { DIFF, LONGEST_PATCH, STATUS } from '../commit.js'
import { askConfig } from './config.js'
import { type Head, isSame, type Repository } from './repository.js'
import { fitsCommandLine, type GitRunner } from './run.js'
import { type GitStatus, gitStatus, withoutFilters } from './status.js'

export interface ChangesRequest {
  repository: Repository & { worktree: string }
  head: Head
  /** Whether one of the keys is wanted. */
  wants(keys: readonly string[]): boolean
  /** Gives the result of a part, or undefined if it fails. The failure is reported. */
  attempt<T>(part: () => Promise<T>): Promise<T | undefined>
}

export interface WorkingTreeChanges {
  keys: Dict
  /** The branch that is checked out, as git says. */
  branch?: string
  /** Why a part is missing. */
  problem?: string
}

/** @throws Error, one line, if git cannot be asked safely. */
export async function changesSince(
  host: Host,
  git: GitRunner,
  request: ChangesRequest,
): Promise<WorkingTreeChanges> {
  const { repository, head, wants, attempt } = request
  const needsDiff = wants(DIFF)
  // If only git can read the refs (reftable), git has to be asked for the branch.
  const needsBranch = wants(['BRANCH']) && head.branch === undefined && head.commit === undefined
  if (!needsDiff && !needsBranch && !wants(STATUS)) return { keys: {} }
  const filters = await harmlessFilters(host, git, repository)
  const untracked = wants(['VCS_UNTRACKED_FILES'])
  const status = await gitStatus(host, git, { worktree: repository.worktree, untracked, filters })
  const changes: WorkingTreeChanges = {
    keys: statusKeys(status),
    ...(status.branch && { branch: status.branch }),
  }
  const problem = filterProblem(status.filtered, needsDiff)
  if (problem) return { ...changes, problem }
  if (!needsDiff || !status.born) return changes
  const patch = wants(['VCS_DIFF_PATCH'])
  const diff = status.dirty
    ? await attempt(() => gitDiff(git, { patch, filters, without: status.filtered.untouched }))
    : NO_CHANGES
  return diff ? withDiff(changes, diff) : changes
}

function statusKeys({ missing, modified, untracked, dirty, born, filtered }: GitStatus): Dict {
  // As with `git describe --dirty`, untracked files do not count: nobody knows which of them a build reads.
  const isKnown = born && (dirty || filtered.doubtful.length === 0)
  const others = untracked.filter((path) => !isInTemporary(path))
  return {
    ...(isKnown && { [DIRTY]: dirty }),
    ...(missing.length > 0 && { VCS_MISSING_FILES: missing }),
    ...(modified.length > 0 && { VCS_MODIFIED_FILES: modified }),
    ...(others.length > 0 && { VCS_UNTRACKED_FILES: others }),
  }
}

function withDiff(
  { keys, ...rest }: WorkingTreeChanges,
  { patch = '', ...stat }: GitDiff,
): WorkingTreeChanges {
  const known = { ...rest, keys: { ...keys, VCS_DIFF_STAT: stat } }
  if (patch.length <= LONGEST_PATCH)
    return patch ? { ...known, keys: { ...known.keys, VCS_DIFF_PATCH: patch } } : known
  const megabytes = (patch.length / LONGEST_PATCH).toFixed(1)
  const problem = `VCS_DIFF_PATCH: the patch is ${megabytes} MB long, over the limit of 1 MB: left out`
  return { ...known, problem }
}

/** What is unknown because no content filter is run, as one line. */
function filterProblem({ doubtful, staged }: GitStatus['filtered'], needsDiff: boolean): string | undefined {
  const files = (paths: string[]) => (paths.length === 1 ? `${paths[0]} has` : `${paths.length} files have`)
  const left = 'what was changed is left out'
  if (doubtful.length > 0)
    return `${files(doubtful)} a content filter and another time than at the last checkout. No filter is run, so whether a change was made is not known${needsDiff ? `, and ${left}` : ''}; git status tells`
  if (staged.length > 0 && needsDiff) return `${files(staged)} a content filter. No filter is run, so ${left}`
  return undefined
}

/**
 * Looks for dangerous settings. git itself is asked, since its config files can include others.
 * @returns the names of all content filters, which are to be switched off.
 * @throws Error, one line, for a setting with which git would read elsewhere.
 */
async function harmlessFilters(
  host: Host,
  git: GitRunner,
  { worktree, env }: ChangesRequest['repository'],
): Promise<string[]> {
  const config = await askConfig(git, 'filter\\..*|core\\.(worktree|attributesfile)')
  if (config.has('core.attributesfile')) await checkAttributesFile(host, git, worktree)
  const configured = config.get('core.worktree')?.at(-1)
  // GIT_WORK_TREE has precedence, and the user has set it. Only git knows where a path with links and `..` leads.
  if (configured !== undefined && !env.GIT_WORK_TREE) {
    const taken = (await git(['rev-parse', '--show-toplevel'])).toString().replace(/\r?\n$/, '')
    if (!isSame(host, taken, worktree))
      throw new Error(
        `the repository's settings name ${configured} as its working tree (core.worktree), which is not ${worktree}: what was changed since the commit is left out`,
      )
  }
  // `filter.<name>.<setting>`. A name may be empty or hold any character, also those that JavaScript takes for line
  // ends.
  const settings = [...config.keys()].filter((key) => /^filter\..*\./s.test(key))
  return [...new Set(settings.map((key) => key.slice('filter.'.length, key.lastIndexOf('.'))))]
}

/** @throws Error, one line, if `core.attributesFile` is a pipe or a device: git would read without end. */
async function checkAttributesFile(host: Host, git: GitRunner, worktree: string): Promise<void> {
  const output = await git(['config', '--type=path', '--get', 'core.attributesFile'])
  const path = output.toString().replace(/\r?\n$/, '')
  if (host.stat(resolve(worktree, path))?.kind === 'other')
    throw new Error(
      `the repository's settings name ${path} as a file (core.attributesFile), which is no regular file: what was changed since the commit is left out`,
    )
}

interface GitDiff {
  files: number
  insertions: number
  deletions: number
  /** Not set if it was not asked for. */
  patch?: string
}

const NO_CHANGES: GitDiff = { files: 0, insertions: 0, deletions: 0 }

/**
 * Runs `git diff HEAD` once for both. No external diff program, no text conversion and no content filter runs, so
 * the diff is of the files' bytes.
 * @param without files that are known to be unchanged, although git without filters sees a change.
 */
async function gitDiff(
  git: GitRunner,
  { patch, filters, without }: { patch: boolean; filters: readonly string[]; without: readonly string[] },
): Promise<GitDiff> {
  const paths = without.length === 0 ? [] : allBut(without)
  if (!paths)
    throw new Error(
      `${without.length} files have a content filter and are as young as git's index: what was changed is left out`,
    )
  const args = [
    'diff',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--ignore-submodules=dirty',
    // `diff.submodule` can ask for a diff by another git process, which obeys the submodule's own settings.
    '--submodule=short',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    // `diff.orderFile` names a file to read.
    '-O/dev/null',
    '--shortstat',
    ...(patch ? ['--patch'] : []),
    'HEAD',
    '--',
    ...paths,
  ]
  const output = await git(args, { settings: withoutFilters(filters) })
  // ` 2 files changed, 3 insertions(+), 1 deletion(-)`, then an empty line and the patch.
  const text = output.toString()
  const end = text.indexOf('\n')
  const summary = end < 0 ? text : text.slice(0, end)
  const count = (pattern: RegExp) => Number(pattern.exec(summary)?.[1] ?? 0)
  return {
    files: count(/\b(\d+) files? changed/),
    insertions: count(/\b(\d+) insertions?\(/),
    deletions: count(/\b(\d+) deletions?\(/),
    ...(patch && { patch: text.slice(end + 1).replace(/^\n/, '') }),
  }
}

/** Everything except the paths, or undefined if they are too many for a command line. */
function allBut(paths: readonly string[]): string[] | undefined {
  const specs = [':(top)', ...paths.map((path) => `:(top,exclude,literal)${path}`)]
  return fitsCommandLine(specs) ? specs : undefined
}
