/** What formats for releases need to know of a build. */
import type { Dict } from '@chalkmark/mark'
import { dictsIn, textIn, timeOf } from '../values.js'

export interface ReleaseFacts {
  commit?: string
  branch?: string
  tag?: string
  version?: string
  repository?: string
  message?: string
  /** `Name <address>` */
  author?: string
  /** When it was committed: ISO 8601. */
  committed?: string
  /** The CI job's address. */
  job?: string
  /** When the report was made, in milliseconds since 1970; 0 if it does not say. */
  time: number
}

/** Facts and the names of their keys, in reports of now and of marks. */
const KEYS: Readonly<Record<Exclude<keyof ReleaseFacts, 'time'>, readonly string[]>> = {
  commit: ['_COMMIT_ID', 'COMMIT_ID', '_BUILD_COMMIT_ID', 'BUILD_COMMIT_ID'],
  branch: ['_BRANCH', 'BRANCH'],
  tag: ['_TAG', 'TAG'],
  version: ['ARTIFACT_VERSION'],
  repository: ['_ORIGIN_URI', 'ORIGIN_URI', '_BUILD_ORIGIN_URI', 'BUILD_ORIGIN_URI'],
  message: ['_COMMIT_MESSAGE', 'COMMIT_MESSAGE'],
  author: ['_AUTHOR', 'AUTHOR'],
  committed: ['_DATE_COMMITTED', 'DATE_COMMITTED'],
  job: ['_BUILD_URI', 'BUILD_URI'],
}

/** How many artifacts are looked at for what the host report does not say. */
const MOST = 100

/** The facts of the latest build that says anything of what it was made from. */
export function releaseFacts(hosts: readonly Dict[]): ReleaseFacts {
  const all = hosts.map(factsOf)
  return all.find(({ commit, version }) => (commit ?? version) !== undefined) ?? all[0]!
}

function factsOf(host: Dict): ReleaseFacts {
  const dicts = [host, ...dictsIn(host._CHALKS).slice(0, MOST)]
  const known = Object.entries(KEYS).map(([fact, keys]) => {
    for (const dict of dicts)
      for (const key of keys) {
        const value = Object.hasOwn(dict, key) ? textIn(dict[key]) : undefined
        if (value !== undefined) return [fact, value]
      }
    return [fact, undefined]
  })
  return { ...Object.fromEntries(known.filter(([, value]) => value !== undefined)), time: timeOf(host) }
}

/** An address that may be shown as a link. */
export function pageOf(address: string | undefined): string | undefined {
  return address !== undefined && /^https?:\/\/[^\s]+$/i.test(address) ? address : undefined
}
