/** chalkmark delete */
import { resolve } from 'node:path'
import { remove, reportOperation, runFacts } from '@chalkmark/core/files'
import { resolveConfig } from '../config/resolve.js'
import type { Invocation } from '../invocation.js'
import { fileOptions, pathsOf, printReport, talkOf } from '../run.js'
import { count, sayWhatHappened, sum } from '../terminal/messages.js'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, cwd } = invocation
  const { options } = await resolveConfig(invocation)
  const paths = pathsOf(invocation)
  const host = runFacts(cwd, process.env)
  const dryRun = flags['dry-run'] === true
  const outcome = await remove({ ...fileOptions(options, paths, cwd), durable: options.durable, dryRun })
  const absolute = paths.map((path) => resolve(cwd, path))
  const report = reportOperation({ operation: 'delete', ...(await host), outcome, paths: absolute })
  printReport(report, outcome, invocation)
  sayWhatHappened(outcome, talkOf(invocation))
  sum(`took out ${count(outcome.chalks.length, 'mark')}`, talkOf(invocation))
  return outcome.problems.length > 0 ? 1 : 0
}
