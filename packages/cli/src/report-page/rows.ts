/** The artifacts of a host report, and what it says of files without a mark. */
import type { Dict, Value } from '@chalkmark/core'
import { NOT_COVERED, UNCHECKED } from '@chalkmark/core/operations'
import { type ArtifactRow, STATES, type State } from './page-data.js'
import { isDict, shownEntries, shownText } from './shown.js'

/** The keys that rows are made from, if they have the form that they should have. */
export const KEYS_OF_ROWS = ['_CHALKS', '_UNMARKED', '_X-UNMARKED', '_X-LEFT-OUT']

/**
 * @param room how many rows there may be.
 * @returns the worst first, and else in the report's order; and how many are left away.
 */
export function rowsOf(host: Dict, room: number): { rows: ArtifactRow[]; more: number } {
  const chalks = chalksOf(host)
  const reasons = reasonsOf(host)
  const unmarked = [...new Set([...textsIn(host._UNMARKED), ...reasons.keys()])]
  const leftOut = entriesIn(host['_X-LEFT-OUT']).flatMap(([reason, paths]) =>
    textsIn(paths).map((path) => ({ path, reason })),
  )
  const said = saidOf(new Set(unmarked), host)
  const differences = differencesOf(host)
  // Those without a mark come first, since nobody may hide one behind a million others.
  const rows: ArtifactRow[] = unmarked
    .slice(0, room)
    .map((path) => plainRow(path, 'no mark', reasons.get(path) ?? said.get(path) ?? ''))
  for (const chalk of chalks.slice(0, room - rows.length)) rows.push(rowOf(chalk, host, differences))
  for (const { path, reason } of leftOut.slice(0, room - rows.length))
    rows.push(plainRow(path, 'left out', reason))
  const more = unmarked.length + chalks.length + leftOut.length - rows.length
  return { rows: rows.sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state)), more }
}

/** In what artifacts differ from the report of their build, by path. */
export function differencesOf(host: Dict): Map<string, string> {
  const found = new Map<string, string>()
  for (const [state, paths] of entriesIn(host['_X-DIFFERENCES']))
    for (const [path, reason] of entriesIn(paths)) found.set(path, `${state}: ${shownText(reason)}`)
  return found
}

export function chalksOf({ _CHALKS: chalks }: Dict): Dict[] {
  return Array.isArray(chalks) ? chalks.filter(isDict) : []
}

/**
 * Names rows by their paths below the folder that all share.
 * @returns that folder, with a separator at its end; empty if there is none.
 */
export function nameRows(rows: readonly ArtifactRow[]): string {
  const [first] = rows
  if (!first) return ''
  let folder = first.path.slice(0, lastSeparator(first.path) + 1)
  for (const { path } of rows)
    while (!path.startsWith(folder)) folder = folder.slice(0, lastSeparator(folder.slice(0, -1)) + 1)
  for (const row of rows) row.name = row.path.slice(folder.length) || row.path
  return folder
}

function lastSeparator(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
}

function rowOf(chalk: Dict, host: Dict, differences: ReadonlyMap<string, string>): ArtifactRow {
  const state = stateOf(chalk, host)
  const difference = differences.get(String(chalk._OP_ARTIFACT_PATH))
  const path = shownText(chalk._OP_ARTIFACT_PATH ?? chalk.PATH_WHEN_CHALKED) || '(no path)'
  return {
    path,
    name: path,
    state,
    why: [whyOf(chalk, state), shownText(difference)].filter((line) => line !== '').join('\n'),
    type: shownText(chalk._OP_ARTIFACT_TYPE ?? chalk.ARTIFACT_TYPE),
    id: shownText(chalk.CHALK_ID),
    commit: shownText(chalk.COMMIT_ID),
    keys: shownEntries(chalk),
  }
}

function plainRow(path: string, state: State, why: string): ArtifactRow {
  const shown = shownText(path)
  return { path: shown, name: shown, state, why: shownText(why), type: '', id: '', commit: '', keys: [] }
}

function stateOf(chalk: Dict, host: Dict): State {
  if (chalk._VALIDATED_METADATA === true) return 'valid'
  if (chalk._VALIDATED_METADATA === false) return 'invalid'
  if (chalk[UNCHECKED] !== undefined) return 'unchecked'
  if (chalk.CHALK_ID === undefined && chalk.METADATA_ID === undefined) return 'no mark'
  return host._OPERATION === 'delete' ? 'removed' : 'marked'
}

function whyOf(chalk: Dict, state: State): string {
  const lines: string[] = []
  if (state === 'invalid') lines.push(...textsIn(chalk._ERR_INFO))
  if (state === 'unchecked') lines.push(shownText(chalk[UNCHECKED]))
  if (state === 'no mark') lines.push('the report has facts about it and no mark')
  const uncovered = textsIn(chalk[NOT_COVERED])
  if (uncovered.length > 0) lines.push(`the mark does not cover ${uncovered.join('; ')}`)
  if (chalk['_X-NOTE'] !== undefined) lines.push(shownText(chalk['_X-NOTE']))
  return shownText(lines.join('\n'))
}

/** By path: why there is no mark. */
function reasonsOf(host: Dict): Map<string, string> {
  const reasons = new Map<string, string>()
  for (const [reason, files] of entriesIn(host['_X-UNMARKED']))
    for (const [path] of entriesIn(files)) reasons.set(path, reason)
  return reasons
}

/** What the messages of the operation say of files: `/site/app.js: it is signed`. By path. */
function saidOf(paths: ReadonlySet<string>, host: Dict): Map<string, string> {
  const said = new Map<string, string>()
  for (const message of textsIn(host._OP_ERRORS)) {
    // A path may hold a colon and a blank itself.
    let at = message.indexOf(': ')
    for (let tries = 0; at > 0 && tries < 8; tries++, at = message.indexOf(': ', at + 1))
      if (paths.has(message.slice(0, at))) said.set(message.slice(0, at), message.slice(at + 2))
  }
  return said
}

/** The texts in a list. */
export function textsIn(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function entriesIn(value: Value | undefined): [string, Value][] {
  return isDict(value) ? Object.entries(value) : []
}
