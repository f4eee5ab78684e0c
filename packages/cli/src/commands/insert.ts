/** chalkmark insert */
import { resolve } from 'node:path'
import { type Dict, serializeReport, writeWhole } from '@chalkmark/core'
import { type Inserted, insert, reportOperation } from '@chalkmark/core/files'
import { resolveConfig } from '../config/resolve.js'
import type { Invocation } from '../invocation.js'
import { fileOptions, pathsOf, printReport, rootOf, talkOf } from '../run.js'
import { count, sayWhatHappened, sum } from '../terminal/messages.js'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, cwd } = invocation
  const { options } = await resolveConfig(invocation)
  const paths = pathsOf(invocation)
  const dryRun = flags['dry-run'] === true || flags['virtual-file'] !== undefined
  const inserted = await insert({
    ...fileOptions(options, paths, cwd),
    template: options.template,
    keys: options.keys,
    reproducible: options.reproducible,
    durable: options.durable,
    policy: options.env,
    root: rootOf(paths, cwd),
    env: process.env,
    dryRun,
  })
  const report = reportOf(inserted, invocation)
  const toStdout = options.report === '-'
  const file =
    options.report === false || toStdout ? undefined : resolve(cwd, options.report ?? 'chalk-report.json')
  if (file && !dryRun) writeWhole(file, serializeReport([report]))
  if (typeof flags['virtual-file'] === 'string') {
    writeWhole(resolve(cwd, flags['virtual-file']), inserted.marks.map((mark) => `${mark}\n`).join(''))
  }
  if (toStdout || flags.json === true || dryRun || process.stdout.isTTY)
    printReport(report, inserted, invocation)
  sayWhatHappened(inserted, talkOf(invocation))
  sum(`marked ${count(inserted.chalks.length, 'artifact')}`, talkOf(invocation))
  return inserted.problems.length > 0 ? 1 : 0
}

function reportOf(inserted: Inserted, invocation: Invocation): Dict {
  const { facts, moment } = inserted
  const paths = pathsOf(invocation).map((path) => resolve(invocation.cwd, path))
  const times = { ...moment.mark, ...moment.report }
  return reportOperation({ operation: 'insert', facts, times, outcome: inserted, paths })
}
