/** The host report: what one operation says about itself, its machine, its build and its artifacts. */
import { randomBytes } from 'node:crypto'
import type { Dict } from '@chalkmark/mark'
import type { Facts } from '../operations/facts.js'

export interface HostReport {
  operation: 'insert' | 'extract' | 'delete'
  facts: Facts
  /** The `_TIMESTAMP` family. */
  times: Dict
  /** The keys that the report's template wants. */
  wanted: ReadonlySet<string>
  chalks: Dict[]
  unmarked: string[]
  errors: string[]
}

/** Puts a host report together: facts by name, then counts, problems and artifacts. */
export function hostReport({ operation, facts, times, wanted, chalks, unmarked, errors }: HostReport): Dict {
  const report: Dict = {
    _OPERATION: operation,
    _ACTION_ID: randomBytes(8).toString('hex'),
  }
  const known: Dict = { ...facts.keys, ...times }
  for (const key of Object.keys(known).sort()) {
    if (wanted.has(key) && report[key] === undefined) report[key] = known[key]!
  }
  report._OP_CHALK_COUNT = chalks.length
  // The reference program reports this count as text.
  report._OP_UNMARKED_COUNT = String(unmarked.length)
  report._OP_ERRORS = [...facts.errors, ...errors]
  if (Object.keys(facts.failedKeys).length > 0) report._OP_FAILED_KEYS = facts.failedKeys
  report._UNMARKED = unmarked
  report._CHALKS = chalks
  return report
}
