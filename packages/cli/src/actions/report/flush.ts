/** chalkmark report flush */
import { flushReports } from '@chalkmark/core/sinks'
import { resolveConfig } from '../../config/resolve.js'
import type { Invocation } from '../../invocation.js'
import { count, sayWarning, sum } from '../../terminal/messages.js'
import { writeJson } from '../../terminal/write.js'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, cwd } = invocation
  const talk = { quiet: flags.quiet === true, verbose: flags.verbose === true, cwd }
  const { options, warning } = await resolveConfig(invocation)
  if (warning) sayWarning(warning, talk)
  const { flushed, elsewhere, problems } = await flushReports({ options, env: process.env, root: cwd })
  for (const problem of problems) sayWarning(problem, talk)
  if (flags.json) writeJson(`${JSON.stringify(flushed, null, 2)}\n`)
  for (const { name, to, sent, left } of flushed)
    sum(`${name} (${to}): sent ${count(sent, 'report')}${left > 0 ? `, ${left} still wait` : ''}`, talk)
  if (flushed.length === 0) sum('no sink is configured here, in a config file or by the environment', talk)
  // Sinks that only a bundler's config names cannot be opened from here.
  for (const { label, count: waiting } of elsewhere)
    sum(
      `${label}: ${count(waiting, 'report')} for this sink, which no config and no variable here names; the next build that names it sends them`,
      talk,
    )
  return flushed.some(({ left }) => left > 0) ? 1 : 0
}
