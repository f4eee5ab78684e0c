/** chalkmark insert */
import { basename, dirname, resolve } from 'node:path'
import type { Dict } from '@chalkmark/core'
import { reportFolder, reportKeys, reportPath } from '@chalkmark/core/config'
import { type FoundPaths, findPaths, makeFolder, writeWholeIn } from '@chalkmark/core/disk'
import { type Inserted, insert, KEPT, reportOperation } from '@chalkmark/core/operations'
import { openJournal } from '@chalkmark/core/sinks'
import type { InsertFlags } from '../commands/insert.js'
import type { CommandOptions } from '../config/options.js'
import type { Invocation } from '../invocation.js'
import { beginRun, deliver, endRun, openSinks, printReport, type Run, rootOf, warnOfNothing } from '../run.js'
import { count, sayNote, shown, sum } from '../terminal/messages.js'

export function run(invocation: Invocation<InsertFlags>): Promise<number> {
  return insertInto(invocation.paths, invocation, invocation.flags)
}

/** What is known already of what is to be marked. */
export interface KnownArtifacts {
  /** What the paths are. */
  found?: FoundPaths
  /** Absolute: the folder that it was made from. Its repository is that of the artifacts. */
  origin?: string
}

/**
 * Marks the artifacts below `paths`.
 * @returns the exit code.
 */
export async function insertInto(
  paths: readonly string[],
  invocation: Invocation,
  own: InsertFlags = {},
  { found, origin }: KnownArtifacts = {},
): Promise<number> {
  const { flags, cwd } = invocation
  const current = await beginRun(invocation, { verb: 'marking', writes: true, paths })
  const { options } = current
  if (options.enabled === false) {
    sum('nothing was marked: the config says enabled: false', current.talk)
    return 0
  }
  const delivery = openSinks(current)
  // Before anything is written: what is named now is meant, not what somebody else puts there meanwhile.
  const named = found ?? findPaths(current.files.paths, cwd)
  const virtualFile = own.virtualFile === undefined ? undefined : resolve(cwd, own.virtualFile)
  const virtualFolder = virtualFile === undefined ? undefined : makeFolder(dirname(virtualFile))
  const dryRun = own.dryRun === true || virtualFile !== undefined
  const toStdout = options.report === '-'
  const file = toStdout ? undefined : reportPath(options.report, cwd)
  const journal =
    file === undefined || dryRun
      ? undefined
      : openJournal(file, {
          durable: options.durable,
          isNamed: flags.report !== undefined,
          named: toStdout ? undefined : reportFolder(options.report, cwd),
        })

  const inserted = await insert({
    ...current.files,
    found: named,
    ...wishesOf(current),
    root: origin ?? rootOf(current),
    ...(origin !== undefined && { origin }),
    env: process.env,
    dryRun,
    save: journal?.append,
  }).catch((error) => {
    journal?.drop()
    throw error
  })
  inserted.warnings.push(...(journal?.warnings ?? []).filter((said) => !inserted.warnings.includes(said)))
  if (virtualFile && virtualFolder) {
    writeWholeIn(virtualFolder, basename(virtualFile), inserted.marks.map((mark) => `${mark}\n`).join(''))
    virtualFolder.close()
  }
  if (!inserted.leftOut.has(KEPT)) warnOfNothing(inserted, 'nothing was marked')
  const report = reportOf(inserted, current)
  let where = ''
  if (journal) {
    const { place, problem } = journal.finish(report)
    where = `; the report is ${place === file ? reportName(options.report, place, cwd) : place}`
    if (problem !== undefined) inserted.problems.push({ path: file!, code: 'NO_REPORT', message: problem })
  }
  if (toStdout || flags.json || dryRun || process.stdout.isTTY) {
    printReport(report, inserted, current)
  }
  if (!dryRun) await deliver(delivery, report, inserted, current)
  const exitCode = endRun(inserted, current)
  if (inserted.renamed > 0) sayNote(renamedIn(inserted.renamed), current.talk)
  const done = `marked ${count(inserted.chalks.length, 'artifact')}${dryRun ? ' in a dry run' : ''}`
  sum(`${done}${keptIn(inserted)}${where}`, current.talk)
  return exitCode
}

/** The options that say how artifacts are marked. */
function wishesOf({ options, configFile }: Run) {
  const { template, templates, reports, tools, keys, reproducible, durable } = options
  const { embedded, target, missing, hashedFiles, rename, siblings, env: policy } = options
  const ofMarks = { template, templates, reports, tools, keys, reproducible, policy, configFile }
  return { ...ofMarks, durable, embedded, target, missing, hashedFiles, rename, siblings }
}

/** The report as the user calls it. */
function reportName(report: CommandOptions['report'], place: string, cwd: string): string {
  return typeof report === 'string' ? report : shown(place, cwd)
}

/** @param files source maps and compressed files included. */
function renamedIn(files: number): string {
  return `${count(files, 'file')} got ${files === 1 ? 'a new name' : 'new names'}, as browsers may have cached what a digest pins (rename: 'never' in a config says otherwise)`
}

function keptIn({ leftOut }: Inserted): string {
  const kept = leftOut.get(KEPT)?.length ?? 0
  if (kept === 0) return ''
  return kept === 1 ? '; 1 keeps its valid mark' : `; ${kept} keep their valid marks`
}

function reportOf(inserted: Inserted, run: Run): Dict {
  const { searched, invocation } = run
  const { facts, moment, targets, repositories } = inserted
  const times = { ...moment.mark, ...moment.report }
  return reportOperation({
    operation: 'insert',
    facts,
    times,
    wanted: reportKeys(run.options, 'insert'),
    outcome: inserted,
    targets,
    repositories,
    root: rootOf(run),
    paths: searched,
    flags: invocation.given,
  })
}
