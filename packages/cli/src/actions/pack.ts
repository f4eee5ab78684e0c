/** chalkmark pack */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { reasonOf } from '@chalkmark/core'
import { type Packed, pack, sourceDate } from '@chalkmark/core/operations'
import type { PackFlags } from '../commands/pack.js'
import type { Invocation } from '../invocation.js'
import { sayLeftOut, sayProblem, sum } from '../terminal/messages.js'
import { UsageError } from '../usage-error.js'
import { insertInto } from './insert.js'

export async function run(invocation: Invocation<PackFlags>): Promise<number> {
  const { flags, cwd } = invocation
  const dir = invocation.paths[0]!
  const { output } = flags
  const folder = resolve(cwd, dir)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${dir} is no folder`)
  if (!/\.zip$/i.test(output)) throw new UsageError(`-o ${output}: the name must end in .zip`)
  const talk = { quiet: flags.quiet === true, verbose: flags.verbose === true, cwd }
  const archive = resolve(cwd, output)
  let place: Packed['place']
  try {
    const packed = await pack({ folder, output: archive, time: sourceDate(process.env) })
    const { files, leftOut } = packed
    place = packed.place
    for (const [path, reason] of leftOut) sayLeftOut(path, reason, talk)
    sum(`packed ${files} files into ${output}`, talk)
  } catch (error) {
    sayProblem({ path: archive, code: 'FAILED', message: reasonOf(error) }, talk)
    return 1
  }
  const found = new Map([[archive, { top: place, isFolder: false }]])
  return insertInto([output], invocation, {}, { found, origin: folder })
}
