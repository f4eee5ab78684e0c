/**
 * Whether artifacts keep to the rules of a gate: which commit and branch they come from, whether that was all that they were
 * built from, and how old they are.
 *
 * A mark says so itself, or the artifact's object in a report that somebody trusts, or that report's host. Marks in
 * public files hold little, so the report has most of it.
 */
import type { Dict, Value } from '@chalkmark/mark'
import { show } from '../config/checks.js'
import { duration } from '../config/duration.js'
import type { PolicyRule, Required } from '../config/policy.js'
import { DIRTY, OUTPUT_PATH } from '../keys/catalogue.js'
import { repositoryOf } from './origin.js'
import type { Reported } from './reported.js'
import { dictsIn } from './values.js'

/** An artifact with a mark that is not invalid. */
export interface GateSubject {
  path: string
  /** The object of an extract: what its mark says. */
  chalk: Dict
  /** What reports say of it. Empty if there is no report. */
  matches: readonly Reported[]
}

export interface Violation {
  path: string
  rule: 'require' | 'requireClean' | 'maxAge'
  /** Of `require`. */
  key?: string
  /** One line, without the path. */
  message: string
}

export interface GateContext {
  /** In milliseconds. */
  now: number
  /** The host reports; undefined if no report was named. */
  hosts: readonly Dict[] | undefined
  /** All artifacts that are looked at: what the builds made. */
  subjects: readonly GateSubject[]
}

/** The same, with what was found out once for each commit. */
interface Gate extends GateContext {
  made: Map<Value | undefined, (path: string) => boolean>
}

/** Opens a gate. @returns what an artifact violates of rules. */
export function openGate(
  context: GateContext,
): (subject: GateSubject, rules: readonly PolicyRule[]) => Violation[] {
  const gate: Gate = { ...context, made: new Map() }
  return (subject, rules) => violationsOf(subject, rules, gate)
}

/** A time may be so far in the future, in milliseconds: clocks differ. */
const TOLERANCE = 5 * 60_000

/**
 * What an artifact violates of the rules that are for it. If reports name several builds of it, which is usual for files that
 * are called by their content, the build counts that violates least.
 */
function violationsOf(subject: GateSubject, rules: readonly PolicyRule[], gate: Gate): Violation[] {
  const builds = subject.matches.length > 0 ? subject.matches : [undefined]
  let least: Violation[] | undefined
  for (const build of builds) {
    const found = rules.flatMap((rule) => violationsIn(subject, build, rule, gate))
    if (least === undefined || found.length < least.length) least = found
    if (least.length === 0) break
  }
  const lines = new Map(least!.map((violation) => [violation.message, violation]))
  return [...lines.values()].sort((a, b) => (a.message < b.message ? -1 : 1))
}

function violationsIn(
  subject: GateSubject,
  build: Reported | undefined,
  { require = {}, requireClean, maxAge }: PolicyRule,
  gate: Gate,
): Violation[] {
  const { path, chalk } = subject
  const violations: Violation[] = []
  for (const [key, allowed] of Object.entries(require)) {
    const values = (Array.isArray(allowed) ? allowed : [allowed]) as readonly Required[]
    const message = requirementOf(key, values, factOf(key, chalk, build), build, gate)
    if (message !== undefined) violations.push({ path, rule: 'require', key, message })
  }
  const dirt = requireClean === true ? dirtOf(subject, build, gate) : undefined
  if (dirt !== undefined) violations.push({ path, rule: 'requireClean', message: dirt })
  const age = maxAge === undefined ? undefined : ageOf(chalk, build, maxAge, gate)
  if (age !== undefined) violations.push({ path, rule: 'maxAge', message: age })
  return violations
}

/** A fact of an artifact: what its mark says, else what the report says of it, else what the report says of its build. */
function factOf(key: string, chalk: Dict, build: Reported | undefined): Value | undefined {
  if (Object.hasOwn(chalk, key)) return chalk[key]
  if (build === undefined) return undefined
  if (Object.hasOwn(build.chalk, key)) return build.chalk[key]
  // An operation that reads tells of the repository in which it ran.
  if (build.host._OPERATION !== 'insert') return undefined
  const own = repositoryOf(build.chalk, build.host)
  for (const from of [own, isAboutCommit(key) ? {} : build.host])
    for (const name of [`_${key}`, key]) if (Object.hasOwn(from, name)) return from[name]
  return undefined
}

/** Facts of a repository are those of the artifact's own one. */
function isAboutCommit(key: string): boolean {
  return /^(?:COMMIT|BRANCH|TAG|ORIGIN_URI|AUTHOR|COMMITTER|DATE_|TIMESTAMP_|VCS_|CODE_OWNERS)/.test(
    key.replace(/^_/, ''),
  )
}

function requirementOf(
  key: string,
  allowed: readonly Required[],
  value: Value | undefined,
  build: Reported | undefined,
  gate: Gate,
): string | undefined {
  const wanted = allowed.map(String)
  if (value !== undefined && wanted.includes(textOf(value))) return undefined
  const must = `must be ${wanted.map((one) => show(one)).join(' or ')}`
  if (value !== undefined) return `${key} is ${show(textOf(value))}, ${must}`
  return `${key} is ${nowhere(build, gate)}, ${must}`
}

function nowhere(build: Reported | undefined, { hosts }: Gate): string {
  if (build !== undefined) return 'neither in its mark nor in the report'
  return hosts
    ? 'not in its mark, and the report does not know it'
    : 'not in its mark, and no --report says it'
}

/** Texts as they are, so that `BRANCH=main` fits; everything else as JSON. */
function textOf(value: Value): string {
  return typeof value === 'string' ? value : typeof value === 'object' ? show(value) : String(value)
}

/** Paths in the working copy that were changed. */
const CHANGED = ['VCS_MODIFIED_FILES', 'VCS_MISSING_FILES', '_VCS_MODIFIED_FILES', '_VCS_MISSING_FILES']

/** Why it is not known that the commit is all that an artifact was built from; undefined if it is. */
function dirtOf(subject: GateSubject, build: Reported | undefined, gate: Gate): string | undefined {
  const isOfBuild = build !== undefined && build.host._OPERATION === 'insert'
  const facts = isOfBuild ? { ...repositoryOf(build.chalk, build.host) } : subject.chalk
  const dirty = isOfBuild ? (build.chalk[DIRTY] ?? facts[DIRTY]) : undefined
  if (dirty === false) return undefined
  const changed = [
    ...new Set(CHANGED.flatMap((key) => facts[key]).filter((path) => typeof path === 'string')),
  ]
  const isMade = isOfBuild
    ? madeFrom(build.chalk.COMMIT_ID, gate)
    : (path: string) => gate.subjects.some((one) => isAt(one.path, path))
  const left = changed.filter((path) => !isMade(path))
  // What another build of the same commit has made is no source, either.
  if (dirty === true && changed.length > 0 && left.length === 0) return undefined
  if (dirty === true || left.length > 0) {
    const which =
      left.length === 0 ? '' : `: ${show(left[0])}${left.length > 1 ? ` and ${left.length - 1} more` : ''}`
    return `it was built from a changed working copy, which must be clean${which}`
  }
  const advice = build === undefined && !gate.hosts ? '; --report names the report of its build' : ''
  return `nothing says whether it was built from a clean working copy${advice}`
}

function isAt(whole: string, path: string): boolean {
  return whole.replaceAll('\\', '/').endsWith(`/${path}`)
}

/** Tells what the builds of a commit have made, by paths in the working copy. */
function madeFrom(commit: Value | undefined, { hosts = [], made }: Gate): (path: string) => boolean {
  const known = made.get(commit)
  if (known) return known
  const files = new Set<string>()
  const folders = new Set<string>()
  for (const chalk of hosts.flatMap((host) => dictsIn(host._CHALKS))) {
    const inside = chalk._OP_ARTIFACT_PATH_WITHIN_VCTL
    if (typeof inside !== 'string' || chalk.COMMIT_ID !== commit) continue
    files.add(inside)
    const name = chalk[OUTPUT_PATH]
    // A folder that is the whole working copy holds the sources, too.
    if (typeof name === 'string' && inside.endsWith(`/${name}`)) folders.add(inside.slice(0, -name.length))
  }
  const test = (path: string) => files.has(path) || [...folders].some((folder) => path.startsWith(folder))
  made.set(commit, test)
  return test
}

/** When a mark was made, in milliseconds. */
function timeOf(chalk: Dict, build: Reported | undefined): number | undefined {
  const said = [
    chalk.TIMESTAMP_WHEN_CHALKED,
    chalk.DATETIME_WHEN_CHALKED,
    build?.chalk.TIMESTAMP_WHEN_CHALKED,
    build?.chalk.DATETIME_WHEN_CHALKED,
    chalk.DATE_CHALKED,
    ...(build?.host._OPERATION === 'insert' ? [build.host._TIMESTAMP, build.host._DATETIME] : []),
  ].find((value) => value !== undefined)
  const time = typeof said === 'string' ? Date.parse(said) : said === undefined ? Number.NaN : Number(said)
  return Number.isFinite(time) ? time : undefined
}

function ageOf(chalk: Dict, build: Reported | undefined, maxAge: string, gate: Gate): string | undefined {
  const time = timeOf(chalk, build)
  if (time === undefined) return `its time is ${nowhere(build, gate)}, must be at most ${maxAge} old`
  const age = gate.now - time
  if (age < -TOLERANCE) return `it was marked at ${dateOf(time)}, which is in the future`
  return age <= duration(maxAge)!
    ? undefined
    : `it was marked at ${dateOf(time)}, must be at most ${maxAge} old`
}

function dateOf(time: number): string {
  return Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : String(time)
}
