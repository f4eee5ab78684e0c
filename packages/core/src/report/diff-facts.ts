/** The facts of two builds compared: keys of host reports. */
import type { Dict, Value } from '@chalkmark/mark'
import { HIDDEN_ENV, keyInfo } from '../keys/catalogue.js'
import type { Family } from '../keys/catalogue-rows.js'
import { RUN, SLOT } from './builds.js'
import { UNMARKED_REASONS } from './unmarked.js'

export interface FactDifference {
  key: string
  /** Missing: the side has no such key. If its reports disagree, a list of their values. */
  a?: Value
  b?: Value
  /** Whether it is of the run (times, ids, paths, the machine), which differs from build to build. */
  ofTheRun: boolean
}

/** Lists of files, which are compared as files. */
const FILES = new Set([
  '_CHALKS',
  '_COLLECTED_ARTIFACTS',
  '_UNMARKED',
  UNMARKED_REASONS,
  '_X-LEFT-OUT',
  '_X-TARGETS',
])

/** Families of keys about the run and its machine. */
const RUN_FAMILIES: ReadonlySet<Family> = new Set<Family>([
  'mark',
  'operation',
  'host',
  'process',
  'docker',
  'container',
  'cloud',
  'aws',
  'kubernetes',
  'chalk',
])
/** What CI systems say of a run, other than what was built. */
const OF_A_JOB = /^_?BUILD_(?:ID|UNIQUE_ID|URI|API_URI|ATTEMPT|CONTACT|TRIGGER)$/
/** Keys of other families. */
const OF_THE_RUN = new Set([SLOT, RUN, HIDDEN_ENV, '_VCS_UNTRACKED_FILES', 'VCS_DIR_WHEN_CHALKED'])
/** Keys of those families that are of the build all the same: which program marked, and with which version. */
const OF_THE_BUILD = new Set([
  'INJECTOR_VERSION',
  'INJECTOR_COMMIT_ID',
  '_OPERATION',
  '_OP_CHALKER_VERSION',
  '_OP_CHALKER_COMMIT_ID',
  'TENANT_ID_WHEN_CHALKED',
  '_TENANT_ID',
])

/** The keys whose values differ: those of the build first, each sorted by name. */
export function factDifferences(a: readonly Dict[], b: readonly Dict[]): FactDifference[] {
  const [left, right] = [factsOf(a), factsOf(b)]
  const names = [...new Set([...left.keys(), ...right.keys()])]
  return names
    .flatMap((key) => {
      const [one, other] = [left.get(key), right.get(key)]
      if (one?.text === other?.text) return []
      return [
        { key, ...(one && { a: one.value }), ...(other && { b: other.value }), ofTheRun: isOfTheRun(key) },
      ]
    })
    .sort((one, other) => Number(one.ofTheRun) - Number(other.ofTheRun) || (one.key < other.key ? -1 : 1))
}

function isOfTheRun(key: string): boolean {
  if (OF_THE_BUILD.has(key)) return false
  if (OF_THE_RUN.has(key) || OF_A_JOB.test(key)) return true
  const family = keyInfo(key)?.family
  return family !== undefined && RUN_FAMILIES.has(family)
}

interface Fact {
  value: Value
  /** To compare with. */
  text: string
}

/** The facts of the reports of a side. */
function factsOf(hosts: readonly Dict[]): Map<string, Fact> {
  const values = new Map<string, Map<string, Value>>()
  for (const host of hosts)
    for (const [key, value] of Object.entries(host)) {
      if (FILES.has(key)) continue
      const known = values.get(key) ?? new Map<string, Value>()
      known.set(canonical(value), value)
      values.set(key, known)
    }
  return new Map(
    [...values].map(([key, known]) => {
      const sorted = [...known].sort(([one], [other]) => (one < other ? -1 : 1))
      const [first, ...more] = sorted
      const value = more.length === 0 ? first![1] : sorted.map(([, one]) => one)
      return [key, { value, text: sorted.map(([text]) => text).join('\n') }]
    }),
  )
}

/** A value as a text that does not depend on the order of keys. */
function canonical(value: Value): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const entries = Object.entries(value as Dict).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join()}}`
}
