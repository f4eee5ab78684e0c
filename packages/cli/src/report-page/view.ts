/** A host report as people look at it: how it went, which commit, the artifacts, the messages, all keys. */
import type { Dict, Value } from '@chalkmark/core'
import { count } from '../terminal/messages.js'
import { factsOf } from './facts.js'
import type { ArtifactRow, ReportView } from './page-data.js'
import { KEYS_OF_ROWS, nameRows, rowsOf } from './rows.js'
import { isDict, MOST, shownEntries, shownText } from './shown.js'
import { artifactsIn, verdictOf } from './verdict.js'

/**
 * @param place where the report was read.
 * @param room how many rows it may have.
 */
export function viewOf(host: Dict, place: string, room = Number.POSITIVE_INFINITY): ReportView {
  const { rows, more } = rowsOf(host, room)
  const folder = nameRows(rows)
  const messages = messagesOf(host)
  if (more > 0) messages.push(`${count(more, 'artifact')} more: they are too many to be shown`)
  const operation = shownText(host._OPERATION) || 'report'
  return {
    title: titleOf(host, operation, rows),
    operation,
    place: shownText(place),
    verdict: verdictOf(host, rows, messages.length),
    facts: factsOf(host),
    folder,
    rows,
    messages,
    keys: shownEntries(
      Object.fromEntries(Object.entries(host).filter(([key, value]) => !isShown(key, value))),
    ),
  }
}

function titleOf(host: Dict, operation: string, rows: readonly ArtifactRow[]): string {
  const time = shownText(host._DATETIME)
    .replace('T', ' ')
    .replace(/(\d\d:\d\d).*/, '$1')
  const commit = shownText(host._COMMIT_ID ?? rows.find((row) => row.commit !== '')?.commit).slice(0, 10)
  const known = [operation, time, commit].filter((part) => part !== '').join(', ')
  return `${known}: ${count(artifactsIn(rows), 'artifact')}`
}

function messagesOf({ _OP_ERRORS: errors, _CHALKS: chalks }: Dict): string[] {
  const all = Array.isArray(errors) ? errors : []
  const said = all.slice(0, MOST).map(shownText)
  if (all.length > MOST) said.push(`${all.length - MOST} messages more`)
  const broken = Array.isArray(chalks) ? chalks.filter((chalk) => !isDict(chalk)).length : 0
  const note = `${count(broken, 'item')} of _CHALKS ${broken === 1 ? 'is' : 'are'} no artifact`
  return broken > 0 ? [...said, note] : said
}

/** Whether rows and messages show the key. What has another form than it should stays among the keys. */
function isShown(key: string, value: Value): boolean {
  if (key === '_OP_ERRORS' || key === '_CHALKS' || key === '_UNMARKED') return Array.isArray(value)
  return KEYS_OF_ROWS.includes(key) && isDict(value)
}
