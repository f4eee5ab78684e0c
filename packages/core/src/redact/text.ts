/** Texts without secrets. Apart from index.ts, as what prints needs nothing else. */
import { redactAddresses } from './addresses.js'
import { redactAssigned } from './names.js'
import { redactTokens } from './tokens.js'

/** Most texts of a report: hashes, ids, numbers. */
const HARMLESS = /^(?:[0-9a-f]*|[\w.-]{0,11})$/

/** A text without the secrets in it: credentials in addresses, values with telling names, known tokens. */
export function redact(text: string): string {
  return HARMLESS.test(text) ? text : redactAssigned(redactTokens(redactAddresses(text)))
}
