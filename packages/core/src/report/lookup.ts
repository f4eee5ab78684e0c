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

export interface ReportIndex {
  /** How many artifacts the reports name. */
  readonly size: number
  /** What the reports say of an artifact: of the strongest kind that finds anything, the latest build first. */
  find(identity: Fingerprint): ReportMatch[]
}

/** The keys of an artifact's object that find it, by kind. */
const KEYS: Readonly<Record<FoundBy, readonly string[]>> = {
  'SHA-256': [FILE_HASH, '_CURRENT_HASH'],
  METADATA_ID: ['METADATA_ID'],
  HASH: ['HASH', 'CHALK_ID'],
  unmarked: ['PRE_CHALK_HASH'],
}

/** Makes reports searchable. */
export function indexReports(reports: readonly ReadReport[]): ReportIndex {
  const index = new Map<string, Omit<ReportMatch, 'by'>[]>()
  let size = 0

  function add(chalk: Dict, host: Dict, place: string): void {
    size++
    for (const kind of Object.keys(KEYS) as FoundBy[]) {
      for (const value of new Set(KEYS[kind].map((key) => chalk[key]))) {
        if (typeof value !== 'string' || value === '') continue
        const key = keyOf(kind, value)
        const others = index.get(key)
        if (others) others.push({ chalk, host, place })
        else index.set(key, [{ chalk, host, place }])
      }
    }
    for (const inside of dictsIn(chalk.EMBEDDED_CHALK)) add(inside, host, place)
  }

  for (const { place, hosts } of reports)
    for (const host of hosts) for (const chalk of dictsIn(host._CHALKS)) add(chalk, host, place)

  return {
    size,
    find(identity) {
      for (const [by, values] of wantedOf(identity)) {
        const found = values.flatMap((value) => index.get(keyOf(by, value)) ?? [])
        if (found.length > 0) return latestFirst(new Set(found)).map((one) => ({ by, ...one }))
      }
      return []
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

function latestFirst(found: Iterable<Omit<ReportMatch, 'by'>>): Omit<ReportMatch, 'by'>[] {
  const time = ({ host }: Omit<ReportMatch, 'by'>) => Date.parse(String(host._DATETIME)) || 0
  return [...found].sort((a, b) => time(b) - time(a))
}

/** The objects in a list. Reports are other people's: anything may stand there. */
function dictsIn(value: Value | undefined): Dict[] {
  return Array.isArray(value) ? value.filter(isDict) : []
}

function isDict(value: Value): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
