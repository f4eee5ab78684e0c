/** The keys of a checkout, in the same form for all version control systems but Git, which has more of them. */
import type { Dict } from '@chalkmark/mark'
import { isInTemporary } from '../../config/temporary.js'
import { DIRTY, WORKTREE } from '../../keys/catalogue.js'
import { isLocal, remoteAddress } from '../../redact/index.js'
import type { Collected } from '../collector.js'
import { spellTime } from '../time.js'

/** What a system tells. What it does not know is missing. */
export interface CheckoutFacts {
  /** Of the remote repository, as the system has it. */
  origin?: string | undefined
  branch?: string | undefined
  tag?: string | undefined
  id?: string | undefined
  message?: string | undefined
  author?: string | undefined
  /** Milliseconds since 1970-01-01 UTC, and minutes east of UTC. */
  authored?: ZonedTime | undefined
  committer?: string | undefined
  committed?: ZonedTime | undefined
  modified?: readonly string[]
  missing?: readonly string[]
  untracked?: readonly string[]
  /** The changes as a unified patch; undefined if they were not asked for. */
  patch?: string | undefined
}

export interface ZonedTime {
  timestamp: number
  offset: number
}

const COMMIT = [
  'ORIGIN_URI',
  'BRANCH',
  'TAG',
  'COMMIT_ID',
  'COMMIT_MESSAGE',
  'AUTHOR',
  'DATE_AUTHORED',
  'TIMESTAMP_AUTHORED',
  'COMMITTER',
  'DATE_COMMITTED',
  'TIMESTAMP_COMMITTED',
]
export const STATUS = ['VCS_MISSING_FILES', 'VCS_MODIFIED_FILES', 'VCS_UNTRACKED_FILES']
export const DIFF = ['VCS_DIFF_STAT', 'VCS_DIFF_PATCH']
const TWINNED = [...COMMIT, ...STATUS, ...DIFF]

/** Every key that {@link checkoutKeys} may give. */
export const CHECKOUT_KEYS: readonly string[] = [
  'VCS_DIR_WHEN_CHALKED',
  ...TWINNED,
  ...TWINNED.map((key) => `_${key}`),
  DIRTY,
  WORKTREE,
]

/** Characters. A longer patch would be most of the report. */
export const LONGEST_PATCH = 1_048_576

/**
 * @param folder the root of the checkout, absolute.
 * @param reproducible whether marks are to name no path.
 */
export function checkoutKeys(facts: CheckoutFacts, folder: string, reproducible: boolean): Collected {
  const errors: string[] = []
  const keys: Dict = {}
  const add = (key: string, value: Dict[string] | undefined) => {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return
    keys[key] = value
    keys[`_${key}`] = value
  }
  // The path of a folder names people and folders of this machine.
  if (facts.origin && !isLocal(facts.origin)) {
    const told = remoteAddress(facts.origin)
    if ('leftOut' in told)
      errors.push(`the address of the repository's remote is left out, as ${told.leftOut}`)
    else add('ORIGIN_URI', told.address)
  }
  add('BRANCH', facts.branch)
  add('TAG', facts.tag)
  add('COMMIT_ID', facts.id)
  add('COMMIT_MESSAGE', facts.message?.trim())
  add('AUTHOR', facts.author)
  addMoment(add, 'AUTHORED', facts.authored)
  add('COMMITTER', facts.committer)
  addMoment(add, 'COMMITTED', facts.committed)
  add('VCS_MODIFIED_FILES', facts.modified && [...facts.modified])
  add('VCS_MISSING_FILES', facts.missing && [...facts.missing])
  add(
    'VCS_UNTRACKED_FILES',
    facts.untracked?.filter((path) => !isInTemporary(path)),
  )
  if (facts.patch !== undefined) {
    add('VCS_DIFF_STAT', sizeOf(facts.patch))
    if (facts.patch.length <= LONGEST_PATCH) add('VCS_DIFF_PATCH', facts.patch)
    else errors.push('VCS_DIFF_PATCH: the patch is over the limit of 1 MB: left out')
  }
  if (facts.modified && facts.missing) keys[DIRTY] = facts.modified.length + facts.missing.length > 0
  keys[WORKTREE] = folder
  if (!reproducible) keys.VCS_DIR_WHEN_CHALKED = folder
  return { keys, errors }
}

function addMoment(
  add: (key: string, value: string | number) => void,
  done: string,
  moment?: ZonedTime,
): void {
  if (!moment || !Number.isFinite(moment.timestamp)) return
  add(`DATE_${done}`, spellTime(moment.timestamp, moment.offset).dateTime)
  add(`TIMESTAMP_${done}`, moment.timestamp)
}

/** Counts the files and lines of a patch. Lines of a hunk begin with a blank, `+` or `-`, and the hunk's head counts them. */
function sizeOf(patch: string): Dict {
  let [files, insertions, deletions] = [0, 0, 0]
  let [old, fresh] = [0, 0]
  for (const line of patch.split('\n')) {
    if (old > 0 || fresh > 0) {
      if (line.startsWith('+')) insertions++
      if (line.startsWith('-')) deletions++
      if (!line.startsWith('+') && !line.startsWith('\\')) old--
      if (!line.startsWith('-') && !line.startsWith('\\')) fresh--
      continue
    }
    const [, before = '1', after = '1'] = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line) ?? []
    if (line.startsWith('@@ ')) [old, fresh] = [Number(before), Number(after)]
    else if (/^(?:diff --git |Index: )/.test(line)) files++
  }
  return { files, insertions, deletions }
}
