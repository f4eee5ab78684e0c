/**
 * The facts of the working copy: commit, tag, branch, origin, and what was changed since.
 *
 * Two git processes at the same time: one for the commit and its tags, one that lists content filters, and behind it one
 * for the state of the working tree. More only where changed files may have a filter, and for the size of changes or a
 * patch, if wanted and if there are changes. Branch and origin come from the
 * repository's files, and so does the commit's id where git cannot be asked.
 */
import type { Dict } from '@chalkmark/mark'
import { isOfSameHands } from '../../../disk/trust.js'
import { reasonOf } from '../../../error.js'
import type { Collector, CollectorContext } from '../../collector.js'
import { gitDiff, NO_CHANGES } from './diff.js'
import { checkAttributesFile, gitSettings } from './filters.js'
import type { Signature } from './objects.js'
import { type HeadFacts, headFacts } from './refs.js'
import { originUri } from './remote.js'
import { findRepository, type Head, isSame, type Repository, readHead } from './repository.js'
import { GitError, type GitRunner, gitRunner } from './run.js'
import { type GitStatus, gitStatus } from './status.js'

const COMMIT_KEYS = [
  'COMMIT_ID',
  'COMMIT_SIGNED',
  'COMMIT_MESSAGE',
  'AUTHOR',
  'DATE_AUTHORED',
  'TIMESTAMP_AUTHORED',
  'COMMITTER',
  'DATE_COMMITTED',
  'TIMESTAMP_COMMITTED',
  'TAG',
  'TAG_SIGNED',
  'TAG_MESSAGE',
  'TAGGER',
  'DATE_TAGGED',
  'TIMESTAMP_TAGGED',
]
const STATUS_KEYS = ['VCS_MISSING_FILES', 'VCS_MODIFIED_FILES', 'VCS_UNTRACKED_FILES']
const DIFF_KEYS = ['VCS_DIFF_STAT', 'VCS_DIFF_PATCH']
const TWINNED = ['ORIGIN_URI', 'BRANCH', ...COMMIT_KEYS, ...STATUS_KEYS, ...DIFF_KEYS]

/** Characters. A patch beyond it would swamp the report. */
const LONGEST_PATCH = 1_048_576

export const git: Collector = {
  name: 'git',
  keys: ['VCS_DIR_WHEN_CHALKED', ...TWINNED, ...TWINNED.map((key) => `_${key}`)],
  async collect(context) {
    const { root, env, reproducible, signal } = context
    const repository = findRepository(root, env)
    if (!repository) return { keys: {} }
    const { worktree } = repository
    if (!worktree) {
      return {
        keys: {},
        errors: [`${root} lies in the bare repository ${repository.gitDir}: no commit is checked out there`],
      }
    }
    const { problems, attempt } = partwise()
    const run = gitRunner({ cwd: root, env, repositoryEnv: repository.env, signal })
    const { foundAt } = repository
    // Its files are not believed before git, which knows whom the user trusts, believes them.
    if (foundAt !== undefined && !isOfSameHands(foundAt, root)) {
      if (!(await attempt(() => run(['rev-parse', '--git-dir'])))) return { keys: {}, errors: [...problems] }
    }
    const head = readHead(repository)
    const [commit, tree, origin] = await Promise.all([
      // Reproducible builds need the time of the commit, wanted or not.
      (wants(context, COMMIT_KEYS) || reproducible) && attempt(() => headFacts(run, head.branch)),
      attempt(() => workingTree(run, context, { ...repository, worktree }, head, attempt)),
      wants(context, ['ORIGIN_URI']) && attempt(() => originUri(repository, head.branch, env, run)),
    ])
    if (tree?.problem) problems.add(tree.problem)
    if (origin && 'leftOut' in origin)
      problems.add(`the address of the repository's remote is left out, as ${origin.leftOut}`)
    const keys = withTwins({
      ...(origin && 'address' in origin && { ORIGIN_URI: origin.address }),
      ...branchKeys(tree?.branch ?? head.branch),
      ...(commit ? commitKeys(commit) : head.commit && { COMMIT_ID: head.commit }),
      ...tree?.keys,
    })
    // A path of this machine.
    if (!reproducible) keys.VCS_DIR_WHEN_CHALKED = worktree
    return { keys, errors: [...problems] }
  },
}

function wants({ wanted }: CollectorContext, keys: string[]): boolean {
  return keys.some((key) => wanted.has(key) || wanted.has(`_${key}`))
}

function withTwins(keys: Dict): Dict {
  return { ...keys, ...Object.fromEntries(Object.entries(keys).map(([key, value]) => [`_${key}`, value])) }
}

function branchKeys(branch: string | undefined): Dict {
  return branch === undefined ? {} : { BRANCH: branch }
}

function commitKeys({ id, commit, tag }: HeadFacts): Dict {
  const keys: Dict = { COMMIT_ID: id, COMMIT_SIGNED: commit.signed }
  if (commit.message) keys.COMMIT_MESSAGE = commit.message
  addSignature(keys, commit.author, 'AUTHOR', 'AUTHORED')
  addSignature(keys, commit.committer, 'COMMITTER', 'COMMITTED')
  if (!tag) return keys
  keys.TAG = tag.name
  keys.TAG_SIGNED = tag.annotation?.signed ?? false
  if (tag.annotation?.message) keys.TAG_MESSAGE = tag.annotation.message
  addSignature(keys, tag.annotation?.tagger, 'TAGGER', 'TAGGED')
  return keys
}

function addSignature(keys: Dict, signature: Signature | undefined, person: string, done: string): void {
  if (!signature) return
  keys[person] = signature.person
  keys[`DATE_${done}`] = signature.date
  keys[`TIMESTAMP_${done}`] = signature.timestamp
}

interface WorkingTree {
  keys: Dict
  branch?: string
  problem?: string
}

async function workingTree(
  run: GitRunner,
  context: CollectorContext,
  { worktree, env }: Repository & { worktree: string },
  head: Head,
  attempt: Attempt,
): Promise<WorkingTree> {
  const needsDiff = wants(context, DIFF_KEYS)
  // Where refs are kept in a way that only git can read, git alone knows the branch.
  const needsBranch = wants(context, ['BRANCH']) && head.branch === undefined && head.commit === undefined
  if (!needsDiff && !needsBranch && !wants(context, STATUS_KEYS)) return { keys: {} }
  const { filters, worktree: configured, attributesFile } = await gitSettings(run)
  if (attributesFile) await checkAttributesFile(run, worktree)
  // GIT_WORK_TREE comes first, and is the user's. Where a path with links and `..` leads, git alone can say.
  if (configured !== undefined && !env.GIT_WORK_TREE) {
    const taken = (await run(['rev-parse', '--show-toplevel'])).toString().replace(/\r?\n$/, '')
    if (!isSame(taken, worktree))
      throw new Error(
        `the repository's settings name ${configured} as its working tree (core.worktree), which is not ${worktree}: what was changed since the commit is left out`,
      )
  }
  const untracked = wants(context, ['VCS_UNTRACKED_FILES'])
  const status = await gitStatus(run, { worktree, untracked, filters })
  const keys: Dict = {}
  if (status.missing.length > 0) keys.VCS_MISSING_FILES = status.missing
  if (status.modified.length > 0) keys.VCS_MODIFIED_FILES = status.modified
  if (status.untracked.length > 0) keys.VCS_UNTRACKED_FILES = status.untracked
  const tree: WorkingTree = { keys, ...(status.branch !== undefined && { branch: status.branch }) }
  const problem = filterProblem(status.filtered, needsDiff)
  if (problem) return { ...tree, problem }
  if (!needsDiff || !status.born) return tree
  const wantsPatch = wants(context, ['VCS_DIFF_PATCH'])
  const diff = status.dirty
    ? await attempt(() => gitDiff(run, { patch: wantsPatch, filters, without: status.filtered.untouched }))
    : NO_CHANGES
  if (!diff) return tree
  const { patch = '', ...stat } = diff
  keys.VCS_DIFF_STAT = stat
  if (patch.length > LONGEST_PATCH) {
    const megabytes = (patch.length / LONGEST_PATCH).toFixed(1)
    return {
      ...tree,
      problem: `VCS_DIFF_PATCH: the patch is ${megabytes} MB long, over the limit of 1 MB: left out`,
    }
  }
  if (patch) keys.VCS_DIFF_PATCH = patch
  return tree
}

/** What cannot be said because no content filter is run. */
function filterProblem({ doubtful, staged }: GitStatus['filtered'], needsDiff: boolean): string | undefined {
  const files = (paths: string[]) => (paths.length === 1 ? `${paths[0]} has` : `${paths.length} files have`)
  const left = 'what was changed is left out'
  if (doubtful.length > 0)
    return `${files(doubtful)} a content filter and another time than at the last checkout. No filter is run, so whether a change was made is not known${needsDiff ? `, and ${left}` : ''}; git status tells`
  if (staged.length > 0 && needsDiff) return `${files(staged)} a content filter. No filter is run, so ${left}`
  return undefined
}

type Attempt = ReturnType<typeof partwise>['attempt']

/** Lets each part fail without the others, and keeps one line for each kind of failure. */
function partwise() {
  const problems = new Set<string>()
  const attempt = async <T>(part: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await part()
    } catch (error) {
      problems.add(explain(error))
      return undefined
    }
  }
  return { problems, attempt }
}

function explain(error: unknown): string {
  if (!(error instanceof GitError)) return reasonOf(error)
  if (error.notFound) return 'git was not found on the PATH: install it to have the facts of the commit'
  const owned = /detected dubious ownership in repository at '(.*)'/.exec(error.message)?.[1]
  if (owned !== undefined) {
    return `git does not read ${owned}, which belongs to another user. If you trust it, run: git config --global --add safe.directory "${owned}"`
  }
  if (
    /fetch\.parallel cannot be negative|lazy fetching disabled|promisor remote|bad tree object/.test(
      error.message,
    )
  )
    return 'objects that this needs are missing in the repository, and none is fetched: if it is a partial clone, git status fetches them'
  // Warnings and progress may come before the line that counts.
  return /^(?:fatal|error): (.*)$/m.exec(error.message)?.[1] ?? reasonOf(error)
}
