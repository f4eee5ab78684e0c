/** chalkmark verify */
import { IGNORE_FILE, judgeAll, reportOperation, runFacts } from '@chalkmark/core/files'
import { readMarks } from '../inputs/index.js'
import type { Invocation } from '../invocation.js'
import { beginRun, endRun, flagsOf, printReport } from '../run.js'
import { count, sayNotCovered, sayNote, sum } from '../terminal/messages.js'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, cwd } = invocation
  const current = await beginRun(invocation, { verb: 'checking' })
  const { searched, talk } = current
  const outcome = judgeAll(await readMarks(current), {
    allowUnmarked: flags['allow-unmarked'] === true,
    allowUnchecked: flags['allow-unchecked'] === true,
  })
  if (outcome.chalks.length + outcome.unmarked.length === 0 && outcome.problems.length === 0) {
    outcome.warnings.push('no artifact was found: there was nothing to check')
  }
  if (flags.json === true) {
    const host = await runFacts(cwd, process.env)
    printReport(
      reportOperation({
        operation: 'extract',
        ...host,
        outcome,
        paths: searched,
        flags: flagsOf(invocation),
      }),
      outcome,
      current,
    )
  }
  const exitCode = endRun(outcome, current)
  const { chalks, valid, unchecked, problems } = outcome
  sayNotCovered(chalks, talk)
  const ignored = [...outcome.leftOut].flatMap(([reason, paths]) =>
    reason.includes(IGNORE_FILE) ? [...paths] : [],
  )
  // Whoever made the folder may have written it.
  if (ignored.length > 0) {
    sayNote(
      `${IGNORE_FILE} left out ${count(ignored.length, 'path')}, not checked; --verbose names them`,
      talk,
    )
  }
  const counts = [count(valid, 'valid mark'), count(problems.length, 'problem')]
  if (unchecked > 0) counts.splice(1, 0, `${unchecked} unchecked`)
  sum(counts.join(', '), talk)
  return exitCode
}
