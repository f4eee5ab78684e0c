/**
 * The table of artifacts. The first rows are there at once, and the others follow in parts, so that a page of thousands opens at
 * once, and the browser's own search and its print still find all.
 */
import type { ArtifactRow } from '../page-data.js'
import { byId, make, makeButton } from './dom.js'
import { badge, reasonOf } from './states.js'

/** Rows that are made at once. A screen has fewer. */
const FIRST = 100
/** Rows of each further part. Each part costs a frame over all rows. */
const PART = 1000
/** With more rows, a button asks for the others. */
const MOST = 10_000

export interface Table {
  /** Shows these rows and no others. */
  show(rows: readonly ArtifactRow[]): void
  /** Moves the focus to a row. @returns whether there is one. */
  focus(index: number): boolean
  readonly rows: readonly ArtifactRow[]
}

/** @param open called with the index of the row that was clicked or entered. */
export function openTable(open: (index: number) => void): Table {
  const body = byId('rows')
  const more = byId('more')
  const buttons: HTMLButtonElement[] = []
  let rows: readonly ArtifactRow[] = []
  let current = 0
  let timer = 0

  function add(until: number): void {
    const end = Math.min(until, rows.length)
    const made: HTMLElement[] = []
    for (let index = buttons.length; index < end; index++) {
      const [element, button] = rowElement(rows[index]!)
      button.tabIndex = index === current ? 0 : -1
      buttons.push(button)
      made.push(element)
    }
    body.append(...made)
    more.hidden = buttons.length < Math.min(MOST, rows.length) || buttons.length === rows.length
    more.textContent = `Show the other ${rows.length - buttons.length} rows`
  }

  function addLater(): void {
    if (buttons.length >= Math.min(MOST, rows.length)) return
    timer = window.setTimeout(() => {
      add(Math.min(buttons.length + PART, MOST))
      addLater()
    })
  }

  function focus(index: number): boolean {
    if (index < 0 || index >= rows.length) return false
    if (index >= buttons.length) add(index + PART)
    buttons[current]!.tabIndex = -1
    current = index
    const button = buttons[index]!
    button.tabIndex = 0
    button.focus()
    return true
  }

  more.addEventListener('click', () => {
    const next = buttons.length
    add(next + MOST)
    focus(next)
  })
  window.addEventListener('beforeprint', () => add(rows.length))
  onClick(body, (index) => {
    focus(index)
    open(index)
  })
  onMove(body, (move) => {
    const moved = move(current, rows.length - 1)
    if (moved < 0) byId('search').focus()
    else focus(Math.min(moved, rows.length - 1))
  })

  return {
    show(wanted) {
      clearTimeout(timer)
      rows = wanted
      current = 0
      buttons.length = 0
      body.replaceChildren()
      byId('table').setAttribute('aria-rowcount', String(rows.length + 1))
      add(FIRST)
      addLater()
    },
    focus,
    get rows() {
      return rows
    },
  }
}

/** Calls with the index of the row that was clicked. */
function onClick(body: HTMLElement, done: (index: number) => void): void {
  body.addEventListener('click', ({ target }) => {
    const row = (target as Element).closest('tr')
    // A click that ends a selection of text opens nothing.
    if (row && String(getSelection()) === '') done([...body.children].indexOf(row))
  })
}

/** Calls with what a key says: from which row to which. */
function onMove(body: HTMLElement, done: (move: Move) => void): void {
  body.addEventListener('keydown', (event) => {
    const move = MOVES.get(event.key)
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    done(move)
  })
}

type Move = (current: number, last: number) => number

/** By key: the row to go to. */
const MOVES: ReadonlyMap<string, Move> = new Map([
  ['ArrowDown', (current: number) => current + 1],
  ['ArrowUp', (current: number) => current - 1],
  ['PageDown', (current: number) => current + 20],
  ['PageUp', (current: number) => Math.max(0, current - 20)],
  ['Home', () => 0],
  ['End', (_: number, last: number) => last],
])

function rowElement(row: ArtifactRow): [HTMLElement, HTMLButtonElement] {
  const { state, name, type, id, commit } = row
  const why = reasonOf(row)
  const at = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1
  const button = makeButton('open', make('span', 'folder', name.slice(0, at)), name.slice(at))
  const file = make('td', 'name', button)
  if (why !== '') file.append(make('p', 'why', why))
  const element = make(
    'tr',
    '',
    make('td', 'state', badge(state)),
    file,
    make('td', 'type', type),
    make('td', 'id mono', id),
    make('td', 'commit mono', commit.slice(0, 10)),
  )
  // The style sheet makes grids of rows, and some browsers then no longer tell that they are rows.
  element.role = 'row'
  for (const cell of element.cells) cell.role = 'cell'
  return [element, button]
}
