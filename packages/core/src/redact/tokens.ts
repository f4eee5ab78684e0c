/**
 * Tokens that are known by their form: those of some two hundred services by the rules of gitleaks (rules.ts), and
 * some that those rules miss (beginnings.ts).
 *
 * Hardly any text holds one. So a text is first searched for the words with which tokens begin or behind which they
 * stand. Only if there is such a word, the rules are parsed and those for that word are tried.
 */
import { BEGINNINGS, FORMS, MAY_BEGIN } from './beginnings.js'
import { REDACTED } from './names.js'
import { redactPrivateKeys } from './private-keys.js'
import { RULES } from './rules.js'

interface Rule {
  keywords: readonly string[]
  pattern: RegExp
  /** The group that is the secret; 0 for the whole match. */
  group: number
  /** Bits a character. */
  entropy: number
}

/** Services whose tokens have no form of their own, but stand in addresses of a known form. */
const HOOKS =
  /((?:hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)|discord(?:app)?\.com\/api(?:\/v\d+)?\/webhooks|\.webhook\.office\.com\/webhookb2|chat\.googleapis\.com\/v1\/spaces|hooks\.zapier\.com\/hooks\/catch|maker\.ifttt\.com\/use|\.logic\.azure\.com(?::\d+)?\/workflows|open\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook|api\.telegram\.org\/bot|dl\.cloudsmith\.io|outlook\.office(?:365)?\.com\/webhook|maker\.ifttt\.com\/trigger|events\.pagerduty\.com\/integration|calendar\.google\.com\/calendar\/ical)\/?)[^\s'"`<>?#]+/gi

/** What stands in all of them. */
const HOSTS =
  /hook|chat\.googleapis|ifttt|logic\.azure|feishu|larksuite|telegram|cloudsmith|pagerduty|calendar/i

/** An access key of AWS comes in a pair. The second one is any 40 letters of base64. */
const AWS_ID = /(?<![A-Za-z0-9])A[KS]IA[0-9A-Z]{12}/
const AWS_SECRET = /(?<![A-Za-z0-9+/=])(?![0-9a-f]{40}(?![A-Za-z0-9+/=]))[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g

/** Hashes of passwords, which can be guessed from: crypt(5), PHC strings, userPassword of LDAP (RFC 2307, 5.3). */
const PASSWORD_HASHES =
  /\$(?:(?:[1567y]|sha1|apr1|gy)\$(?:[\w=,.-]{1,60}\$)?[\w./]{0,60}\$[\w./]{20,}|2[abxy]?\$\d\d\$[\w./]{30,}|(?:argon2\w{0,2}|scrypt|pbkdf2[\w-]{0,10})\$[\w$,=./+-]{20,})|\{(?:PBKDF2[\w-]{0,10}|S?SHA\d{0,3}|S?MD5|CRYPT)\}[\w+/=$.]{16,}/gi

/** A quick check for texts without a token: short ones, and runs of hex digits such as commit ids and hashes. */
const ORDINARY = /^(?:.{0,11}|[0-9a-f]+)$/s

let rules: Rule[] | undefined
let words: RegExp | undefined

/** A text with {@link REDACTED} in place of the tokens in it. */
export function redactTokens(text: string): string {
  if (ORDINARY.test(text)) return text
  let rest = redactPrivateKeys(text)
  if (/[$}]/.test(rest)) rest = rest.replace(PASSWORD_HASHES, REDACTED)
  if (AWS_ID.test(rest)) rest = rest.replace(AWS_SECRET, REDACTED)
  if (MAY_BEGIN.test(rest)) rest = rest.replace(BEGINNINGS, REDACTED)
  rest = rest.replace(FORMS, REDACTED)
  words ??= wordsOf(readRules().flatMap(({ keywords }) => keywords))
  if (words.test(rest)) rest = applyRules(rest)
  return HOSTS.test(rest) ? rest.replace(HOOKS, `$1${REDACTED}`) : rest
}

function applyRules(text: string): string {
  const lower = text.toLowerCase()
  let rest = text
  for (const rule of readRules()) {
    if (rule.keywords.some((word) => lower.includes(word))) rest = applyRule(rest, rule)
  }
  return rest
}

function applyRule(text: string, { pattern, group, entropy }: Rule): string {
  let rest = ''
  let done = 0
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [from, to] = match.indices![group] ?? match.indices![0]!
    if (entropyOf(text.slice(from, to)) < entropy) continue
    // Some rules match only the beginning of a token. None of its letters may be left.
    const end = to + /^[\w-]*/.exec(text.slice(to, to + 1000))![0].length
    rest += text.slice(done, from) + REDACTED
    done = end
    pattern.lastIndex = Math.max(end, match.index + 1)
  }
  return rest + text.slice(done)
}

function readRules(): Rule[] {
  rules ??= RULES.split('\n').map((line) => {
    const [keywords, flags, group, entropy, pattern] = line.split('\t') as [
      string,
      string,
      string,
      string,
      string,
    ]
    return {
      keywords: keywords.split(' '),
      // V8 compiles a pattern only when it is first used.
      pattern: new RegExp(pattern, `${flags}d`),
      group: Number(group),
      entropy: Number(entropy),
    }
  })
  return rules
}

function wordsOf(words: readonly string[]): RegExp {
  const escaped = [...new Set(words)].map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(escaped.join('|'), 'i')
}

/** Shannon's, in bits a character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
