/** chalkmark delete */
import { remove, reportOperation, runFacts, tenantIn } from '@chalkmark/core/operations'
import type { DeleteFlags } from '../commands/delete.js'
import type { Invocation } from '../invocation.js'
import { beginRun, deliver, endRun, openSinks, printReport, warnOfNothing } from '../run.js'
import { count, sum } from '../terminal/messages.js'

export async function run(invocation: Invocation<DeleteFlags>): Promise<number> {
  const { flags, cwd } = invocation
  const current = await beginRun(invocation, { verb: 'clearing', writes: true })
  const { files, options, searched, talk } = current
  const delivery = openSinks(current)
  const host = runFacts(cwd, process.env, { tenant: tenantIn(current.options.keys) })
  const dryRun = flags.dryRun === true
  const outcome = await remove({ ...files, durable: options.durable, embedded: options.embedded, dryRun })
  warnOfNothing(outcome, 'no mark was taken out')
  const report = reportOperation({
    operation: 'delete',
    ...(await host),
    outcome,
    paths: searched,
    flags: invocation.given,
  })
  printReport(report, outcome, current)
  if (!dryRun) await deliver(delivery, report, outcome, current)
  const exitCode = endRun(outcome, current)
  sum(`took out ${count(outcome.chalks.length, 'mark')}${dryRun ? ' in a dry run' : ''}`, talk)
  return exitCode
}
