/** What a reader sees first: how it went, which commit, and where the report is from. */
import type { Fact, ReportView } from '../page-data.js'
import { byId, make } from './dom.js'

export function showHead({ title, operation, verdict, place, facts }: ReportView): void {
  document.title = `Chalkmark report: ${title}`
  const heading = byId('verdict')
  heading.textContent = verdict.text
  heading.className = verdict.tone
  byId('place').textContent = `${operation} report${place === '' ? '' : `, from ${place}`}`
  byId('facts').replaceChildren(...facts.map(factElement))
}

function factElement({ name, values, more }: Fact): HTMLElement {
  const lines = values.map((value) => make('dd', /^commit/.test(name) ? 'mono' : '', value))
  if (more > 0) lines.push(make('dd', '', `and ${more} more`))
  return make('div', 'fact', make('dt', '', name), ...lines)
}
