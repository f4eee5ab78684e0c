/**
 * Values whose name stands apart from them: in lists, attributes, declarations with a type, pairs of a name and a value,
 * calls, tables, headers of any scheme.
 *
 *     tokens: ["…"]    let password: string = "…"    name: DB_PASSWORD, value: …    login("jane", "…")    | password | … |
 */
import { always, byLength, byLook, byPlace, type Form, form, WORD } from './forms.js'
import { NAME, REDACTED } from './names.js'
import { PHRASES } from './phrases.js'
import { isPasswordLike } from './shape.js'

const QUOTED = String.raw`\\?["'][^"'\n]{0,200}["']`
/** A name within another: `DB_PASSWORD`, `spring.datasource.password`. */
const NAMED = String.raw`[\w.-]{0,60}${NAME}s?\d{0,2}`

const FORMS: readonly Form[] = [
  ...PHRASES,
  // Declarations: let password: string = "…", var password string = "…", password <- "…", password = """…""".
  form(
    String.raw`${NAME}(?:\s?:\s?[&\w.<>?]{1,30}\s?=|\s[Ss]tring\s?:?=|\s?<-)\s?(["'])(?<value>(?:(?!\1)[^\n]){1,200})(?=\1)`,
    byPlace,
  ),
  form(String.raw`${NAME}\s?[=:]\s?("""|''')(?<value>(?:(?!\1)[^]){1,400})(?=\1)`, byPlace),
  // Block scalars and lists of YAML (1.2, 8.1), here-documents.
  form(String.raw`${NAME}s?["']?:[^\S\n]?[|>][-+\d]{0,2}\n\s{1,20}(?<value>${WORD})`, isPasswordLike),
  form(String.raw`${NAME}s?["']?:[^\S\n]?\n\s{0,20}-[^\S\n]["']?(?<value>${WORD})`, isPasswordLike),
  form(String.raw`${NAME}\d{0,2}<<-?\s?["']?\w{1,20}["']?\n\s{0,20}(?<value>${WORD})`, isPasswordLike),
  // Elements and attributes of XML and HTML.
  form(
    String.raw`<[\w.:-]{0,60}${NAME}>\s{0,20}(?:<!\[CDATA\[)?\s{0,20}(?<value>[^<>\]\s]{1,400})(?=\s{0,20}(?:\]\]>\s{0,20})?<\/)`,
    byPlace,
  ),
  form(
    String.raw`<[\w.:-]{0,60}${NAME}\s(?:[^<>\n]{0,200}?\s)?value\s?=\s?["'](?<value>[^"'\n]{1,400})`,
    byPlace,
  ),
  form(
    String.raw`\s(?:name|key|type|id)\s?=\s?["']?${NAMED}["']?\s(?:[^<>\n]{0,200}?\s)?value\s?=\s?["'](?<value>[^"'\n]{1,400})`,
    byPlace,
  ),
  form(
    String.raw`\svalue\s?=\s?["'](?<value>[^"'\n]{1,400})["']\s(?:[^<>\n]{0,200}?\s)?(?:name|key|type|id)\s?=\s?["']?${NAMED}["']`,
    byPlace,
  ),
  // Pairs of Kubernetes, Docker, CloudFormation: { "name": "DB_PASSWORD", "value": "…" }, in both orders.
  form(
    String.raw`\b(?:name|key|ParameterKey)\\?["']?\s{0,3}[:=]\s{0,3}\\?["']${NAMED}\\?["']\s{0,20}[,;]?\s{0,20}\\?["']?(?:Parameter)?value\\?["']?\s{0,3}[:=]\s{0,3}\\?["'](?<value>[^"'\n\\]{1,400})`,
    byPlace,
  ),
  form(
    String.raw`\b(?:name|key|ParameterKey)["']?\s{0,3}[:=]\s{0,3}["']?${NAMED}["']?\s{0,20}[,;]?\s{0,20}(?:[\w-]{1,30}:[^\S\n][^\n]{0,60}\n\s{0,20})?(?:Parameter)?value["']?\s{0,3}[:=]\s{0,3}["']?(?<value>${WORD})`,
    isPasswordLike,
  ),
  form(
    String.raw`\bvalue\\?["']\s{0,3}:\s{0,3}\\?["'](?<value>[^"'\n\\]{1,400})\\?["']\s{0,3},\s{0,20}\\?["'](?:name|key)\\?["']\s{0,3}:\s{0,3}\\?["']${NAMED}\\?["']`,
    byPlace,
  ),
  form(
    String.raw`\bvalue:[^\S\n]["']?(?<value>${WORD})["']?\n\s{0,20}(?:name|key):[^\S\n]["']?${NAMED}\b`,
    isPasswordLike,
  ),
  // Calls, and a user with a password.
  form(
    String.raw`(?:log_?in|sign_?in|auth\w{0,12}|basic_?auth|\w{0,40}credentials?)\(\s?${QUOTED},\s?(["'])(?<value>(?:(?!\1)[^\n]){1,200})(?=\1)`,
    isPasswordLike,
  ),
  form(
    String.raw`\bauth\s?[=:]\s?[([]\s?${QUOTED},\s?(["'])(?<value>(?:(?!\1)[^\n]){1,200})(?=\1)`,
    isPasswordLike,
  ),
  form(
    String.raw`(?:\bconnect\w{0,12}|\bPDO|getConnection)\(\s?${QUOTED},\s?${QUOTED},\s?(["'])(?<value>(?:(?!\1)[^\n]){1,200})(?=\1)`,
    isPasswordLike,
  ),
  form(
    String.raw`\b(?:auth|userpwd|npmAuthIdent|creds|credentials|userinfo)["']?\s?[:=]\s?["']?[\w.@+-]{1,100}:(?!\/\/)(?<value>${WORD})`,
    isPasswordLike,
  ),
  // Tables, and words in quotes behind a name.
  form(String.raw`\|\s?[\w ]{0,20}${NAME}\s{0,20}\|\s{0,3}\x60?(?<value>${WORD})`, isPasswordLike),
  form(
    String.raw`(?<!unexpected\s|illegal\s)(?<![\w-])${NAME}["']?\]?\s(["'])(?<value>(?:(?!\1)[^\s]){1,200})(?=\1)`,
    byLength,
  ),
  form(String.raw`\b(?:token|secret|api[ _-]?key|access[ _-]?key|pass)\s(?<value>${WORD})`, byLook),
  // Masks of CI systems.
  form(String.raw`\bissecret=true[^\]\n]{0,100}\](?<value>[^\n]{1,400})`, always),
  form(String.raw`(?:::add-mask::|##\[add-mask\])(?<value>[^\n]{1,400})`, always),
  // Headers: Authorization with any scheme and its parameters (RFC 9110, 11.4), keys, cookies as a field.
  form(
    String.raw`\bauthorization["']?\s?[:=]\s?["']?[a-z][\w-]{1,30}[^\S\n](?<value>[\w.~+/=:-]{8,})`,
    (value) => /\d/.test(value) && byPlace(value),
  ),
  form(
    String.raw`\bauthorization["']?\s?[:=][^\n]{0,300}?[\s,](?:response|signature|mac)=["']?(?<value>[^\s"',]{6,})`,
    byPlace,
  ),
  form(
    String.raw`(?<![\w-])(?:[a-z]\w{0,30}-){1,4}(?:key|auth|session|api|team)["']?\s?[:=]\s?["']?(?<value>${WORD})`,
    byLook,
  ),
  form(String.raw`\bcookie["']?\s?=>?\s?["']?[\w.-]{1,60}=(?<value>[^\s;,"']{4,400})`, byPlace),
  form(
    String.raw`(?<![\w-])(?:(?:client_)?assertion|SAML(?:Response|Request))=(?<value>[^\s&"']{8,})`,
    byPlace,
  ),
]

/** `tokens = ['…', '…']`, `"X-Api-Token": ["…"]` */
const LIST = new RegExp(String.raw`(${NAME}s?["']?\s{0,3}(?:=>?|:=?)\s{0,3}\[)([^\]\n]{1,500})(?=\])`, 'gi')
const ITEM = new RegExp(String.raw`(?<=^|[\s,"'])${WORD}(?=$|[\s,"'])`, 'g')

/** `secrets:` and a map below, in YAML. */
const MAP =
  /(\b(?:secrets|passwords|tokens|credentials|stringData):[^\S\n]{0,8}\n)((?:[^\S\n]{1,40}[^\s:]{1,60}:[^\n]{0,400}(?:\n|$))+)/g
const IN_MAP = new RegExp(String.raw`^([^\S\n]{1,40}[^\s:]{1,60}:[^\S\n]{1,8}["']?)(${WORD})`, 'gm')

/** A text with {@link REDACTED} for the values that a name apart from them tells. */
export function redactPairs(text: string): string {
  let rest = text.replace(
    LIST,
    (_, front: string, items: string) =>
      front + items.replace(ITEM, (item) => (byLength(item) ? REDACTED : item)),
  )
  rest = rest.replace(
    MAP,
    (_, front: string, map: string) =>
      front +
      map.replace(IN_MAP, (whole, name: string, value: string) =>
        isPasswordLike(value) ? name + REDACTED : whole,
      ),
  )
  for (const [pattern, isSecret] of FORMS) {
    rest = rest.replace(pattern, (whole, ...groups) => {
      const { value } = groups.at(-1) as { value: string }
      if (!isSecret(value)) return whole
      // The value is the last in nearly all forms; what stands behind it does not hold it.
      const at = whole.lastIndexOf(value)
      return whole.slice(0, at) + REDACTED + whole.slice(at + value.length)
    })
  }
  return rest
}
