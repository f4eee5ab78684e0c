/**
 * Which of many reports are one and the same. Sinks and report files can have different parts of a report: other keys
 * (`template`), one artifact each (`perArtifact`), or what later builds have left of it.
 */
import { createHash } from 'node:crypto'
import type { Dict } from '@chalkmark/mark'
import { DIRTY, keyInfo } from '../keys/catalogue.js'
import { dictsIn, textIn, timeOf } from './values.js'

/** A report that is kept. `entry` is what the caller knows it by. */
interface Kept<Entry> {
  entry: Entry
  artifacts: ReadonlySet<string>
  /** Digests of what it says of the build, by key. */
  facts: ReadonlyMap<string, string>
  /** The longer of two about the same artifacts says more. */
  length: number
}

/** With how many reports of the same run and artifact one is compared. There are more only if somebody makes them up. */
const MOST = 100

export interface Merging<Entry> {
  /** Takes a report, unless one that is kept says the same. Those of which it says all, and more, are dropped for it. */
  add(host: Dict, text: string, entry: Entry): void
  /** What is kept, the oldest report first; of those of one time, in the order in which they came. */
  entries(): Entry[]
}

export function mergeReports<Entry>(): Merging<Entry> {
  const kept = new Map<Kept<Entry>, number>()
  const byArtifact = new Map<string, Kept<Entry>[]>()

  function add(host: Dict, text: string, entry: Entry): void {
    const artifacts = artifactsOf(host, text)
    const fresh = { entry, artifacts, facts: factsOf(host), length: text.length }
    const [first] = artifacts
    const covers = (one: Kept<Entry>, other: Kept<Entry>) =>
      !contradict(one, other) &&
      [...other.artifacts].every((artifact) => one.artifacts.has(artifact)) &&
      (one.artifacts.size > other.artifacts.size || one.length >= other.length)
    const like = (artifact: string) => (byArtifact.get(artifact) ?? []).filter((one) => kept.has(one))
    if (like(first!).some((one) => covers(one, fresh))) return
    for (const one of new Set([...artifacts].flatMap(like))) if (covers(fresh, one)) kept.delete(one)
    for (const artifact of artifacts) byArtifact.set(artifact, [...like(artifact), fresh].slice(-MOST))
    kept.set(fresh, timeOf(host))
  }

  return {
    add,
    entries: () => [...kept].sort(([, a], [, b]) => a - b).map(([{ entry }]) => entry),
  }
}

/** The artifacts of a run. A report without any counts as one of its own. */
function artifactsOf(host: Dict, text: string): ReadonlySet<string> {
  const { _OPERATION, _ACTION_ID, _DATETIME } = host
  const run = digest(
    textIn(_ACTION_ID) === undefined ? [text] : [String(_OPERATION), _ACTION_ID, String(_DATETIME)],
  )
  const names = dictsIn(host._CHALKS).map((chalk) =>
    ['METADATA_ID', 'CHALK_ID', 'HASH', '_OP_ARTIFACT_PATH'].map((key) => textIn(chalk[key]) ?? ''),
  )
  return new Set((names.length > 0 ? names : [[]]).map((name) => digest([run, name])))
}

/**
 * What a report says of its build: commit, branch, people, times. Not what it says of the operation, since counts are others in
 * a report on one artifact.
 */
function factsOf(host: Dict): ReadonlyMap<string, string> {
  // Keys that are made up would cost time in each comparison.
  const isKnown = (key: string) => keyInfo(key) !== undefined || key === DIRTY
  const facts = Object.entries(host).filter(
    ([key, value]) =>
      isKnown(key) && !key.startsWith('_OP_') && ['string', 'number', 'boolean'].includes(typeof value),
  )
  return new Map(facts.map(([key, value]) => [key, digest(value)]))
}

/** Whether two say different things of one key. Then none of them says all that the other one says, whoever made it up. */
function contradict(
  { facts: one }: Pick<Kept<unknown>, 'facts'>,
  { facts: other }: Pick<Kept<unknown>, 'facts'>,
): boolean {
  return [...one].some(([key, value]) => other.has(key) && other.get(key) !== value)
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 20)
}

/** A JSON text on one line. */
export function onOneLine(json: string): string {
  // A line end in a JSON text is never inside of a string.
  return json.replace(/[\r\n][ \t\r\n]*/g, ' ')
}
