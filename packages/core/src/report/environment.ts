/** The environment in a report: a list of names where only names are shown. */
import type { Dict } from '@chalkmark/mark'
import { HELD_BACK } from '../collectors/env.js'
import { HIDDEN_ENV } from '../keys/catalogue.js'

/** Keys that hold environments. Both are of the same process. */
const ENVIRONMENTS = ['INJECTOR_ENV', '_ENV']

/**
 * Facts with `_X-REDACTED-ENV`, the names of the variables whose values are held back, in place of a line for each
 * of them. An environment of which nothing else is left goes.
 */
export function withHiddenNames(facts: Dict): Dict {
  const shown: Dict = { ...facts }
  const hidden = new Set<string>()
  for (const key of ENVIRONMENTS) {
    const variables = Object.entries((facts[key] ?? {}) as Dict)
    for (const [name, value] of variables) if (value === HELD_BACK) hidden.add(name)
    const rest = variables.filter(([, value]) => value !== HELD_BACK)
    if (rest.length > 0) shown[key] = Object.fromEntries(rest)
    else delete shown[key]
  }
  return hidden.size > 0 ? { ...shown, [HIDDEN_ENV]: [...hidden] } : shown
}
