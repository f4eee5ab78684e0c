/**
 * Everything that leaves the process goes through here: marks, reports, journals, errors, warnings, tables. In
 * detail:
 *
 *     collectors/run.ts        every fact, and every collector's error, before a mark or a report has it
 *     mark/compose.ts          facts of one artifact in its mark: its path, keys of the old mark
 *     operations/batch.ts      objects of `_CHALKS` on their way into a journal
 *     report/host.ts           the host report as a whole
 *     cli/terminal, cli/serve, unplugin/session    every line that is printed or answered
 *
 * A value that the config names (`keys`, and `show` of `env`) is the user's decision and stays.
 */
import { type Dict, Float, type Value } from '@chalkmark/mark'
import { REDACTED } from './names.js'
import { isHidden, isPasswordLike } from './shape.js'
import { secretEntries, secretItems } from './structure.js'
import { redact } from './text.js'

export { isSecretName, isTellingName, REDACTED } from './names.js'
export { printable, printableJson, printableLine, visible } from './printable.js'
export { redactRandom } from './random.js'
export { apiAddress, isLocal, pageAddress, type Remote, registryAddress, remoteAddress } from './remote.js'
export { isPasswordLike } from './shape.js'
export { redact } from './text.js'
export { redactTokens } from './tokens.js'

/** The entries of a dict that the config names. */
const named = new WeakMap<Dict, readonly string[]>()

/** Keys that hold only variables that the config allows to show. */
const ENVIRONMENT = ['INJECTOR_ENV', '_ENV']

/**
 * Marks entries of a dict as named by the config, so that their values stay whatever they are.
 * @param keys the keys whose values the config gives.
 * @returns the dict.
 */
export function keepNamed(dict: Dict, keys: readonly string[] = []): Dict {
  named.set(dict, [...ENVIRONMENT, ...keys])
  return dict
}

/**
 * A value after {@link redact} was applied to all texts in it, also to the keys of dicts. The same value if there
 * is nothing to redact.
 */
export function redactValue(value: Value): Value {
  if (typeof value === 'string') return redact(value)
  if (typeof value !== 'object' || value === null || value instanceof Float) return value
  if (!Array.isArray(value)) return redactDict(value)
  const secret = secretItems(value)
  const redacted = value.map((item, index) => (secret.includes(index) ? hidden(item) : redactValue(item)))
  return redacted.some((item, index) => item !== value[index]) ? redacted : value
}

/** As {@link redactValue}. In addition, what a name beside it tells is secret (structure.ts). */
export function redactDict(dict: Dict): Dict {
  const keep = named.get(dict)
  const isSecret = secretEntries(dict)
  const entries: [string, Value][] = []
  let isChanged = false
  for (const [key, value] of Object.entries(dict)) {
    const entry: [string, Value] = keep?.includes(key)
      ? [key, value]
      : [redact(key), isSecret(key) ? hidden(value) : redactValue(value)]
    isChanged ||= entry[0] !== key || entry[1] !== value
    entries.push(entry)
  }
  if (!isChanged) return dict
  const redacted = Object.fromEntries(entries)
  return keep ? keepNamed(redacted, keep) : redacted
}

/**
 * With {@link REDACTED} for texts and numbers in any depth. True, false, null, empty texts and placeholders stay,
 * since they are no secrets.
 */
function hidden(value: Value): Value {
  if (typeof value === 'boolean' || value === null || value === '') return value
  if (typeof value !== 'object' || value instanceof Float)
    return isHidden(String(value)) ? redactValue(value) : REDACTED
  if (Array.isArray(value)) return value.map(hidden)
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [isPasswordLike(key) ? REDACTED : redact(key), hidden(item)]),
  )
}
