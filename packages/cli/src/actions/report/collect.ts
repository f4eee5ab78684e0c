/** chalkmark report collect */
import { existsSync } from 'node:fs'
import { type Dict, serializeReport } from '@chalkmark/core'
import { reportFolder, reportPath } from '@chalkmark/core/config'
import {
  extract,
  type Outcome,
  readReports,
  reportOperation,
  runFacts,
  UNCHECKED,
} from '@chalkmark/core/operations'
import { reportPlace } from '@chalkmark/core/sinks'
import type { Invocation } from '../../invocation.js'
import { beginRun, deliver, endRun, openSinks, type Run, warnOfNothing } from '../../run.js'
import { count, sayNote, sayUnchecked, shown, sum } from '../../terminal/messages.js'
import { layOut } from '../../terminal/table.js'
import { writeJson, writeLine } from '../../terminal/write.js'
import { text } from './answers.js'

export async function run(invocation: Invocation): Promise<number> {
  const current = await beginRun(invocation, { verb: 'reading' })
  const { options, talk } = current
  const { flags, cwd } = invocation
  const delivery = openSinks(current)
  const file = options.report === '-' ? undefined : reportPath(options.report, cwd)
  const outcome = await extract(current.files)
  warnOfNothing(outcome, 'no mark was found')
  const { chalks } = outcome
  const known = file !== undefined && existsSync(file) ? marksIn(file) : new Set<string>()
  outcome.chalks = chalks.filter(({ METADATA_ID: id }) => typeof id !== 'string' || !known.has(id))
  const isNew = outcome.chalks.length > 0
  const reportOf = await reporter(outcome, current)
  let where = ''
  if (isNew && file !== undefined) {
    const { place, problem } = reportPlace(file, reportFolder(options.report, cwd)).write(reportOf)
    where = `; the report is ${shown(place, cwd)}`
    if (problem !== undefined) outcome.problems.push({ path: file, code: 'NO_REPORT', message: problem })
  }
  current.progress.clear()
  if (flags.json || (!process.stdout.isTTY && file === undefined)) writeJson(serializeReport([reportOf()]))
  else if (process.stdout.isTTY && isNew) printTable(outcome.chalks, cwd)
  if (isNew) await deliver(delivery, reportOf(), outcome, current)
  const exitCode = endRun(outcome, current)
  sayUnchecked(outcome, talk)
  const lost = outcome.chalks.filter(({ CHALK_PTR: pointer }) => text(pointer) === '').length
  if (lost > 0)
    sayNote(
      `${count(lost, 'mark')} ${lost === 1 ? 'does' : 'do'} not say where the report of the build went; keys: { CHALK_PTR } in the build's options puts that in`,
      talk,
    )
  sum(
    `collected ${count(outcome.chalks.length, 'mark')}${saidOf(chalks.length - outcome.chalks.length)}${where}`,
    talk,
  )
  const isWrong = chalks.some(
    ({ _VALIDATED_METADATA: valid, [UNCHECKED]: why }) => valid === false || why !== undefined,
  )
  return exitCode || (isWrong ? 1 : 0)
}

function saidOf(known: number): string {
  return known > 0 ? `; ${known} ${known === 1 ? 'is' : 'are'} in the report of a build` : ''
}

/** METADATA_ID of the marks that the reports of builds in a file tell of. @throws ChalkError `NO_REPORT` */
function marksIn(file: string): Set<string> {
  const hosts = readReports([file]).flatMap((report) => report.hosts)
  const builds = hosts.filter(({ _OPERATION: operation }) => operation === 'insert')
  const ids = builds.flatMap(({ _CHALKS: made }) => (Array.isArray(made) ? (made as (Dict | null)[]) : []))
  return new Set(ids.map((chalk) => text(chalk?.METADATA_ID)))
}

/** @returns the function that makes the report, with what else has gone wrong. */
async function reporter(
  outcome: Outcome,
  { invocation, searched }: Run,
): Promise<(problem?: string) => Dict> {
  const host = await runFacts(invocation.cwd, process.env)
  let id: Dict['_ACTION_ID'] | undefined
  return (problem) => {
    const warnings = [...outcome.warnings, ...(problem === undefined ? [] : [problem])]
    const report = reportOperation({
      operation: 'extract',
      ...host,
      outcome: { ...outcome, warnings },
      paths: searched,
      flags: invocation.given,
    })
    id ??= report._ACTION_ID!
    return { ...report, _ACTION_ID: id }
  }
}

/** Where each mark's own report is. */
function printTable(chalks: readonly Dict[], cwd: string): void {
  const rows = chalks.map((chalk) => [
    shown(text(chalk._OP_ARTIFACT_PATH), cwd),
    text(chalk.CHALK_ID),
    text(chalk.COMMIT_ID).slice(0, 10),
    text(chalk.CHALK_PTR) || '—',
  ])
  for (const line of layOut([['artifact', 'id', 'commit', 'report of the build'], ...rows]))
    writeLine('stdout', ...line)
}
