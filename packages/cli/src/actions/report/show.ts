/** chalkmark report show */
import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { ChalkError, reasonOf, serializeReport } from '@chalkmark/core'
import { makeFolder, writeWholeIn } from '@chalkmark/core/disk'
import { type ReadReport, readReports } from '@chalkmark/core/operations'
import { redactDict } from '@chalkmark/core/redact'
import type { ShowFlags } from '../../commands/report/show.js'
import type { Invocation } from '../../invocation.js'
import { groupsOf } from '../../report-page/groups.js'
import { reportPage } from '../../report-page/page.js'
import type { ReportView } from '../../report-page/page-data.js'
import { viewOf } from '../../report-page/view.js'
import { count, sayWarning, shown, sum, type Talk } from '../../terminal/messages.js'
import { reportLines } from '../../terminal/report.js'
import { writeHtml, writeJson, writeLine } from '../../terminal/write.js'
import { UsageError } from '../../usage-error.js'
import { version } from '../../version.js'

/** The report file of a build. */
const DEFAULT = 'chalk-report.json'

export async function run({ flags, paths, cwd }: Invocation<ShowFlags>): Promise<number> {
  const talk: Talk = { quiet: flags.quiet === true, verbose: flags.verbose === true, cwd }
  const places = (paths.length > 0 ? paths : [DEFAULT]).map((path) => resolve(cwd, path))
  const reports = readReports(places, (place, problem) =>
    sayWarning(`${shown(place, cwd)}: ${problem}`, talk),
  )
  if (flags.html === undefined && (flags.json || !process.stdout.isTTY)) {
    // Others may have made them.
    writeJson(serializeReport(reports.flatMap(({ hosts }) => hosts.map(redactDict))))
    return 0
  }
  const views = viewsOf(reports, talk)
  if (flags.html !== undefined) await writePage(flags.html, views, reports, talk)
  else for (const [index, view] of views.entries()) print(view, index > 0, talk)
  return 0
}

/** Of all reports together. With more, neither a browser nor a reader would come to the end. */
const MOST_ROWS = 200_000
const MOST_REPORTS = 10_000

function viewsOf(reports: readonly ReadReport[], talk: Talk): ReportView[] {
  const all = reports.flatMap(({ place, hosts }) => hosts.map((host) => ({ place, host })))
  if (all.length > MOST_REPORTS)
    sayWarning(`the first ${MOST_REPORTS} of ${all.length} reports are shown; name fewer files`, talk)
  let room = MOST_ROWS
  return all.slice(0, MOST_REPORTS).map(({ place, host }) => {
    const view = viewOf(host, shown(place, talk.cwd), room)
    room -= view.rows.length
    return view
  })
}

function print(view: ReportView, isNext: boolean, { verbose }: Talk): void {
  if (isNext) writeLine('stdout')
  for (const line of reportLines(view, verbose)) writeLine('stdout', ...line)
}

async function writePage(
  file: string,
  views: readonly ReportView[],
  reports: readonly ReadReport[],
  talk: Talk,
): Promise<void> {
  const { script, style } = await import('../../report-page/parts.js')
  const data = { madeBy: `chalkmark ${version}`, reports: [...views], catalogue: await groupsOf(views) }
  const html = reportPage(data, { script, style })
  if (file === '-') {
    writeHtml(html)
    return
  }
  const path = resolve(talk.cwd, file)
  if (reports.some(({ place }) => isSame(place, path)))
    throw new UsageError(`--html ${file}: that is the report itself; name another file`)
  try {
    const folder = makeFolder(dirname(path))
    try {
      writeWholeIn(folder, basename(path), html)
    } finally {
      folder.close()
    }
  } catch (error) {
    throw new ChalkError('FAILED', `the page cannot be written to ${path}: ${reasonOf(error)}`)
  }
  sum(`${count(views.length, 'report')} shown in ${shown(path, talk.cwd)}`, talk)
}

/** Whether two paths lead to one file. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }))
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev
}
