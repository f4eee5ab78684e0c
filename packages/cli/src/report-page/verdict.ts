/** How an operation went, in a sentence. */
import type { Dict } from '@chalkmark/core'
import { count } from '../terminal/messages.js'
import type { ArtifactRow, ReportVerdict, State } from './page-data.js'
import { differencesOf } from './rows.js'
import { shownText } from './shown.js'

/** @param messages how many there are. */
export function verdictOf(host: Dict, rows: readonly ArtifactRow[], messages: number): ReportVerdict {
  const said = messages > 0 ? ` ${count(messages, 'message')}.` : ''
  const { tone, text } = stateOfAll(shownText(host._OPERATION), rows)
  const found = findingsOf(host)
  if (found.length > 0) return { tone: 'bad', text: `${text}; ${found.join(', ')}.${said}` }
  return { tone: tone === 'good' && messages > 0 ? 'plain' : tone, text: `${text}.${said}` }
}

/** What a check against rules and another report has found. */
function findingsOf(host: Dict): string[] {
  const broken = host['_X-VIOLATIONS']
  const rules = Array.isArray(broken) ? broken.length : 0
  const { size } = differencesOf(host)
  return [
    ...(size > 0 ? [`${count(size, 'difference')} from the report of the build`] : []),
    ...(rules > 0 ? [`${count(rules, 'rule')} broken`] : []),
  ]
}

function stateOfAll(operation: string, rows: readonly ArtifactRow[]): ReportVerdict {
  const total = artifactsIn(rows)
  if (total === 0) {
    if (operation === 'insert') return { tone: 'bad', text: 'Nothing was marked' }
    return { tone: 'plain', text: 'No artifact: the report tells of the machine and the environment' }
  }
  const counts = countStates(rows)
  const problems = [...PROBLEMS].flatMap(([state, words]) => {
    const number = counts.get(state)
    return number ? [`${number} ${words}`] : []
  })
  if (problems.length > 0) {
    const isBad = counts.has('invalid') || rows.some(({ state, why }) => state === 'no mark' && why === '')
    return { tone: isBad ? 'bad' : 'plain', text: `${count(total, 'artifact')}: ${problems.join(', ')}` }
  }
  const all = total === 1 ? 'The artifact' : `All ${total} artifacts`
  if (counts.get('removed') === total)
    return { tone: 'plain', text: `The marks of ${count(total, 'artifact')} were taken out` }
  if (counts.get('valid') === total)
    return { tone: 'good', text: `${all} ${total === 1 ? 'has' : 'have'} a valid mark` }
  return { tone: 'good', text: `${all} ${total === 1 ? 'is' : 'are'} marked` }
}

const PROBLEMS: ReadonlyMap<State, string> = new Map([
  ['invalid', 'not valid'],
  ['unchecked', 'could not be checked'],
  ['no mark', 'without a mark'],
])

/** How many rows have a state. */
function countStates(rows: readonly ArtifactRow[]): Map<State, number> {
  const counts = new Map<State, number>()
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}

/** How many artifacts there are. */
export function artifactsIn(rows: readonly ArtifactRow[]): number {
  return rows.filter(({ state }) => state !== 'left out').length
}
