/**
 * Looking artifacts up in reports: whose mark, hash or file is this, and what do the reports say of it?
 *
 * A report's artifacts are found by four things, the strongest first:
 *
 *     SHA-256       the file is byte for byte the one that was written     _CURRENT_HASH, _X-FILE-SHA256
 *     METADATA_ID   its mark is the one that was made                      METADATA_ID
 *     HASH          its content is the one that was marked                 HASH, CHALK_ID
 *     unmarked      it is what it was before its mark went in              PRE_CHALK_HASH
 */
import type { Dict, Value } from '@chalkmark/mark'
import { FILE_HASH } from '../keys/catalogue.js'
import { dictsIn, timeOf } from './values.js'

/** What is known of an artifact that is looked for. */
export interface Fingerprint {
  /** Of the file as it is, hex. */
  sha256: string
  /** HASH of its content, if it is an artifact. */
  hash?: string
  /** CHALK_ID of its content. */
  chalkId?: string
  /** What its mark says, if it has one. */
  mark?: Dict
}

/** One report file. */
export interface ReadReport {
  /** Where it is. */
  place: string
  hosts: readonly Dict[]
}

/** By what an artifact was found. */
export type FoundBy = 'SHA-256' | 'METADATA_ID' | 'HASH' | 'unmarked'

export interface ReportMatch {
  by: FoundBy
  /** The artifact's object in the report. */
  chalk: Dict
  /** The host report that holds it. */
  host: Dict
  /** Where the report is. */
  place: string
}

/** How many builds are named for one file: the latest. A report may say thousands of times that it has made the file. */
const MOST = 20

export interface ReportMatches {
  /** Of the strongest kind that finds anything, the latest build first, and no more than 20. */
  matches: ReportMatch[]
  /** How many more there are. */
  more: number
}

export interface ReportIndex {
  /** How many artifacts the reports name. */
  readonly size: number
  /** What the reports say of an artifact. */
  find(identity: Fingerprint): ReportMatches
}

/** The keys of an artifact's object that find it, by kind. */
const KEYS: Readonly<Record<FoundBy, readonly string[]>> = {
  'SHA-256': [FILE_HASH, '_CURRENT_HASH'],
  METADATA_ID: ['METADATA_ID'],
  HASH: ['HASH', 'CHALK_ID'],
  unmarked: ['PRE_CHALK_HASH'],
}

/** An artifact of a report. `time` is that of the build, in milliseconds. */
type Entry = Omit<ReportMatch, 'by'> & { time: number }

/** Makes reports searchable. */
export function indexReports(reports: readonly ReadReport[]): ReportIndex {
  const index = new Map<string, Entry[]>()
  let size = 0

  function add(entry: Entry): void {
    const { chalk } = entry
    size++
    for (const kind of Object.keys(KEYS) as FoundBy[]) {
      for (const value of new Set(KEYS[kind].map((key) => chalk[key]))) {
        if (typeof value !== 'string' || value === '') continue
        const key = keyOf(kind, value)
        const others = index.get(key)
        if (others) others.push(entry)
        else index.set(key, [entry])
      }
    }
    for (const inside of dictsIn(chalk.EMBEDDED_CHALK)) add({ ...entry, chalk: inside })
  }

  for (const { place, hosts } of reports)
    for (const host of hosts) {
      const time = timeOf(host)
      for (const chalk of dictsIn(host._CHALKS)) add({ chalk, host, place, time })
    }

  return {
    size,
    find(identity) {
      for (const [by, values] of wantedOf(identity)) {
        const found = new Set(values.flatMap((value) => index.get(keyOf(by, value)) ?? []))
        if (found.size === 0) continue
        const latest = [...found].sort((a, b) => b.time - a.time).slice(0, MOST)
        const matches = latest.map(({ chalk, host, place }) => ({ by, chalk, host, place }))
        return { matches, more: found.size - matches.length }
      }
      return { matches: [], more: 0 }
    },
  }
}

function keyOf(kind: FoundBy, value: string): string {
  return `${kind} ${value.toLowerCase()}`
}

/** What to look for, in that order. */
function wantedOf({ sha256, hash, chalkId, mark }: Fingerprint): [FoundBy, string[]][] {
  const texts = (values: (Value | undefined)[]) => values.filter((value) => typeof value === 'string')
  return [
    ['SHA-256', [sha256]],
    ['METADATA_ID', texts([mark?.METADATA_ID])],
    ['HASH', texts([hash, chalkId])],
    ['unmarked', [sha256]],
  ]
}
