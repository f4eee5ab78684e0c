/** chalkmark verify */
import { resolve } from 'node:path'
import { reportOperation, runFacts, verify } from '@chalkmark/core/files'
import { resolveConfig } from '../config/resolve.js'
import type { Invocation } from '../invocation.js'
import { fileOptions, pathsOf, printReport, talkOf } from '../run.js'
import { count, sayWhatHappened, sum } from '../terminal/messages.js'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, cwd } = invocation
  const { options } = await resolveConfig(invocation)
  const paths = pathsOf(invocation)
  const allowUnmarked = flags['allow-unmarked'] === true
  const outcome = await verify({ ...fileOptions(options, paths, cwd), allowUnmarked })
  if (flags.json === true) {
    const absolute = paths.map((path) => resolve(cwd, path))
    const host = await runFacts(cwd, process.env)
    printReport(
      reportOperation({ operation: 'extract', ...host, outcome, paths: absolute }),
      outcome,
      invocation,
    )
  }
  const talk = talkOf(invocation)
  sayWhatHappened(outcome, talk)
  sum(`${count(outcome.valid, 'valid mark')}, ${count(outcome.problems.length, 'problem')}`, talk)
  return outcome.problems.length > 0 ? 1 : 0
}
