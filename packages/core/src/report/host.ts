/** The host report: what one operation says about itself, its machine, its build and its artifacts. */
import { randomBytes } from 'node:crypto'
import type { Dict } from '@chalkmark/mark'
import type { Facts } from '../collectors/facts.js'
import { redact, redactDict } from '../redact/index.js'

export interface HostReport {
  operation: 'insert' | 'extract' | 'delete' | 'env'
  facts: Facts
  /** The `_TIMESTAMP` family. */
  times: Dict
  /** The keys that the report's template wants. */
  wanted: ReadonlySet<string>
  chalks: Dict[]
  unmarked: string[]
  errors: string[]
}

/** Long values of little interest to most readers. They stand at the end, where they do not hide the rest. */
const LAST = ['INJECTOR_ARGV', '_OP_ARGV', '_ARGV', 'INJECTOR_ENV', '_ENV']

/**
 * Builds a host report. Its keys are ordered for readers: what was done and how it went, the artifacts, then the
 * facts by name.
 */
export function hostReport({ operation, facts, times, wanted, chalks, unmarked, errors }: HostReport): Dict {
  const known: Dict = { ...facts.keys, ...times }
  const names = Object.keys(known).filter((key) => wanted.has(key) && !isSaidTwice(key, known))
  names.sort((a, b) => LAST.indexOf(a) - LAST.indexOf(b) || (a < b ? -1 : 1))
  return {
    _OPERATION: operation,
    _ACTION_ID: randomBytes(8).toString('hex'),
    _DATETIME: known._DATETIME ?? null,
    // The reference program declares this count as text.
    _OP_CHALK_COUNT: chalks.length,
    _OP_UNMARKED_COUNT: String(unmarked.length),
    _OP_ERRORS: [...facts.errors, ...errors.map(redact)],
    ...(Object.keys(facts.failedKeys).length > 0 && { _OP_FAILED_KEYS: facts.failedKeys }),
    _CHALKS: chalks.map(redactDict),
    _UNMARKED: unmarked.map(redact),
    ...Object.fromEntries(names.map((name) => [name, known[name]!])),
  }
}

/**
 * Whether a fact is already in the report under its other name. Many facts have a chalk-time and a run-time name.
 * Facts of the CI run stand in the host report under the first name, facts of the commit under the second, since
 * the first belongs to the artifacts.
 */
function isSaidTwice(key: string, known: Dict): boolean {
  if (key.startsWith('_')) return key.startsWith('_BUILD_') && known[key.slice(1)] !== undefined
  return !key.startsWith('BUILD_') && known[`_${key}`] !== undefined
}
