/** The host report: what one operation says about itself, its machine, its build and its artifacts. */
import { randomBytes } from 'node:crypto'
import type { Dict } from '@chalkmark/mark'
import type { Facts } from '../collectors/facts.js'
import { BUNDLER, HIDDEN_ENV } from '../keys/catalogue.js'
import { redact, redactDict } from '../redact/index.js'
import { withoutOutput } from './dirty.js'
import { withHiddenNames } from './environment.js'

export interface HostReport {
  operation: 'insert' | 'extract' | 'delete' | 'env' | 'exec' | 'heartbeat'
  facts: Facts
  /** The `_TIMESTAMP` family. */
  times: Dict
  /** The keys that the report's template wants. */
  wanted: ReadonlySet<string>
  chalks: Dict[]
  unmarked: string[]
  errors: string[]
  /** The folders that the build writes, absolute: what is changed there does not make the working copy dirty. */
  outputs?: readonly string[]
  /** Which program made the output, with its version. */
  bundler?: string | undefined
}

/** Long values of little interest to most readers. They stand at the end, where they do not hide the rest. */
const LAST = ['INJECTOR_ARGV', '_OP_ARGV', '_ARGV', 'INJECTOR_ENV', '_ENV', HIDDEN_ENV]

/**
 * Builds a host report. Its keys are ordered for readers: what was done and how it went, the artifacts, then the
 * facts by name.
 */
export function hostReport(request: HostReport): Dict {
  const { operation, facts, times, wanted, chalks, unmarked, errors, bundler } = request
  const made = [...chalks.map((chalk) => String(chalk._OP_ARTIFACT_PATH)), ...unmarked]
  const known: Dict = {
    ...withHiddenNames(withoutOutput(facts.keys, { files: made, folders: request.outputs ?? [] })),
    ...times,
  }
  const names = Object.keys(known).filter(
    (key) => (wanted.has(key) || key === HIDDEN_ENV) && !isSaidTwice(key, known),
  )
  names.sort((a, b) => LAST.indexOf(a) - LAST.indexOf(b) || (a < b ? -1 : 1))
  return {
    _OPERATION: operation,
    _ACTION_ID: randomBytes(8).toString('hex'),
    _DATETIME: known._DATETIME ?? null,
    ...(bundler !== undefined && { [BUNDLER]: redact(bundler) }),
    _OP_CHALK_COUNT: chalks.length,
    // The reference program declares this count as text, and writes a number.
    _OP_UNMARKED_COUNT: unmarked.length,
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
