/** Shows the reports that the page holds. */
import type { PageData, ReportView, State } from '../page-data.js'
import { STATES } from '../page-data.js'
import { openDetail } from './detail.js'
import { byId, make, makeButton } from './dom.js'
import { showHead } from './head.js'
import { openCatalogue } from './keys.js'
import { type Column, matches, type Wish, wantedRows, wordsIn } from './search.js'
import { nameOf } from './states.js'
import { openTable } from './table.js'
import { countPart, openTabs, showPart } from './tabs.js'
import { openTheme } from './theme.js'

const { reports, catalogue: groups, madeBy } = JSON.parse(byId('data').textContent!) as PageData
const catalogue = openCatalogue(groups)
const table = openTable((index) => detail.open(index))
const detail = openDetail(
  catalogue,
  () => table.rows,
  (index) => table.focus(index),
)
const search = byId<HTMLInputElement>('search')
const columns = [...document.querySelectorAll<HTMLElement>('th')]

let report = reports[0]!
let wish: Wish = { words: [], state: undefined, sort: { column: 'state', isDown: false } }

function showReport(shown: ReportView): void {
  report = shown
  wish = { ...wish, state: undefined }
  showHead(report)
  byId('folder').textContent = report.folder === '' ? '' : `in ${report.folder}`
  showPart(report.rows.length > 0 ? 'artifacts' : 'keys')
  showContent()
}

function showContent(): void {
  showRows()
  showKeys()
  showMessages()
}

function showRows(): void {
  const rows = wantedRows(report.rows, wish)
  table.show(rows)
  countPart('artifacts', rows.length, report.rows.length)
  const isFiltered = wish.words.length > 0 || wish.state !== undefined
  byId('shown').textContent = isFiltered ? `${rows.length} of ${report.rows.length} match` : ''
  byId('table').hidden = rows.length === 0
  const none = byId('none')
  none.hidden = rows.length > 0
  none.textContent =
    report.rows.length === 0
      ? 'The report names no artifact.'
      : 'No artifact matches. Esc in the search shows all.'
  showStates()
  showOrder()
}

/** A button for each state that occurs. */
function showStates(): void {
  const counts = new Map<State, number>()
  for (const { state } of report.rows) counts.set(state, (counts.get(state) ?? 0) + 1)
  const all = stateButton('all', report.rows.length, undefined)
  const each = STATES.flatMap((state) =>
    counts.has(state) ? [stateButton(nameOf(state), counts.get(state)!, state)] : [],
  )
  byId('states').replaceChildren(...(each.length > 1 ? [all, ...each] : []))
}

function stateButton(name: string, number: number, state: State | undefined): HTMLButtonElement {
  const button = makeButton('', `${name} `, make('span', 'count', String(number)))
  button.setAttribute('aria-pressed', String(wish.state === state))
  button.addEventListener('click', () => {
    wish = { ...wish, state }
    showRows()
    byId('states').querySelector<HTMLElement>('[aria-pressed=true]')?.focus()
  })
  return button
}

function showOrder(): void {
  for (const head of columns) {
    const isSorted = wish.sort.column === head.dataset.column
    if (!isSorted) head.removeAttribute('aria-sort')
    else head.setAttribute('aria-sort', wish.sort.isDown ? 'descending' : 'ascending')
  }
}

function sortBy(column: Column): void {
  const isAgain = wish.sort.column === column
  wish = { ...wish, sort: { column, isDown: isAgain && !wish.sort.isDown } }
  showRows()
}

function showKeys(): void {
  const found = report.keys.filter((entry) => matches(catalogue.textOf(entry), wish.words))
  countPart('keys', found.length, report.keys.length)
  const none = make(
    'p',
    'empty',
    report.keys.length === 0 ? 'The report has no keys of its own.' : 'No key matches.',
  )
  byId('keys')
    .querySelector('div')!
    .replaceChildren(...(found.length > 0 ? catalogue.show(found) : [none]))
}

function showMessages(): void {
  const found = report.messages.filter((message) => matches(message.toLowerCase(), wish.words))
  countPart('messages', found.length, report.messages.length)
  const none = make(
    'li',
    'empty',
    report.messages.length === 0 ? 'There are no messages.' : 'No message matches.',
  )
  const items = found.map((message) => make('li', 'text', message))
  byId('messages')
    .querySelector('ul')!
    .replaceChildren(...(items.length > 0 ? items : [none]))
}

function setSearch(text: string): void {
  search.value = text
  wish = { ...wish, words: wordsIn(text), state: text === '' ? undefined : wish.state }
  showContent()
}

function openChooser(): void {
  const select = byId<HTMLSelectElement>('report')
  for (const { title } of reports) select.append(make('option', '', title))
  byId('chooser').hidden = reports.length < 2
  select.addEventListener('change', () => showReport(reports[select.selectedIndex]!))
}

function openKeyboard(): void {
  search.addEventListener('input', () => {
    wish = { ...wish, words: wordsIn(search.value) }
    showContent()
  })
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      if (search.value === '' && wish.state === undefined) table.focus(0)
      else setSearch('')
    } else if ((event.key === 'ArrowDown' || event.key === 'Enter') && !byId('artifacts').hidden) {
      event.preventDefault()
      table.focus(0)
    }
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target === search || document.querySelector('dialog[open]')) return
    event.preventDefault()
    search.focus()
    search.select()
  })
  byId('rows').addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') search.focus()
  })
}

for (const head of columns)
  head.querySelector('button')!.addEventListener('click', () => sortBy(head.dataset.column as Column))
byId('made-by').textContent = madeBy
openTheme()
openTabs()
openChooser()
openKeyboard()
showReport(report)
