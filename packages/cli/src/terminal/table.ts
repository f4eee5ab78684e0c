/** Artifacts as a table for readers. */
import type { Dict, Value } from '@chalkmark/core'
import { UNCHECKED } from '@chalkmark/core/files'
import { shown } from './messages.js'
import { type Style, styled } from './style.js'

const HEAD = ['artifact', 'type', 'id', 'valid', 'commit']

/** A row for each artifact and, with the columns that they have, for each that carries no mark. */
export function table(chalks: readonly Dict[], unmarked: readonly string[], cwd: string): string {
  const rows = [
    HEAD,
    ...chalks.map((chalk) => [
      shown(text(chalk._OP_ARTIFACT_PATH), cwd),
      text(chalk._OP_ARTIFACT_TYPE),
      text(chalk.CHALK_ID),
      validity(chalk),
      text(chalk.COMMIT_ID).slice(0, 10),
    ]),
    ...unmarked.map((path) => [shown(path, cwd), '', 'no mark', '', '']),
  ]
  const columns = fit(rows, process.stdout.columns || 120)
  const lines = rows.map((row, index) => {
    const cells = row.map((cell, column) => colour(index, column, shorten(cell, columns[column]!)))
    return cells.join('  ').trimEnd()
  })
  return `${lines.join('\n')}\n`
}

function text(value: Value | undefined): string {
  return typeof value === 'string' ? value.replace(/[\x00-\x1f\x7f-\x9f]/g, '?') : ''
}

function validity({ _VALIDATED_METADATA, [UNCHECKED]: unchecked }: Dict): string {
  if (_VALIDATED_METADATA !== undefined) return _VALIDATED_METADATA ? 'yes' : 'no'
  return unchecked === undefined ? '' : 'unchecked'
}

/** The widths of the columns. Where they do not fit, the paths are cut. */
function fit(rows: readonly string[][], available: number): number[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const excess = widths.reduce((sum, width) => sum + width + 2, -2) - available
  if (excess > 0) widths[0] = Math.max(12, widths[0]! - excess)
  return widths
}

/** Cut at the front: the end of a path tells files apart. */
function shorten(cell: string, width: number): string {
  return cell.length > width ? `…${cell.slice(cell.length - width + 1)}` : cell.padEnd(width)
}

/** Colours the word in a cell, not the blanks behind it. */
function colour(row: number, column: number, cell: string): string {
  const word = cell.trimEnd()
  const style = row === 0 ? 'bold' : STYLES[column]?.[word]
  return style && word ? styled(style, word, process.stdout) + cell.slice(word.length) : cell
}

/** By column and word. */
const STYLES: Readonly<Record<number, Readonly<Record<string, Style>>>> = {
  2: { 'no mark': 'red' },
  3: { yes: 'green', no: 'red', unchecked: 'yellow' },
}
