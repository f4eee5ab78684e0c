/** Names of environment variables in messages. */
import { looksRandom } from '../redact/names.js'

/**
 * A variable as a message names it. What does not look like a name may be the secret itself, written in its place: it is not told.
 */
export function toldVariable(name: string): string {
  return /^[A-Z][A-Z\d_]{0,99}$/.test(name) && !looksRandom(name) ? `the variable ${name}` : 'a variable'
}
