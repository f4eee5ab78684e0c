/** chalkmark verify */
import { basename, dirname, extname } from 'node:path'
import type { Dict } from '@chalkmark/core'
import { isLeftOutAsData, isLeftOutByDefault } from '@chalkmark/core/disk'
import {
  type Comparison,
  compareCompressed,
  type Difference,
  judgeAll,
  type Outcome,
  type Problem,
  type ReadReport,
  reportOperation,
  runFacts,
  SAME_CONTENT,
  type Verified,
  type Violation,
} from '@chalkmark/core/operations'
import { redactDict } from '@chalkmark/core/redact'
import type { VerifyFlags } from '../commands/verify.js'
import { checkRules, placeRules } from '../gate.js'
import { type FoundReport, findBuildReport } from '../inputs/build-report.js'
import { compareAll } from '../inputs/compared.js'
import { beginFetching, readMarks } from '../inputs/index.js'
import { readNamedReport } from '../inputs/named-report.js'
import { readRules } from '../inputs/policy.js'
import { rememberServed } from '../inputs/served.js'
import type { Invocation } from '../invocation.js'
import type { CommonFlags } from '../options.js'
import { beginRun, endRun, printReport, type Run } from '../run.js'
import { count, sayNotCovered, sayNote, shown, sum, type Talk } from '../terminal/messages.js'

export async function run(invocation: Invocation<VerifyFlags>): Promise<number> {
  const { flags, cwd } = invocation
  const current = await beginRun(invocation, { verb: 'checking' })
  const { searched, talk } = current
  const rules = placeRules(readRules(flags, cwd), current)
  const { outcome: read, reports, comparison } = await readAll(current, flags)
  await compareCompressed(read)
  const { report, note } = flags.requireMarks ? {} : expectedBy(comparison, searched, cwd)
  const outcome = judgeAll(read, {
    allowUnmarked: flags.allowUnmarked || rules.mayLackMark,
    allowUnchecked: flags.allowUnchecked,
    report,
  })
  // Without an unmarked file, nobody needs a report.
  if (note !== undefined && outcome.unmarked.length > 0) sayNote(note, talk)
  addDifferences(outcome, comparison?.differences ?? [])
  const violations = checkRules(outcome, rules, reports, comparison)
  for (const { path, message } of violations) outcome.problems.push({ path, code: 'VIOLATION', message })
  outcome.warnings.push(
    ...rules.unused().map((globs) => `the policy has a rule for ${globs}, and no artifact is called so`),
  )
  outcome.problems.push(...namedInVain(outcome, searched))
  addNothing(outcome, searched, flags)
  if (flags.json) printReport(await reportOf(current, outcome, comparison, violations), outcome, current)
  const exitCode = endRun(outcome, current)
  sayNotCovered(outcome.chalks, talk)
  sayUnlookedAt(outcome, talk)
  sum(countsOf(outcome, comparison).join(', '), talk)
  return exitCode
}

/** Everything that was read. */
interface Read {
  outcome: Outcome
  /** The named ones. */
  reports?: readonly ReadReport[]
  comparison?: Comparison
}

/** Reads what was named and, if a report was named, what that report tells of. */
async function readAll(current: Run, flags: VerifyFlags & CommonFlags): Promise<Read> {
  const fetching = beginFetching(flags)
  if (flags.report === undefined) return { outcome: await readMarks(current, flags, fetching) }
  const bad: string[] = []
  const { cwd } = current.invocation
  const reports = await readNamedReport(flags.report, cwd, fetching, (place, problem) =>
    bad.push(`${place}: ${problem}`),
  )
  const served = rememberServed()
  const outcome = await readMarks(current, flags, fetching, served)
  outcome.warnings.push(...bad)
  return { outcome, reports, comparison: await compareAll(current, outcome, reports, served, fetching) }
}

/** Which report says what has no mark: the named one, or one in the usual places. */
function expectedBy(
  comparison: Comparison | undefined,
  searched: readonly string[],
  cwd: string,
): FoundReport {
  return comparison ? { report: comparison.unmarked } : findBuildReport(searched, cwd)
}

/** Adds the differences to the problems: one line for each artifact, so that what is known of one already gets its state. */
function addDifferences({ problems }: Verified, differences: readonly Difference[]): void {
  const known = new Map(problems.map((problem) => [problem.path, problem]))
  for (const { state, path, message } of differences) {
    const problem = known.get(path)
    if (problem) problem.message = `${state}: ${problem.message}`
    else problems.push({ path, code: state.toUpperCase(), message: `${state}: ${message}` })
  }
}

/** Checking nothing is a problem. */
function addNothing(outcome: Verified, searched: readonly string[], { allowUnmarked }: VerifyFlags): void {
  if (isEmpty(outcome)) {
    const message = 'there is no artifact, so nothing was checked; name what to check'
    outcome.problems.push({ path: searched[0]!, code: 'NOTHING', message })
  } else if (!hasMarks(outcome)) {
    const message = 'no artifact there carries a mark, so nothing was checked'
    if (allowUnmarked) outcome.warnings.push(message)
    else if (outcome.problems.length === 0)
      outcome.problems.push({ path: searched[0]!, code: 'NOTHING', message })
  }
}

/**
 * The report of the run. Besides the keys of an extract it holds two lists: `_X-DIFFERENCES` if a report was named, and
 * `_X-VIOLATIONS` if there are some.
 */
async function reportOf(
  { invocation, searched }: Run,
  outcome: Verified,
  comparison: Comparison | undefined,
  violations: readonly Violation[],
): Promise<Dict> {
  const host = await runFacts(invocation.cwd, process.env)
  const report = reportOperation({
    operation: 'extract',
    ...host,
    outcome,
    paths: searched,
    flags: invocation.given,
  })
  // Lists: a path that is called like a secret would hide the reason beside it.
  const items = (list: readonly (Difference | Violation)[]) => list.map((one) => redactDict({ ...one }))
  if (comparison) report['_X-DIFFERENCES'] = items(comparison.differences)
  if (violations.length > 0) report['_X-VIOLATIONS'] = items(violations)
  return report
}

function countsOf(
  { valid, unchecked, expected, problems, leftOut }: Verified,
  comparison?: Comparison,
): string[] {
  const counts = [count(valid, 'valid mark'), count(problems.length, 'problem')]
  if (unchecked > 0) counts.splice(1, 0, `${unchecked} unchecked`)
  if (comparison) counts.push(`${comparison.matches.size} as in the report`)
  if (expected > 0) counts.push(`${expected} without a mark, as the build's report says`)
  const others = [...leftOut.values()].flat().length - expected
  if (others > 0) counts.push(`${count(others, 'file')} left out (--verbose says why)`)
  return counts
}

/**
 * Prints which files in a folder were not looked at, except data. The author of the folder may have replaced a marked
 * program by a link or by a text in no known language, have put another into a hidden folder, or have written the
 * `.chalkignore`. Of the working directory, its own `.git` and `node_modules` are not named.
 */
function sayUnlookedAt({ leftOut }: Verified, talk: Talk): void {
  for (const [reason, paths] of leftOut) {
    if (isLeftOutAsData(reason) || reason === SAME_CONTENT || talk.verbose) continue
    const told = isLeftOutByDefault(reason) ? paths.filter((path) => dirname(path) !== talk.cwd) : paths
    if (told.length === 0) continue
    const some = examplesOf(told)
    const names = some.map((path) => shown(path, talk.cwd))
    const more =
      told.length > some.length ? ` and ${told.length - some.length} more, which --verbose names` : ''
    sayNote(`not checked: ${reason}: ${names.join(', ')}${more}`, talk)
  }
}

/** How many names are printed for each reason, and at most if there are many kinds. */
const NAMES = 3
const MOST_NAMES = 50

/** The first paths, and one of each further kind: what runs must not vanish among a thousand images. Kinds with few come first. */
function examplesOf(paths: readonly string[]): string[] {
  const examples = paths.slice(0, NAMES)
  const known = new Set(examples.map(kindOf))
  const rest = new Map<string, { path: string; count: number }>()
  for (const path of paths.slice(NAMES)) {
    const kind = kindOf(path)
    const one = rest.get(kind)
    if (one) one.count++
    else if (!known.has(kind)) rest.set(kind, { path, count: 1 })
  }
  const rarest = [...rest.values()].sort((a, b) => a.count - b.count).map(({ path }) => path)
  return [...examples, ...rarest.slice(0, MOST_NAMES)]
}

/** What a path's name says of its content: the extension, or the whole name. */
function kindOf(path: string): string {
  return extname(path).toLowerCase() || basename(path)
}

/** Files that the user named and that are no artifacts. The user may believe that they were checked. */
function namedInVain({ leftOut }: Verified, searched: readonly string[]): Problem[] {
  return [...leftOut].flatMap(([reason, paths]) =>
    paths
      .filter((path) => searched.includes(path))
      .map((path) => ({ path, code: 'LEFT_OUT', message: `nothing was checked: ${reason}` })),
  )
}

function isEmpty({ chalks, unmarked, problems }: Verified): boolean {
  return chalks.length + unmarked.length + problems.length === 0
}

/** Whether there was any mark to look at, valid or not. */
function hasMarks({ valid, unchecked, problems }: Verified): boolean {
  return valid + unchecked > 0 || problems.some(({ code }) => code === 'INVALID')
}
