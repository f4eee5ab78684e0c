/** chalkmark extract */
import { extractVariables, reportOperation, runFacts, tenantIn, UNCHECKED } from '@chalkmark/core/operations'
import type { ExtractFlags } from '../commands/extract.js'
import { readMarks } from '../inputs/index.js'
import type { Invocation } from '../invocation.js'
import { beginRun, deliver, endRun, openSinks, printReport, warnOfNothing } from '../run.js'
import { sayUnchecked } from '../terminal/messages.js'

export async function run(invocation: Invocation<ExtractFlags>): Promise<number> {
  const current = await beginRun(invocation, { verb: 'reading' })
  const delivery = openSinks(current)
  const host = runFacts(invocation.cwd, process.env, { tenant: tenantIn(current.options.keys) })
  const { flags } = invocation
  const outcome = await readMarks(current, flags)
  const { searched, options } = current
  if (flags.envVars) await extractVariables(process.env, outcome, options.env)
  warnOfNothing(outcome, 'no mark was found')
  const report = reportOperation({
    operation: 'extract',
    ...(await host),
    outcome,
    paths: searched,
    flags: invocation.given,
  })
  printReport(report, outcome, current)
  await deliver(delivery, report, outcome, current)
  const { chalks, foreign } = outcome
  const failed =
    (foreign.size > 0 && flags.allowUnchecked !== true) ||
    chalks.some(
      ({ _VALIDATED_METADATA, [UNCHECKED]: unchecked }) =>
        _VALIDATED_METADATA === false || (unchecked !== undefined && flags.allowUnchecked !== true),
    )
  const exitCode = endRun(outcome, current)
  sayUnchecked(outcome, current.talk)
  return exitCode || (failed ? 1 : 0)
}
