/**
 * The facts of the working copy: commit, tag, branch, origin, and what was changed since.
 *
 * Two git processes run at the same time: one reads the commit and its tags; the other lists content filters, and
 * after it one reads the state of the working tree. Further processes run only if changed files may have a filter,
 * or if the size of changes or a patch is wanted and there are changes. Branch and origin come from the
 * repository's files. So does the commit's id if git cannot be asked.
 */
import type { Dict } from '@chalkmark/mark'
import { reasonOf } from '../../../error.js'
import { DIRTY, WORKTREE } from '../../../keys/catalogue.js'
import type { Collector } from '../../collector.js'
import { DIFF, STATUS } from '../commit.js'
import { nearestCheckout } from '../nearest.js'
import { changesSince } from './changes.js'
import type { GitSignature } from './objects.js'
import { type HeadFacts, headFacts } from './refs.js'
import { originUri } from './remote.js'
import { findRepository, readHead } from './repository.js'
import { GitError, gitRunner } from './run.js'

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
const TWINNED = ['ORIGIN_URI', 'BRANCH', ...COMMIT_KEYS, ...STATUS, ...DIFF]

export const git: Collector = {
  name: 'git',
  about: 'repository',
  keys: ['VCS_DIR_WHEN_CHALKED', ...TWINNED, ...TWINNED.map((key) => `_${key}`), DIRTY, WORKTREE],
  async collect(host, { root, reproducible, wanted, signal }) {
    // Another system's repository inside of this one.
    const nearest = host.env.GIT_DIR ? undefined : nearestCheckout(host, root)
    if (nearest && nearest.system !== 'git') return { keys: {} }
    const repository = findRepository(host, root)
    if (!repository) return { keys: {} }
    const { worktree } = repository
    if (!worktree) {
      return {
        keys: {},
        errors: [`${root} lies in the bare repository ${repository.gitDir}: no commit is checked out there`],
      }
    }
    const wants = (keys: readonly string[]) => keys.some((key) => wanted.has(key) || wanted.has(`_${key}`))
    const { problems, attempt } = partwise()
    const run = gitRunner(host, { cwd: root, repositoryEnv: repository.env, signal })
    const { foundAt } = repository
    // The repository's owner differs. git knows whom the user trusts (safe.directory), so the files are used only
    // if git accepts the repository.
    if (foundAt !== undefined && !host.isOfSameHands(foundAt, root)) {
      if (!(await attempt(() => run(['rev-parse', '--git-dir'])))) return { keys: {}, errors: [...problems] }
    }
    const head = readHead(host, repository)
    const request = { repository: { ...repository, worktree }, head, wants, attempt }
    const [commit, changes, origin] = await Promise.all([
      // Reproducible builds need the time of the commit, wanted or not.
      (wants(COMMIT_KEYS) || reproducible) && attempt(() => headFacts(run, head.branch)),
      attempt(() => changesSince(host, run, request)),
      wants(['ORIGIN_URI']) && attempt(() => originUri(host, repository, head.branch, run)),
    ])
    if (changes?.problem) problems.add(changes.problem)
    if (origin && 'leftOut' in origin)
      problems.add(`the address of the repository's remote is left out, as ${origin.leftOut}`)
    const branch = changes?.branch ?? head.branch
    const { [DIRTY]: dirty, ...changed } = changes?.keys ?? {}
    const keys = withTwins({
      ...(origin && 'address' in origin && { ORIGIN_URI: origin.address }),
      ...(branch !== undefined && { BRANCH: branch }),
      ...(commit ? commitKeys(commit) : head.commit && { COMMIT_ID: head.commit }),
      ...changed,
    })
    if (dirty !== undefined) keys[DIRTY] = dirty
    keys[WORKTREE] = worktree
    // A path of this machine.
    if (!reproducible) keys.VCS_DIR_WHEN_CHALKED = worktree
    return { keys, errors: [...problems] }
  },
}

function withTwins(keys: Dict): Dict {
  return { ...keys, ...Object.fromEntries(Object.entries(keys).map(([key, value]) => [`_${key}`, value])) }
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

function addSignature(keys: Dict, signature: GitSignature | undefined, person: string, done: string): void {
  if (!signature) return
  keys[person] = signature.person
  keys[`DATE_${done}`] = signature.date
  keys[`TIMESTAMP_${done}`] = signature.timestamp
}

/** Lets each part fail without affecting the others, and keeps one line for each kind of failure. */
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
