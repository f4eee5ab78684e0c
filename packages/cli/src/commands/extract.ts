/** chalkmark extract */
import { resolve } from 'node:path'
import { extract, reportOperation, runFacts } from '@chalkmark/core/files'
import { resolveConfig } from '../config/resolve.js'
import type { Invocation } from '../invocation.js'
import { fileOptions, pathsOf, printReport, talkOf } from '../run.js'
import { sayWhatHappened } from '../terminal/messages.js'

export async function run(invocation: Invocation): Promise<number> {
  const { cwd } = invocation
  const { options } = await resolveConfig(invocation)
  const paths = pathsOf(invocation)
  const host = runFacts(cwd, process.env)
  const outcome = await extract(fileOptions(options, paths, cwd))
  const absolute = paths.map((path) => resolve(cwd, path))
  const report = reportOperation({ operation: 'extract', ...(await host), outcome, paths: absolute })
  printReport(report, outcome, invocation)
  sayWhatHappened(outcome, talkOf(invocation))
  const isInvalid = outcome.chalks.some(({ _VALIDATED_METADATA }) => _VALIDATED_METADATA === false)
  return outcome.problems.length > 0 || isInvalid ? 1 : 0
}
