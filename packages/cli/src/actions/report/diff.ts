/** chalkmark report diff */
import type { Dict, Value } from '@chalkmark/core'
import { serializeReport } from '@chalkmark/core'
import {
  differenceAsDict,
  diffReports,
  type FactDifference,
  type FileDifference,
  type FileState,
  serializeLine,
} from '@chalkmark/core/operations'
import { redactDict } from '@chalkmark/core/redact'
import type { Invocation } from '../../invocation.js'
import { count, sayWarning, sum } from '../../terminal/messages.js'
import { layOut, type Styles } from '../../terminal/table.js'
import { writeJson, writeLine } from '../../terminal/write.js'
import { UsageError } from '../../usage-error.js'
import { badTeller, hostsOf, talkOf } from './reports.js'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, paths, cwd } = invocation
  const [a, b, ...more] = paths
  if (a === undefined || b === undefined || more.length > 0)
    throw new UsageError(
      `report diff compares two reports, and ${paths.length} ${paths.length === 1 ? 'was' : 'were'} named; see chalkmark report diff --help`,
    )
  const talk = talkOf(invocation)
  const { tell, told } = badTeller(talk)
  const found = diffReports(await hostsOf(a, cwd, tell), await hostsOf(b, cwd, tell))
  if (flags.json || !process.stdout.isTTY) {
    // A list of one, as every command prints.
    writeJson(serializeReport([redactDict({ a, b, ...differenceAsDict(found) } as Dict)]))
  } else {
    const files = talk.verbose ? found.files : found.files.filter(({ state }) => state !== 'same')
    if (files.length > 0) printFiles(files)
    const facts = talk.verbose ? found.facts : found.facts.filter(({ ofTheRun }) => !ofTheRun)
    if (facts.length > 0) printFacts(facts)
  }
  const unknown = numberOf(found.files, 'unknown')
  if (unknown > 0)
    sayWarning(
      `${count(unknown, 'file')} cannot be compared, since the reports have no digest of ${unknown === 1 ? 'it' : 'them'}`,
      talk,
    )
  sum(totals(found.files), talk)
  const hasWarning = unknown > 0 || told() > 0
  return found.isSame && !(flags.strict && hasWarning) ? 0 : 1
}

const STATES: readonly FileState[] = ['same', 'changed', 'renamed', 'added', 'gone', 'unknown']

function numberOf(files: readonly FileDifference[], wanted: FileState): number {
  return files.filter(({ state }) => state === wanted).length
}

function totals(files: readonly FileDifference[]): string {
  const parts = STATES.map((state) => [numberOf(files, state), state] as const)
  const said = parts.filter(([number, state]) => number > 0 || state === 'same')
  return `of ${count(files.length, 'file')}: ${said.map(([number, state]) => `${number} ${state}`).join(', ')}`
}

const FILE_STYLES: Styles = {
  1: { changed: 'yellow', renamed: 'yellow', added: 'green', gone: 'red' },
}

function printFiles(files: readonly FileDifference[]): void {
  const rows = files.map(({ name, state, a, b, nameInA, why }) => {
    const said = [...(nameInA === undefined ? [] : [`was ${nameInA}`]), ...(why === undefined ? [] : [why])]
    return [name, state, digest(a), digest(b), said.join('; ')]
  })
  for (const line of layOut([['file', '', 'in A', 'in B', ''], ...rows], FILE_STYLES))
    writeLine('stdout', ...line)
}

/** What tells two contents apart. */
function digest(file: FileDifference['a']): string {
  return (file?.hash ?? file?.sha256 ?? file?.id ?? '').slice(0, 10)
}

/** Characters of a value that are shown. */
const SHOWN = 48

function printFacts(facts: readonly FactDifference[]): void {
  writeLine('stdout', '')
  const rows = facts.map(({ key, a, b }) => [key, valueText(a), valueText(b)])
  for (const line of layOut([['fact', 'in A', 'in B'], ...rows])) writeLine('stdout', ...line)
}

function valueText(value: Value | undefined): string {
  if (value === undefined) return '—'
  const text = typeof value === 'string' ? value : serializeLine(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}
