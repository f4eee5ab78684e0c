/** chalkmark find */
import { resolve } from 'node:path'
import { type Dict, serializeReport } from '@chalkmark/core'
import { type FileOrigin, find, originOf, type ReportMatch } from '@chalkmark/core/operations'
import { redactDict } from '@chalkmark/core/redact'
import type { FindFlags } from '../commands/find.js'
import type { Invocation } from '../invocation.js'
import { beginRun, endRun } from '../run.js'
import { count, sayNote, shown, sum, type Talk } from '../terminal/messages.js'
import { layOut } from '../terminal/table.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { answers, originCells } from './report/answers.js'
import { badTeller } from './report/reports.js'

export async function run(invocation: Invocation<FindFlags>): Promise<number> {
  const { flags, cwd } = invocation
  const current = await beginRun(invocation, { verb: 'reading' })
  const { talk } = current
  const reports = Array.isArray(flags.reports) ? flags.reports.map((place) => resolve(cwd, place)) : undefined
  const { files, outcome } = await find({
    ...current.files,
    ...(reports && { reports }),
    tellBad: badTeller(talk).tell,
  })
  current.progress.clear()
  if (process.stdout.isTTY && !flags.json) printTable(files, talk)
  else writeJson(serializeReport(answersOf(files)))
  for (const { path, state, found, more } of files) {
    if (more > 0)
      sayNote(
        `${shown(path, talk.cwd)}: the latest ${found.length} matches are named, and ${more} more are not`,
        talk,
      )
    const message = problemOf(state, found, reports !== undefined)
    if (message !== undefined) outcome.problems.push({ path, code: 'NOT_FOUND', message })
  }
  if (files.length === 0 && outcome.problems.length === 0) {
    const message = 'there is no artifact, so nothing was looked up; name a file'
    outcome.problems.push({ path: current.searched[0]!, code: 'NOTHING', message })
  }
  const exitCode = endRun(outcome, current)
  const known = files.filter(({ found }) => found.length > 0).length
  sum(`${known} of ${count(files.length, 'file')} found in reports`, talk)
  return exitCode
}

/** Why a file's origin is not known; undefined if it is. */
function problemOf(
  state: FileOrigin['state'],
  found: readonly ReportMatch[],
  isNamed: boolean,
): string | undefined {
  if (found.length === 0) {
    const where = isNamed
      ? 'it is in none of the reports'
      : 'no report beside it names it; --report FILE names others'
    return state === 'none' ? `${where}, and it has no mark` : where
  }
  const doubt = found[0]!.by === 'METADATA_ID' ? DOUBTS[state] : undefined
  return doubt && `a report has its mark, but ${doubt.why}, so it need not come from there`
}

/** A mark can be copied to any file, so alone it tells where a file comes from only if it is valid. */
const DOUBTS: Readonly<Partial<Record<FileOrigin['state'], { why: string; by: string }>>> = {
  changed: { why: 'the file was changed after marking', by: 'mark, changed since' },
  unchecked: { why: 'nobody can tell whether the file was changed after marking', by: 'mark, unchecked' },
}

/** The answers for programs. */
function answersOf(files: readonly FileOrigin[]): Dict[] {
  const answer = answers()
  return files.map(({ path, sha256, state, found, more }) => {
    const matches = found.map((one) => ({ by: one.by, ...answer(one) }))
    return redactDict({ file: path, sha256, mark: state, found: matches, ...(more > 0 && { more }) })
  })
}

const HEAD = ['file', 'found by', 'commit', 'built', 'with', 'author', 'report']

/** A line for each file and each build that has made it. */
function printTable(files: readonly FileOrigin[], talk: Talk): void {
  const rows = files.flatMap(({ path, state, found }) => {
    const name = shown(path, talk.cwd)
    if (found.length === 0) return [[name, 'in no report', '', '', '', '', '']]
    return found.map((one, index) => {
      const by = (one.by === 'METADATA_ID' && DOUBTS[state]?.by) || BY[one.by]
      return [index === 0 ? name : '', by, ...originCells(originOf(one)), shown(one.place, talk.cwd)]
    })
  })
  for (const line of layOut([HEAD, ...rows], STYLES)) writeLine('stdout', ...line)
}

const BY: Readonly<Record<ReportMatch['by'], string>> = {
  'SHA-256': 'SHA-256',
  METADATA_ID: 'mark',
  HASH: 'HASH',
  unmarked: 'SHA-256 before its mark',
}

const STYLES = {
  1: { 'in no report': 'red', 'mark, changed since': 'red', 'mark, unchecked': 'red' },
} as const
