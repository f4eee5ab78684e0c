/** chalkmark report merge */
import { resolve } from 'node:path'
import { collectMerged, eachReportFrom, writeMerged } from '@chalkmark/core/sinks'
import type { MergeFlags } from '../../commands/report/merge.js'
import type { Invocation } from '../../invocation.js'
import { count, sum } from '../../terminal/messages.js'
import { writeJsonPart } from '../../terminal/write.js'
import { badTeller, placesOf, talkOf } from './reports.js'

export async function run(invocation: Invocation<MergeFlags>): Promise<number> {
  const { flags, paths, cwd } = invocation
  const talk = talkOf(invocation)
  const { tell, told } = badTeller(talk)
  const file = flags.output === undefined || flags.output === '-' ? undefined : resolve(cwd, flags.output)
  const form = file !== undefined && /\.(?:jsonl|ndjson)$/i.test(file) ? 'lines' : 'list'
  const merged = await collectMerged(eachReportFrom(placesOf(paths, cwd), process.env, tell), form)
  try {
    if (file !== undefined) await writeMerged(file, merged)
    else for (const part of merged.parts()) if (!(await writeJsonPart(part))) break
  } finally {
    merged.close()
  }
  const twice = merged.read - merged.kept
  sum(
    `${count(merged.kept, 'report')}${file === undefined ? '' : ` in ${flags.output}`}${twice > 0 ? `; ${twice} said nothing more` : ''}`,
    talk,
  )
  return flags.strict && told() > 0 ? 1 : 0
}
