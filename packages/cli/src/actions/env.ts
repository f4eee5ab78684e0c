/** chalkmark env: one report of this environment. */
import { resolve } from 'node:path'
import { serializeReport } from '@chalkmark/core'
import { reportEnvironment } from '@chalkmark/core/operations'
import { openDelivery, reportPlace, withError } from '@chalkmark/core/sinks'
import type { EnvFlags } from '../commands/env.js'
import { resolveConfig } from '../config/resolve.js'
import type { Invocation } from '../invocation.js'
import { sayNote, sayWarning } from '../terminal/messages.js'
import { writeJson } from '../terminal/write.js'

export async function run(invocation: Invocation<EnvFlags>): Promise<number> {
  const { flags, cwd, given } = invocation
  const { options, configFile, warning } = await resolveConfig(invocation)
  const talk = { quiet: flags.quiet === true, verbose: flags.verbose === true, cwd }
  if (warning) sayWarning(warning, talk)
  const delivery = openDelivery({ options, env: process.env, root: cwd })
  const report = await reportEnvironment({
    root: cwd,
    env: process.env,
    policy: options.env,
    keys: options.keys,
    configFile,
    template: flags.keys,
    templates: options.templates,
    flags: given,
  })
  const errors = (report._OP_ERRORS ?? []) as string[]
  let problem: string | undefined
  // A config's report is that of the build, which this one must not replace.
  if (flags.report !== undefined && flags.report !== '-') {
    problem = reportPlace(resolve(cwd, flags.report)).write((said) => withError(report, said)).problem
  }
  if (!talk.quiet || flags.json || flags.report === undefined) writeJson(serializeReport([report]))
  if (delivery.isWanted) delivery.put(report)
  const undelivered = await delivery.end()
  // Problems of collectors stand in the report, as those of other commands do.
  for (const said of talk.verbose ? [...errors, ...undelivered] : undelivered) sayWarning(said, talk)
  for (const note of delivery.notes()) sayNote(note, talk)
  if (problem) sayWarning(problem, talk)
  return problem || (options.strict && (errors.length > 0 || warning)) ? 1 : 0
}
