/** chalkmark extract */
import { reportOperation, runFacts } from '@chalkmark/core/files'
import { readMarks } from '../inputs/index.js'
import type { Invocation } from '../invocation.js'
import { beginRun, endRun, flagsOf, printReport } from '../run.js'

export async function run(invocation: Invocation): Promise<number> {
  const current = await beginRun(invocation, { verb: 'reading' })
  const host = runFacts(invocation.cwd, process.env)
  const outcome = await readMarks(current)
  const { searched } = current
  printReport(
    reportOperation({
      operation: 'extract',
      ...(await host),
      outcome,
      paths: searched,
      flags: flagsOf(invocation),
    }),
    outcome,
    current,
  )
  const isInvalid = outcome.chalks.some(({ _VALIDATED_METADATA }) => _VALIDATED_METADATA === false)
  return endRun(outcome, current) || (isInvalid ? 1 : 0)
}
