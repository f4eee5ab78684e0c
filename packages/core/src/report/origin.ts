/** Where an artifact of a report comes from: commit, build and people, however the report spells them. */
import type { Dict, Value } from '@chalkmark/mark'
import { BUNDLER, DIRTY } from '../keys/catalogue.js'
import type { ReportMatch } from './lookup.js'
import { isDict } from './values.js'

/** What is not known is missing. */
export interface Origin {
  commit?: Value
  /** Whether tracked files were changed since that commit. */
  dirty?: Value
  branch?: Value
  tag?: Value
  repository?: Value
  /** The artifact's path in the repository, or where it was when it was marked. */
  path?: Value
  /** When it was marked: ISO 8601. */
  built?: Value
  bundler?: Value
  /** The CI job's address or id. */
  job?: Value
  machine?: Value
  author?: Value
  committer?: Value
  owners?: Value
  /** Who has started the CI job. */
  contact?: Value
}

/** Facts of the commit. A host report has them under the name with `_`, for the commit of the working directory. */
const OF_COMMIT = {
  branch: 'BRANCH',
  tag: 'TAG',
  repository: 'ORIGIN_URI',
  author: 'AUTHOR',
  committer: 'COMMITTER',
} as const

/** Commit, build and people of a found artifact. */
export function originOf({ chalk, host }: Pick<ReportMatch, 'chalk' | 'host'>): Origin {
  const own = repositoryOf(chalk, host)
  const origin: Origin = {
    commit: chalk.COMMIT_ID,
    dirty: chalk[DIRTY] ?? own[DIRTY],
    path: chalk._OP_ARTIFACT_PATH_WITHIN_VCTL ?? chalk.PATH_WHEN_CHALKED ?? chalk._OP_ARTIFACT_PATH,
    built: chalk.DATETIME_WHEN_CHALKED ?? host._DATETIME,
    bundler: chalk[BUNDLER] ?? host[BUNDLER],
    job: first(chalk, host, ['BUILD_URI', 'BUILD_ID']),
    machine: host._OP_HOSTNAME ?? host._OP_NODENAME ?? host._OP_HOST_NODENAME,
    owners: chalk.CODE_OWNERS ?? own.CODE_OWNERS ?? own._CODE_OWNERS,
    contact: first(chalk, host, ['BUILD_CONTACT']),
  }
  for (const [name, key] of Object.entries(OF_COMMIT) as [keyof typeof OF_COMMIT, string][])
    origin[name] = chalk[key] ?? own[`_${key}`] ?? own[key]
  return Object.fromEntries(Object.entries(origin).filter(([, value]) => value !== undefined))
}

/**
 * The facts of the artifact's own repository. The host's facts are of the working directory's, and an artifact may be
 * of another one.
 */
export function repositoryOf(chalk: Dict, host: Dict): Dict {
  if (chalk.COMMIT_ID === (host._COMMIT_ID ?? host.COMMIT_ID)) return host
  const others = Object.values((host['_X-REPOSITORIES'] ?? {}) as Dict).filter(isDict)
  return others.find((facts) => [facts.COMMIT_ID, facts._COMMIT_ID].includes(chalk.COMMIT_ID)) ?? {}
}

/** The first of the keys that either has, under its chalk-time or its run-time name. */
function first(chalk: Dict, host: Dict, keys: readonly string[]): Value | undefined {
  for (const key of keys) {
    const value = chalk[key] ?? host[key] ?? host[`_${key}`]
    if (value !== undefined) return value
  }
  return undefined
}
