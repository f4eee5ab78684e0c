/**
 * What leaves the process goes through here: marks, reports, journals, errors, warnings, tables. Where:
 *
 *     collectors/run.ts        every fact, and every collector's error, before a mark or a report has it
 *     operations/compose.ts    what a mark tells of one artifact: its path, what was in the mark before
 *     operations/batch.ts      objects of `_CHALKS` on their way into a journal
 *     report/host.ts           the host report as a whole
 *     cli/terminal, cli/serve, unplugin/session    every line that is printed or answered
 *
 * A value that the config names (`keys`, and `show` of `env`) is the user's decision and stays.
 */
import { type Dict, Float, type Value } from '@chalkmark/mark'
import { redact } from './text.js'

export { redactAddress, redactRemote } from './addresses.js'
export { isSecretName } from './names.js'
export { REDACTED } from './placeholder.js'
export { redact } from './text.js'
export { redactTokens } from './tokens.js'

/** By dict: its entries that the config names. */
const named = new WeakMap<Dict, readonly string[]>()

/** Lets a dict keep the values of these keys, whatever they are: the config names them. @returns the dict. */
export function keepNamed(dict: Dict, keys: readonly string[] = []): Dict {
  if (keys.length > 0) named.set(dict, keys)
  return dict
}

/**
 * A value with all texts in it as {@link redact} has them, also those that name the entries of a dict. The same value if there is
 * nothing to redact.
 */
export function redactValue(value: Value): Value {
  if (typeof value === 'string') return redact(value)
  if (typeof value !== 'object' || value === null || value instanceof Float) return value
  if (!Array.isArray(value)) return redactDict(value)
  const redacted = value.map(redactValue)
  return redacted.some((item, index) => item !== value[index]) ? redacted : value
}

/** As {@link redactValue}. */
export function redactDict(dict: Dict): Dict {
  const keep = named.get(dict)
  const entries: [string, Value][] = []
  let isChanged = false
  for (const [key, value] of Object.entries(dict)) {
    const entry: [string, Value] = keep?.includes(key) ? [key, value] : [redact(key), redactValue(value)]
    isChanged ||= entry[0] !== key || entry[1] !== value
    entries.push(entry)
  }
  return isChanged ? keepNamed(Object.fromEntries(entries), keep) : dict
}
