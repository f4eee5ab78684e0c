/** A host report as people look at it: how it went, which commit, the artifacts, the messages, all keys. */
import type { Dict, Value } from '@chalkmark/core'
import { count } from '../terminal/messages.js'
import { factsOf } from './facts.js'
import type { ArtifactRow, ReportVerdict, ReportView, State } from './page-data.js'
import { KEYS_OF_ROWS, nameRows, rowsOf } from './rows.js'
import { isDict, shownEntries, shownText } from './shown.js'

/** @param place where the report was read. */
export function viewOf(host: Dict, place: string): ReportView {
  const rows = rowsOf(host)
  const folder = nameRows(rows)
  const messages = messagesOf(host)
  const operation = shownText(host._OPERATION) || 'report'
  return {
    title: titleOf(host, operation, rows),
    operation,
    place: shownText(place),
    verdict: verdictOf(operation, rows, messages.length),
    facts: factsOf(host),
    folder,
    rows,
    messages,
    keys: shownEntries(
      Object.fromEntries(Object.entries(host).filter(([key, value]) => !isShown(key, value))),
    ),
  }
}

/** How many rows have a state. */
export function countStates(rows: readonly ArtifactRow[]): Map<State, number> {
  const counts = new Map<State, number>()
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}

function titleOf(host: Dict, operation: string, rows: readonly ArtifactRow[]): string {
  const time = shownText(host._DATETIME)
    .replace('T', ' ')
    .replace(/(\d\d:\d\d).*/, '$1')
  const commit = shownText(host._COMMIT_ID ?? rows.find((row) => row.commit !== '')?.commit).slice(0, 10)
  const known = [operation, time, commit].filter((part) => part !== '').join(', ')
  return `${known}: ${count(artifactsIn(rows), 'artifact')}`
}

function artifactsIn(rows: readonly ArtifactRow[]): number {
  return rows.filter(({ state }) => state !== 'left out').length
}

function verdictOf(operation: string, rows: readonly ArtifactRow[], messages: number): ReportVerdict {
  const said = messages > 0 ? ` ${count(messages, 'message')}.` : ''
  const { tone, text } = stateOfAll(operation, rows)
  return { tone: tone === 'good' && messages > 0 ? 'plain' : tone, text: `${text}.${said}` }
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

function messagesOf({ _OP_ERRORS: errors, _CHALKS: chalks }: Dict): string[] {
  const said = Array.isArray(errors) ? errors.map(shownText) : []
  const broken = Array.isArray(chalks) ? chalks.filter((chalk) => !isDict(chalk)).length : 0
  const note = `${count(broken, 'item')} of _CHALKS ${broken === 1 ? 'is' : 'are'} no artifact`
  return broken > 0 ? [...said, note] : said
}

/** Whether rows and messages show the key. What has another form than it should stays among the keys. */
function isShown(key: string, value: Value): boolean {
  if (key === '_OP_ERRORS' || key === '_CHALKS' || key === '_UNMARKED') return Array.isArray(value)
  return KEYS_OF_ROWS.includes(key) && isDict(value)
}
