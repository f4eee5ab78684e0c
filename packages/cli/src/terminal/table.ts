/** Artifacts as a table for readers. */
import type { Dict, Value } from '@chalkmark/core'
import { UNCHECKED } from '@chalkmark/core/operations'
import { printable, redact } from '@chalkmark/core/redact'
import { shown, shownName } from './messages.js'
import type { Piece, Style } from './write.js'

const HEAD = ['artifact', 'type', 'id', 'valid', 'commit']

/** The lines of the table: one for each artifact, also for those without a mark. */
export function table(chalks: readonly Dict[], unmarked: readonly string[], cwd: string): Piece[][] {
  const rows: string[][] = [
    HEAD,
    ...chalks.map((chalk) => [
      shownName(chalk, cwd),
      text(chalk._OP_ARTIFACT_TYPE),
      text(chalk.CHALK_ID),
      validity(chalk),
      text(chalk.COMMIT_ID).slice(0, 10),
    ]),
    ...unmarked.map((path) => [shown(path, cwd), '', 'no mark', '', '']),
  ]
  return layOut(rows, STYLES)
}

/** By column and word. */
export type Styles = Readonly<Record<number, Readonly<Record<string, Style>>>>

/**
 * Rows as lines, in columns. The first row is the head. If they are too wide, the first column is shortened,
 * and then other long ones.
 * @param styles for words that fill a cell.
 */
export function layOut(texts: readonly (readonly string[])[], styles: Styles = {}): Piece[][] {
  const rows = texts.map((row) => row.map((cell) => printable(redact(cell))))
  const columns = fit(rows, process.stdout.columns || 120)
  return rows.map((row, index) => {
    const last = row.findLastIndex((cell) => cell !== '')
    return row
      .slice(0, last + 1)
      .flatMap((cell, column) => [
        ...(column > 0 ? ['  '] : []),
        ...colour(
          index === 0 ? 'bold' : styles[column]?.[cell],
          shorten(cell, columns[column]!, column === 0),
          column === last,
        ),
      ])
  })
}

function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : ''
}

function validity({ _VALIDATED_METADATA, [UNCHECKED]: unchecked }: Dict): string {
  if (_VALIDATED_METADATA !== undefined) return _VALIDATED_METADATA ? 'yes' : 'no'
  return unchecked === undefined ? '' : 'unchecked'
}

/** Columns are not made narrower than this, in characters: the first one, and the others, of which ids are the longest. */
const LEAST = 12
const LEAST_OF_OTHERS = 26

/** The widths of the columns. If they do not fit, paths are shortened, and then what is longer than an id. */
function fit(rows: readonly string[][], available: number): number[] {
  const widths = rows[0]!.map((_, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]!.length), 0),
  )
  const excess = () => widths.reduce((sum, width) => sum + width + 2, -2) - available
  for (const [column, width] of widths.entries()) {
    const least = column === 0 ? LEAST : LEAST_OF_OTHERS
    if (width > least) widths[column] = Math.max(least, width - Math.max(0, excess()))
  }
  return widths
}

/** Cuts paths at the front, since their ends tell files apart, and other texts at the end. */
function shorten(cell: string, width: number, isPath: boolean): string {
  if (cell.length <= width) return cell.padEnd(width)
  return isPath ? `…${cell.slice(cell.length - width + 1)}` : `${cell.slice(0, width - 1)}…`
}

/** Colours the word in a cell but not the blanks behind it. The last cell of a line has none. */
function colour(style: Style | undefined, cell: string, isLast: boolean): Piece[] {
  const text = cell.trimEnd()
  const blanks = isLast ? '' : cell.slice(text.length)
  return [{ text, style }, blanks]
}

const STYLES: Styles = {
  2: { 'no mark': 'red' },
  3: { yes: 'green', no: 'red', unchecked: 'yellow' },
}
