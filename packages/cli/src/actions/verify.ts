/** chalkmark verify */
import { isLeftOutByDefault } from '@chalkmark/core/disk'
import { judgeAll, type Problem, reportOperation, runFacts, type Verified } from '@chalkmark/core/operations'
import type { VerifyFlags } from '../commands/verify.js'
import { findBuildReport } from '../inputs/build-report.js'
import { readMarks } from '../inputs/index.js'
import type { Invocation } from '../invocation.js'
import { beginRun, endRun, printReport } from '../run.js'
import { count, sayNotCovered, sayNote, shown, sum, type Talk } from '../terminal/messages.js'

export async function run(invocation: Invocation<VerifyFlags>): Promise<number> {
  const { flags, cwd } = invocation
  const current = await beginRun(invocation, { verb: 'checking' })
  const { searched, talk } = current
  const { report, note } = flags.requireMarks ? {} : findBuildReport(flags.report, searched, cwd)
  const outcome = judgeAll(await readMarks(current, flags), {
    allowUnmarked: flags.allowUnmarked,
    allowUnchecked: flags.allowUnchecked,
    report,
  })
  // Without an unmarked file, nobody needs a report.
  if (note !== undefined && outcome.unmarked.length > 0) sayNote(note, talk)
  outcome.problems.push(...namedInVain(outcome, searched))
  if (isEmpty(outcome)) {
    const message = 'there is no artifact, so nothing was checked; name what to check'
    outcome.problems.push({ path: searched[0]!, code: 'NOTHING', message })
  } else if (!hasMarks(outcome)) {
    const message = 'no artifact there carries a mark, so nothing was checked'
    if (flags.allowUnmarked) outcome.warnings.push(message)
    else if (outcome.problems.length === 0)
      outcome.problems.push({ path: searched[0]!, code: 'NOTHING', message })
  }
  if (flags.json) {
    const host = await runFacts(cwd, process.env)
    printReport(
      reportOperation({
        operation: 'extract',
        ...host,
        outcome,
        paths: searched,
        flags: invocation.given,
      }),
      outcome,
      current,
    )
  }
  const exitCode = endRun(outcome, current)
  const { chalks, valid, unchecked, expected, problems } = outcome
  sayNotCovered(chalks, talk)
  sayUnlookedAt(outcome, talk)
  const counts = [count(valid, 'valid mark'), count(problems.length, 'problem')]
  if (unchecked > 0) counts.splice(1, 0, `${unchecked} unchecked`)
  if (expected > 0) counts.push(`${expected} without a mark, as the build's report says`)
  const leftOut = [...outcome.leftOut.values()].flat().length - expected
  if (leftOut > 0) counts.push(`${count(leftOut, 'file')} left out (--verbose says why)`)
  sum(counts.join(', '), talk)
  return exitCode
}

/** How many names are printed for each reason. */
const NAMES = 3

/**
 * Prints which files in a folder were not looked at, except those that are always left out by their names. The
 * author of the folder may have replaced a marked program by a link or by a text in no known language, or may have
 * written the `.chalkignore`.
 */
function sayUnlookedAt({ leftOut }: Verified, talk: Talk): void {
  for (const [reason, paths] of leftOut) {
    if (isLeftOutByDefault(reason) || talk.verbose) continue
    const names = paths.slice(0, NAMES).map((path) => shown(path, talk.cwd))
    const more = paths.length > NAMES ? ` and ${paths.length - NAMES} more, which --verbose names` : ''
    sayNote(`not checked: ${reason}: ${names.join(', ')}${more}`, talk)
  }
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
