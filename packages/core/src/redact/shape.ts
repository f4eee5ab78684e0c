/** Decides by its shape whether a word behind a telling name is a password or ordinary text. */
import { REDACTED } from './names.js'

/** A placeholder in the place of a value. */
const PLACEHOLDER = /^(?:[$<{(%*[>=…]|\.\.|x{3,}|y{3,}|(?:my|your|the|some|a)[-_])/i

/** Words that stand there in examples, in types and in code. */
const WORD =
  /^(?:true|false|null|nil|none|undefined|string|number|boolean|bool|bytes|str|int|any|unknown|void|yes|no|on|off|optional|required|redacted|hidden|secret|password|passwd|token|example|changeme|empty|masked)(?![\w!@#$%^*])/i

/** A call, an element or a member of an object: `getToken(x)`, `args[0]`, `process.env.TOKEN`, but not `hunter2.sh`. */
const CODE =
  /^[a-z_$@][\w$]*(?:(?:\?\.|\.|::|->)[a-z_$][\w$]*)*(?:\(.*|\[[\w'"]*\].*)$|^(?:self|this|cls|process|env|os|config|conf|settings|options|opts|args|argv|props|params|form|user|account|client|req|request|res|response|result|data|body|input|inputs|output|outputs|ctx|context|state|store|session|app|event|json|secrets|vars|github|import|window|document|localStorage|[a-z])(?:\??\.[a-z_$][\w$]*)+$|^[a-z_$][a-z_$]*(?:\.[a-z_$]+)*\.(?:password|passwd|pass|secret|token|key|value|env|name|id|length|text|data)$/i

/** Names of algorithms and formats, versions, numbers of issues, dates, amounts, addresses of mail, of what is written about. */
const TECHNICAL =
  /^(?:(?:sha|md|aes|des|rsa|dsa|ec|ed|es|hs|rs|ps|base|utf|ucs|oauth|oidc|pkcs|http|tls|ssl|ip|ipv|rfc|argon|bcrypt|scrypt|pbkdf|curve|chacha|ntlm|saml|totp|hotp|u2f|fido|web|win|linux|node|php|python|py|es|vue|log4j|i18n|k8s|s3|ec2|l10n|a11y|id|uint|int|float|value|val|token|key|secret|password|pass|user|test|step|phase|part|level|type|line|option|arg|param|foo|bar|item|day|week|issue|pr|gh|bug|task)[-_/#]?\d{1,5}[a-z]?(?:[-_/.:]\w+)*\W*|[vxphr]\d{1,3}|v?\d+(?:\.\w+)+(?:-[\w.]+)?|#\d+\W*|[\^~]\d\S*|\d{4}-\d\d-\d\d\S*|[\d.,]+[-_]?[a-z]{0,7}|[a-z.+_-]+@[a-z\d-]+\.[a-z.]+|[\w.-]+\(\d\w?\)|[a-z-]+(?::\d+)+|\d+[/:x]\d+\W*)$/i

/** A path of names: `docs/auth2.md`. */
const PATH = /^[~.]{0,2}\/?(?:[a-z@._-]+\d{0,3}\/)+[a-z@_-]*\d{0,3}(?:\.[a-z]+\d?)*$/i

/** How many characters of a word are looked at. */
const LONGEST = 200

/** Whether there is no value but a placeholder for one, or code that computes one. */
export function isPlaceholder(value: string): boolean {
  const word = value.slice(0, LONGEST)
  return isHidden(word) || WORD.test(word) || CODE.test(word)
}

/** Whether there is nothing to hide, as in `PASSWORD=$1`. */
export function isHidden(value: string): boolean {
  const word = value.slice(0, LONGEST)
  return word.includes(REDACTED) || word.includes('<<redact>>') || PLACEHOLDER.test(word)
}

/**
 * Whether a word in a place where a sentence could go on is a password: at least five characters, with a digit or a
 * sign inside, and of no known other form.
 */
export function isPasswordLike(value: string): boolean {
  const word = value.slice(0, LONGEST)
  if (word.length < 5 || isPlaceholder(word) || /=[<$%{]/.test(word)) return false
  if (!/\d/.test(word) && !/[\w)][!@#$%^*][\w(]/.test(word)) return false
  return (
    (/^\d{6,}$/.test(word) || !TECHNICAL.test(word)) &&
    !PATH.test(word) &&
    !/^[a-z][a-z0-9+.-]*:\/\//i.test(word)
  )
}

/** Whether it is the name of a variable of the environment, as it stands in lists of names: `E2E_BASE_URL`. */
export function isVariable(value: string): boolean {
  return /^[A-Z][A-Z\d]*_[A-Z\d_]+$/.test(value)
}
