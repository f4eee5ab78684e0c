/** Takes secrets out of texts. It is separate from index.ts because code that prints needs nothing else. */
import { redactAddresses } from './addresses.js'
import { redactAssigned } from './assigned.js'
import { redactCommands } from './commands.js'
import { redactJson } from './json.js'
import { redactRandom } from './random.js'
import { unfolded } from './readings.js'
import { redactTokens } from './tokens.js'

/** Most texts of a report: hashes, ids, numbers. */
const HARMLESS = /^(?:[0-9a-f]*|[\w.-]{0,11})$/

/** Recently seen texts: a commit's id and the names of keys are in the object of every artifact. */
const known = new Map<string, string>()
const MOST_KNOWN = 1000
const LONGEST_KNOWN = 200

/**
 * A text without the secrets in it: credentials in addresses, values with telling names, known tokens. A text in
 * which something was escaped or disguised is returned in its decoded form.
 */
export function redact(text: string): string {
  if (HARMLESS.test(text)) return text
  const before = known.get(text)
  if (before !== undefined) return before
  const redacted = redactReadings(text)
  if (text.length <= LONGEST_KNOWN) {
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(text, redacted)
  }
  return redacted
}

function redactReadings(text: string): string {
  const redacted = redactOne(text)
  const reading = unfolded(redacted)
  if (reading === redacted) return redacted
  const again = redactOne(reading)
  return again === reading ? redacted : again
}

function redactOne(text: string): string {
  const redacted = redactTokens(redactAddresses(redactAssigned(redactCommands(redactJson(text)))))
  // A word by itself may be an id, or a signature.
  return /\s/.test(redacted.trim()) ? redactRandom(redacted) : redacted
}
