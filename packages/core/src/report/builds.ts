/**
 * A report file: a JSON array with one host report for each build, the latest first.
 *
 *     [ { "_OPERATION": "insert", "_ACTION_ID": "…", "_X-SLOT": "…", "_X-RUN": { … }, "_CHALKS": [ … ] }, … ]
 *
 * A build adds its report. It takes out what it replaces: its own earlier report, and of earlier runs of the same
 * command the artifacts that it has marked anew or that are no longer there. docs/decisions.md has the rule.
 */
import { createHash } from 'node:crypto'
import { basename, dirname, isAbsolute, relative } from 'node:path'
import { type Dict, parseJson, type Value } from '@chalkmark/mark'
import { redactArgv } from '../collectors/env.js'
import { serializeHost, serializeHosts } from './serialize.js'

/** Reports with the same value come from the same command. */
export const SLOT = '_X-SLOT'
/** The process that wrote the report. */
export const RUN = '_X-RUN'
/** The slot of what a killed run has left: any later build may take its place. */
export const KILLED = 'killed'

/** A file with more builds loses the oldest of those whose artifacts are all gone. */
const MANY = 64

/** What is known of the world outside of the reports. */
export interface BuildsWorld {
  /** Whether something is at an artifact's path. */
  isThere(path: string): boolean
  /** Whether the process that {@link RUN} names still runs. */
  isRunning(run: unknown): boolean
}

export interface Command {
  operation: string
  /** The working directory, absolute. */
  cwd: string
  /** As in `process.argv`. */
  argv: readonly string[]
}

/**
 * Names the command that a report comes from, as long as checkout and report move together.
 * @param file the report file, absolute.
 */
export function slotOf(file: string, { operation, cwd, argv }: Command): string {
  const here = dirname(file)
  const [program = '', ...rest] = redactArgv(argv.slice(1)).map((part) =>
    isAbsolute(part) ? relative(here, part) : part,
  )
  const command = JSON.stringify([operation, relative(here, cwd), basename(program), ...rest])
  return createHash('sha256').update(command).digest('hex').slice(0, 16)
}

/** An entry of a file, with its own text. */
interface Entry {
  host: Dict
  text: string
}

/**
 * The reports that stay in a file, and the new ones.
 * @param old the file's text; empty if there is none.
 * @param mine the reports of this build: the first has a {@link SLOT} and an `_ACTION_ID`.
 * @returns the new text.
 * @throws Error, one line, if the file is no report.
 */
export function addBuild(old: string, mine: readonly Dict[], world: BuildsWorld): string {
  const [own] = mine as [Dict]
  const marked = new Set(mine.flatMap((host) => chalksOf(host).map(({ _OP_ARTIFACT_PATH: path }) => path)))
  const kept = readBuilds(old).flatMap((entry) => {
    if (entry.host._ACTION_ID !== undefined && entry.host._ACTION_ID === own._ACTION_ID) return []
    if (isEarlierBeat(entry.host, own)) return []
    const slot = entry.host[SLOT]
    return slot === own[SLOT] || slot === KILLED ? whatStands(entry, marked, world) : [entry]
  })
  return serializeHosts([
    ...mine.map(serializeHost),
    ...withoutOldest(kept, mine.length, world).map(({ text }) => text),
  ])
}

/** The latest heartbeat of a program takes the place of the one before, so that the file does not grow. */
function isEarlierBeat(host: Dict, own: Dict): boolean {
  return [host, own].every((one) => one._OPERATION === 'heartbeat') && host._EXEC_ID === own._EXEC_ID
}

/** Whether a file holds the report of this build and no other. @throws Error, one line, if it is no report. */
export function isAlone(text: string, id: Value | undefined): boolean {
  return readBuilds(text).every(({ host }) => host._ACTION_ID === id)
}

/** The part of an earlier report of the same command that still says something. */
function whatStands(entry: Entry, marked: ReadonlySet<Value | undefined>, world: BuildsWorld): Entry[] {
  const chalks = chalksOf(entry.host)
  // Bundlers write files after their report. So what a running process has reported may not be there yet.
  const isRunning = world.isRunning(entry.host[RUN])
  const isStanding = ({ _OP_ARTIFACT_PATH: path }: Dict) =>
    !marked.has(path) && (isRunning || typeof path !== 'string' || world.isThere(path))
  const standing = chalks.map(isStanding)
  const number = standing.filter(Boolean).length
  if (number === 0 && !(isRunning && chalks.length === 0)) return []
  return number === chalks.length ? [entry] : [reduced(entry, standing, number)]
}

/** An entry with some of its artifacts. */
function reduced({ host, text }: Entry, standing: readonly boolean[], number: number): Entry {
  // Exact: JSON.parse rounds large integers, and a float can lose its form.
  const parsed = parseJson(Buffer.from(text))
  const exact = 'value' in parsed ? (parsed.value as Dict) : host
  const _CHALKS = chalksOf(exact).filter((_, index) => standing[index])
  const less = { ...exact, _OP_CHALK_COUNT: number, _CHALKS }
  return { host: less, text: serializeHost(less) }
}

function withoutOldest(entries: readonly Entry[], more: number, { isThere }: BuildsWorld): Entry[] {
  const kept = [...entries]
  const isGone = ({ host }: Entry) =>
    !chalksOf(host).some(({ _OP_ARTIFACT_PATH: path }) => typeof path === 'string' && isThere(path))
  for (let index = kept.length - 1; index >= 0 && kept.length + more > MANY; index--)
    if (isGone(kept[index]!)) kept.splice(index, 1)
  return kept
}

function chalksOf({ _CHALKS: chalks }: Dict): Dict[] {
  return Array.isArray(chalks) ? (chalks as Value[]).filter(isDict) : []
}

function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The host reports in a file. @throws Error, one line, if it is no report. */
function readBuilds(text: string): Entry[] {
  if (text.trim() === '') return []
  let hosts: unknown
  try {
    hosts = JSON.parse(text)
  } catch {
    hosts = undefined
  }
  if (!Array.isArray(hosts) || !hosts.every(isDict))
    throw new Error('what is there is no report, and nothing else is replaced')
  const texts = itemsOf(text)
  return hosts.map((host, index) => ({ host, text: texts[index]! }))
}

/**
 * The text of each item of a JSON array. An item that stays is written as it was: others may have written it in
 * another form, and ten thousand artifacts are parsed exactly in no less than a second.
 */
function itemsOf(json: string): string[] {
  const items: string[] = []
  let depth = 0
  let begin = 0
  for (let at = 0; at < json.length; at++) {
    const sign = json[at]
    if (sign === '"') at = endOfString(json, at)
    else if (sign === '[' || sign === '{') {
      if (depth++ === 0) begin = at + 1
    } else if (sign === ']' || sign === '}') depth--
    if ((depth === 1 && sign === ',') || (depth === 0 && sign === ']')) {
      items.push(json.slice(begin, at).trim())
      begin = at + 1
    }
  }
  return items
}

/** @returns where the string's closing quote is. */
function endOfString(json: string, open: number): number {
  for (let at = open + 1; ; at++) {
    if (json[at] === '\\') at++
    else if (json[at] === '"') return at
  }
}
