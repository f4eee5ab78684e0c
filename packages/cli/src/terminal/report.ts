/** A report as lines for a terminal. */
import type { ArtifactRow, Json, ReportView, State } from '../report-page/page-data.js'
import { count } from './messages.js'
import { layOut, type Styles } from './table.js'
import type { Piece, Style } from './write.js'

const TONES: Readonly<Record<string, Style>> = { good: 'green', bad: 'red' }

/** @param isWhole whether the keys of the report, and the files that were left out, are shown, too. */
export function reportLines(view: ReportView, isWhole: boolean): Piece[][] {
  const { title, place, verdict, facts, folder, rows, messages, keys } = view
  const known = facts.map(({ name, values, more }) => [
    `  ${name}`,
    [...values.map((value) => value.split('\n')[0]!), ...(more > 0 ? [`${more} more`] : [])].join('; '),
  ])
  const artifacts = rows.filter(({ state }) => state !== 'left out')
  const leftOut = rows.filter(({ state }) => state === 'left out')
  return [
    [{ text: title, style: 'bold' }, place === '' ? '' : `, from ${place}`],
    [{ text: verdict.text, style: TONES[verdict.tone] }],
    ...layOutPairs(known),
    ...(artifacts.length > 0 ? artifactLines(artifacts, folder) : []),
    ...reasonLines(artifacts),
    ...(isWhole ? groupLines('left out', leftOut) : countLine(leftOut.length)),
    ...messages.map((message): Piece[] => [{ text: 'message:', style: 'yellow' }, ` ${message}`]),
    ...(isWhole || artifacts.length === 0 ? [[''], ...layOutPairs(keys.map(keyCells))] : []),
  ]
}

const HEAD = ['artifact', 'state', 'type', 'id', 'commit']

const STYLES: Styles = {
  1: { valid: 'green', marked: 'green', invalid: 'red', 'no mark': 'red', unchecked: 'yellow' },
}

function artifactLines(rows: readonly ArtifactRow[], folder: string): Piece[][] {
  const cells = rows.map(({ name, state, type, id, commit }) => [name, state, type, id, commit.slice(0, 10)])
  return [[''], ...(folder === '' ? [] : [[`in ${folder}`]]), ...layOut([HEAD, ...cells], STYLES)]
}

const WITH_REASON: readonly State[] = ['invalid', 'unchecked', 'no mark']

/** Why artifacts are not marked or not valid, by reason. */
function reasonLines(rows: readonly ArtifactRow[]): Piece[][] {
  return WITH_REASON.flatMap((state) =>
    groupLines(
      state,
      rows.filter((row) => row.state === state && row.why !== ''),
    ),
  )
}

function groupLines(state: State, rows: readonly ArtifactRow[]): Piece[][] {
  const byReason = new Map<string, string[]>()
  for (const { why, name } of rows) {
    const others = byReason.get(why)
    if (others) others.push(name)
    else byReason.set(why, [name])
  }
  return [...byReason].flatMap(([why, names]): Piece[][] => [
    [''],
    [{ text: `${state}:`, style: 'bold' }, ` ${why.replaceAll('\n', '; ')}`],
    ...names.map((name) => [`  ${name}`]),
  ])
}

function countLine(leftOut: number): Piece[][] {
  return leftOut > 0 ? [[''], [`${count(leftOut, 'path')} left out, which --verbose names`]] : []
}

function keyCells([name, value]: [string, Json]): string[] {
  return [name, typeof value === 'string' ? value : JSON.stringify(value)]
}

/** Names and values in two columns, without a head. */
function layOutPairs(pairs: readonly string[][]): Piece[][] {
  const width = Math.max(0, ...pairs.map(([name]) => name!.length))
  const room = Math.max(20, (process.stdout.columns || 120) - width - 2)
  return pairs.map(([name, value]) => [
    { text: name!.padEnd(width + 2), style: 'dim' },
    value!.length > room ? `${value!.slice(0, room - 1)}…` : value!,
  ])
}
