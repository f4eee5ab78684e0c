/** Which rows and keys are shown, and in which order. */
import { type ArtifactRow, STATES, type State } from '../page-data.js'

export type Column = 'state' | 'name' | 'type' | 'id' | 'commit'

export interface Wish {
  /** All of these words must occur. */
  words: readonly string[]
  state: State | undefined
  sort: { column: Column; isDown: boolean }
}

export function wordsIn(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean)
}

const texts = new WeakMap<ArtifactRow, string>()

/** Everything of a row that can be searched. */
function textOf(row: ArtifactRow): string {
  let text = texts.get(row)
  if (text === undefined) {
    const { path, state, why, type, id, commit, keys } = row
    text = [path, state, why, type, id, commit, JSON.stringify(keys)].join('\n').toLowerCase()
    texts.set(row, text)
  }
  return text
}

export function matches(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word))
}

export function wantedRows(rows: readonly ArtifactRow[], { words, state, sort }: Wish): ArtifactRow[] {
  const found = rows.filter(
    (row) =>
      (state === undefined || row.state === state) && (words.length === 0 || matches(textOf(row), words)),
  )
  const { column, isDown } = sort
  const compare = column === 'state' ? byState : byText(column)
  return found.sort(isDown ? (a, b) => compare(b, a) : compare)
}

function byState(a: ArtifactRow, b: ArtifactRow): number {
  return STATES.indexOf(a.state) - STATES.indexOf(b.state)
}

function byText(column: Exclude<Column, 'state'>): (a: ArtifactRow, b: ArtifactRow) => number {
  const { compare } = new Intl.Collator('en', { numeric: true })
  return (a, b) => compare(a[column], b[column])
}
