/**
 * Values with a telling name beside them in a text.
 *
 *     password=…  DB_PASS=…  "npm_token": "…"  <password>…</password>  Password=…;    a syntax that gives the name a value
 *     password: …  the password is …  token = …                                     prose may go on there: the value must look
 *                                                                                    like one (shape.ts)
 */
import { isSecretParameter, isTellingName, NAME, REDACTED, WHICH } from './names.js'
import { redactPairs } from './pairs.js'
import { isHidden, isPasswordLike, isPlaceholder, isVariable } from './shape.js'

/** Without what ends a sentence or a list. */
const WORD = String.raw`[^\s'"\x60;&]*[^\s'"\x60;&.,:)}\]>\\]`

/** `NAME=value`, `NAME="a value"`. Not `==`, `=>`. */
const SET = new RegExp(
  String.raw`(${NAME}\d{0,2}["'\]]?=(?:\$(?=["']))?)(?:(["'\x60])((?:(?!\2)[^\n\\]|\\.)+)(?=\2)|\{([^}\n]+)\}|(?![=>])(${WORD}))`,
  'gi',
)
/** The least that stands behind `=`: `s` of `token=s` is an example. */
const LEAST = 4

/** `"name": "value"`, in JSON, YAML, TOML, Python, Ruby, also within another text (`\"name\":\"value\"`). */
const PAIR = new RegExp(
  String.raw`((?:["'](?:[\w.-]*${NAME}s?\d{0,2}|auth|identitytoken)\\*["']\]?|(?<![\w.-])[\w.-]*${NAME})\s{0,8}(?:=>?|:=?)\s{0,8}[@$bru]?\\*)(["'])((?:(?!\2)[^\n\\]|\\(?!["'])[^\n])+)(?=\\*\2|$)`,
  'gi',
)

/** Within `Server=db;Password=a b;Encrypt=true`, where only `;` ends a value. */
const CONNECTION = new RegExp(
  String.raw`(;[^\S\n]?${NAME}=)([^;"'\n{][^;"'\n]{0,200})|((?<![\w-])${NAME}=)([^;"'\n{][^;"'\n]{0,200})(?=;[^\S\n]?[a-z][a-z ]{0,30}=)`,
  'gi',
)

/** `"password": 12345678` */
const NUMBER = new RegExp(String.raw`(["'][\w.-]*${NAME}\\*["']\s{0,8}:\s{0,8})(\d{4,})`, 'gi')

/** `NAME: word`, `NAME = word`, `NAME → word`, `password is word`, `password word`, and `NAME:` with the word on a line of its own. */
const SAID = new RegExp(
  String.raw`((?:${NAME}\\{0,3}["'\x60\]]?[^\S\n]{0,8}(?::=|[?+]?={1,2}|:)>?(?:[^\S\n]{0,8}(?:!!?\w{1,20}[^\S\n])?|[^\S\n]{0,8}\n\s{0,20}(?=\S+\s*(?:\n|$)))\\{0,3}|\b(?:password|passwd|passwort|passphrase|passcode|pwd|pw)[^\S\n](?:(?:is|was|to|→|->|–|—|-)[^\S\n](?:now[^\S\n])?)?|\b(?:creds|credentials|login)[:=]?[^\S\n][\w.@-]{1,60}[^\S\n]?[:/][^\S\n]?))(["'\x60]?)(${WORD})`,
  'gi',
)

/** `SSH_KEY=word`: variables of the environment with names that are too common elsewhere. */
const VARIABLE = new RegExp(
  String.raw`(\b[A-Z][A-Z\d_]*(?:(?<!PUBLIC)_KEY|(?<!BY|COM)PASS|PW|PSK|_MNEMONIC|_AUTH|_SESSION|_COOKIE|_SIGNATURE|_PAT|_PIN|_OTP|_DSN)=)(["']?)(${WORD})`,
  'g',
)

/** `PASSWORD_PROD=word`, `password_old: word`. */
const OF_SEVERAL = new RegExp(
  String.raw`(${NAME}(?:${WHICH}|_?(?:value|id|\d{1,2}))["']?[^\S\n]?[=:][^\S\n]?)(["']?)(${WORD})`,
  'gi',
)

const SHORT_WORD = WORD.replace('*', '{0,200}')

/** `NAME=word`, `"NAME": "word"` and `--NAME word`, for each name that is one in a dict. */
const ASSIGNED = new RegExp(
  String.raw`((?<![\w.-])(["']?)([\w.-]{1,80})\2[^\S\n]?[=:][^\S\n]?)(["'\x60]?)(${SHORT_WORD})`,
  'g',
)
const OPTION = new RegExp(String.raw`((?<![\w-])(--?)([\w.-]{1,80})[^\S\n])(["']?)(${SHORT_WORD})`, 'g')

/** `"password", "word"` and `setPassword("word")`. */
const ARGUMENT = new RegExp(
  String.raw`(["'][\w.-]*${NAME}["'],\s?|(?<!\w):\w{0,40}${NAME},\s?|${NAME}\(\s?|ConvertTo-SecureString\s(?:-String\s)?)(["'])((?:(?!\2)[^\n]){1,200})(?=\2)`,
  'gi',
)

/** `?token=…`, `&sig=…`, without an address in front. */
const PARAMETER = /([?&]([\w.-]{1,60})=)([^\s&#'"`<>]*[^\s&#'"`<>.,:;)}\]])/g

/** `<password>…</password>`, `name="password" value="…"`. */
const MARKED = new RegExp(
  String.raw`(<[\w.:-]*${NAME}>\s*(?=[^<>\n]{1,999}<\/)|["'][\w.:-]*${NAME}["']\s+value\s?=\s?["'])([^<>"'\n]+)`,
  'gi',
)

/** Of .netrc (login NAME password …), SQL and Dockerfiles: a name and a value with a blank between. */
const BEHIND =
  /((?:\blogin\s+\S{1,100}\s+password|\baccount\s+password|\b(?:role|user)\b[^\n;]{0,100}?\s(?:identified\s+(?:with\s+\w+\s+)?by(?:\s+password)?|password)|\b(?:ENV|ARG)\s+[A-Z\d_]*(?:PASS(?:WORD|WD|PHRASE)?|PWD|TOKEN|SECRET|_KEY))\s+)(?:(["'])((?:(?!\2)[^\n])+)(?=\2)|([^\s'"`;]+))/gi

/** Of HTTP (RFC 9110, 11.6.2), also as an argument of curl. */
const HEADER =
  /((?:\b(?:proxy-)?authorization["']?\s?[:=]\s?["']?|(?<=[\s"'(`]|^))(bearer|basic|token|digest|negotiate|apikey)[^\S\n]+)([\w.~+/=:-]{4,})/gi
const HEADER_ALONE = /(\b(?:proxy-)?authorization["']?\s?[:=]\s?["']?)([\w.~+/=:-]{8,})/gi

/** `Cookie: a=…; b=…` (RFC 6265, 4.2). */
const COOKIE =
  /(\b(?:set-)?cookie["']?[^\S\n]?:[^\S\n]?["']?)((?:[\w.-]+=(?:"[^"\n]{0,4000}"|[^\s;,"']+)(?:;[^\S\n]?)?)+)/gi

/** What a text holds that has a value. */
const WORTH_LOOKING =
  /[^\0-\x7f]|contrasena|senha|kennwort|wachtwoord|heslo|creds|login|_key|psk|mnemonic|secure|pass|pw|secret|token|key|credential|auth|identified|bearer|basic|cookie|signature|otp|dockerconfig|assertion|saml|add-mask|session|-team|_(?:pat|pin|dsn)=|connect|pdo|[?&]\w+=/i

/** A text with {@link REDACTED} for the values of telling names in it. */
export function redactAssigned(text: string): string {
  return WORTH_LOOKING.test(text) ? redactPairs(redactNamed(text)) : text
}

function redactNamed(text: string): string {
  return text
    .replace(HEADER, (whole, front: string, scheme: string, value: string) => {
      const isHeader = front.length > scheme.length + 1 && /[:=]/.test(front)
      return isCredential(value, isHeader && /^[A-Z]/.test(scheme)) ? front + REDACTED : whole
    })
    .replace(HEADER_ALONE, (whole, front: string, value: string) =>
      isCredential(value, false) ? front + REDACTED : whole,
    )
    .replace(COOKIE, (_, front: string) => front + REDACTED)
    .replace(PAIR, (whole, front: string, quote: string, value: string) =>
      isPlaceholder(value) || value.trim() === '' || (!/^["']/.test(front) && /\s/.test(value))
        ? whole
        : `${front}${quote}${REDACTED}`,
    )
    .replace(NUMBER, `$1${REDACTED}`)
    .replace(MARKED, (whole, front: string, value: string) =>
      isPlaceholder(value.trim()) ? whole : front + REDACTED,
    )
    .replace(CONNECTION, (whole, ...[one, first, other, second]: (string | undefined)[]) =>
      isPlaceholder((first ?? second)!) ? whole : `${one ?? other}${REDACTED}`,
    )
    .replace(
      SET,
      (whole, front: string, quote: string | undefined, quoted: string, braced: string, bare: string) => {
        const value = quoted ?? braced ?? bare
        // Variables of the environment have capital names; what they are set to is no code.
        if (front === front.toUpperCase() ? isHidden(value) : isPlaceholder(value)) return whole
        if (bare !== undefined && bare.length < LEAST && !/\d/.test(bare)) return whole
        return `${front}${quote ?? ''}${REDACTED}`
      },
    )
    .replace(SAID, (whole, front: string, quote: string, word: string) =>
      isPasswordLike(word) ? `${front}${quote}${REDACTED}` : whole,
    )
    .replace(OF_SEVERAL, (whole, front: string, quote: string, word: string) =>
      isPasswordLike(word) ? `${front}${quote}${REDACTED}` : whole,
    )
    .replace(ASSIGNED, byName)
    .replace(OPTION, byName)
    .replace(VARIABLE, (whole, front: string, quote: string, word: string) =>
      isPasswordLike(word) ? `${front}${quote}${REDACTED}` : whole,
    )
    .replace(ARGUMENT, (whole, front: string, quote: string, word: string) =>
      isPasswordLike(word) && !isVariable(word) ? `${front}${quote}${REDACTED}` : whole,
    )
    .replace(PARAMETER, (whole, front: string, name: string, value: string) =>
      isSecretParameter(name) && !isPlaceholder(value) && value.length >= LEAST ? front + REDACTED : whole,
    )
    .replace(BEHIND, (whole, front: string, quote: string | undefined, quoted: string, bare: string) => {
      const isSecret = quote !== undefined ? !isPlaceholder(quoted) : isPasswordLike(bare)
      return isSecret ? `${front}${quote ?? ''}${REDACTED}` : whole
    })
}

function byName(whole: string, front: string, _: string, name: string, quote: string, word: string): string {
  return isTellingName(name) && isPasswordLike(word) ? `${front}${quote}${REDACTED}` : whole
}

/** @param isHeader whether nothing else can stand there. */
function isCredential(value: string, isHeader: boolean): boolean {
  if (isPlaceholder(value)) return false
  if (/\d/.test(value) || /=$/.test(value)) return value.length >= 8 || isHeader
  if (/[a-z][A-Z]/.test(value)) return isHeader
  return isHeader && !/^(?:auth\w*|scheme|header|credentials?|support|realm|tokens?)\b/i.test(value)
}
