/** chalkmark report convert */
import { basename, dirname, resolve } from 'node:path'
import { makeFolder, writeWholeIn } from '@chalkmark/core/disk'
import { convertReports } from '@chalkmark/core/operations'
import { redactDict } from '@chalkmark/core/redact'
import type { ConvertFlags } from '../../commands/report/convert.js'
import type { Invocation } from '../../invocation.js'
import { sayWarning, sum } from '../../terminal/messages.js'
import { writeJson } from '../../terminal/write.js'
import { badTeller, hostsOf, latestFirst, talkOf } from './reports.js'

export async function run(invocation: Invocation<ConvertFlags>): Promise<number> {
  const { flags, paths, cwd } = invocation
  const talk = talkOf(invocation)
  const { tell, told } = badTeller(talk)
  const hosts = (await Promise.all(paths.map((path) => hostsOf(path, cwd, tell)))).flat()
  const { text, warnings } = convertReports(flags.to, latestFirst(hosts.map(redactDict)), {
    projects: flags.project ?? [],
  })
  for (const warning of warnings) sayWarning(warning, talk)
  if (flags.output === undefined || flags.output === '-') writeJson(text)
  else {
    const file = resolve(cwd, flags.output)
    const folder = makeFolder(dirname(file))
    try {
      writeWholeIn(folder, basename(file), text)
    } finally {
      folder.close()
    }
    sum(`wrote ${flags.output}`, talk)
  }
  return flags.strict && told() + warnings.length > 0 ? 1 : 0
}
