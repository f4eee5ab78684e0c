/**
 * Names that say "secret" of their values: of variables, options, parameters of addresses, headers. They would rather hide too
 * much: whoever wants such a value shown has to name it.
 */
import { REDACTED } from './placeholder.js'

const SECRET_NAME =
  /token|secret|passw|passphrase|pwd|key|credential|creds|auth(?!or(?!i[sz]))|cookie|session|jwt|bearer|private|signature|webhook|dsn|connection_?string|netrc|(?:^|[^a-z])(?:pass|pat|sig|sas|otp|pin)(?:[^a-z]|$)/i

/** Whether the name of a variable, an option or a query parameter says that its value is secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/** Only in addresses: what logs in there, or signs them (OAuth's code, Azure's functions, Akamai, SAML). */
const SECRET_PARAMETER =
  /^(?:code|ticket|assertion|saml\w+|hmac|hdn\w+|h?mac|policy|googleaccessid|awsaccesskeyid|sv?ig|api_?key|x-(?:amz|goog|oss|cos)-(?:signature|credential|security-token))$/i

/** Whether the value of such a parameter of an address is secret. */
export function isSecretParameter(name: string): boolean {
  return isSecretName(name) || SECRET_PARAMETER.test(name)
}

/**
 * `password=…`, `NPM_TOKEN: …`, `"apiKey": "…"` in a text. Fewer names than {@link isSecretName} knows, since people write about
 * keys and sessions. After `=` stands a value; after a colon or a blank a word may stand, so there must be a digit in it.
 */
const ASSIGNED =
  /((?:pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|shared[_-]?access[_-]?(?:key|signature)|private[_-]?key|credentials?|_auth)["'\]]?(?:=|\s?[=:]>?\s?(?=[^\s'"`]{0,200}\d)|\s?[=:]>?\s?["'](?=[^'"]{0,200}\d)))(["']?)((?!["'$<{(%*[]|(?:true|false|null|undefined|none|string|number|boolean|REDACTED)\b)[^\s'"`,;&)}\]]{6,})/gi

/** Of HTTP (RFC 9110, 11.6.2), also as an argument of curl. */
const HEADER =
  /((?:authorization["']?\s?[:=]\s?["']?(?:[a-z-]{1,20}\s)?|\b(?:bearer|basic)\s(?=[\w.~+/=-]{0,200}\d)))([\w.~+/=:-]{8,})/gi

/** A text with {@link REDACTED} for the values of secret names in it. */
export function redactAssigned(text: string): string {
  if (!/[=:]|bearer|basic/i.test(text)) return text
  return text.replace(HEADER, `$1${REDACTED}`).replace(ASSIGNED, `$1$2${REDACTED}`)
}
