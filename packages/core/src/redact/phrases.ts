/**
 * Values that languages and people put behind a name with more between than a sign:
 *
 *     password = env("X", "…")    password: ${X:-…}    set DB_PASSWORD …    identified by '…'    the password for the db: …
 */
import { byLength, byPlace, type Form, form, WORD } from './forms.js'
import { NAME } from './names.js'
import { isPasswordLike } from './shape.js'

const VALUE = String.raw`["'\x60]?(?<value>${WORD})`
const QUOTED = String.raw`(["'])(?<value>(?:(?!\1)[^\n]){1,200})(?=\1)`
/** What people call it where they write about it. */
const SPOKEN = String.raw`\b(?:passwords?|passwort|passphrase|passwd|pwd|pin|secret|token|api[ _-]?key|credentials?)`

export const PHRASES: readonly Form[] = [
  // What a program falls back to: password = getenv("X", "…"), x || "…", ${X:-…}, ${X:…}.
  form(
    String.raw`${NAME}(?:\s?:\s?[&\w.<>?]{1,30})?\s?:?=\s?(?:new\s)?[\w:.]{1,60}\((?:[^\n;]{0,100},\s?)?${QUOTED}`,
    byLength,
  ),
  form(String.raw`${NAME}["']?\s?[=:]\s?[^\n;]{1,80}?(?:\|\||\?\?|\bor)\s?${QUOTED}`, byLength),
  form(
    String.raw`${NAME}["']?\s?[=:]\s?["']?\$\{[\w.-]{1,80}:[-=+?]?(?<value>[^}\s]{1,200})(?=\})`,
    isPasswordLike,
  ),
  // char password[] = "…" of C, (password . "…") of Lisp.
  form(String.raw`${NAME}\[\d{0,6}\]\s?=\s?${QUOTED}`, byPlace),
  form(String.raw`\(\s?["']?[\w.-]{0,60}${NAME}["']?\s\.\s${QUOTED}`, byPlace),
  // <property name="password">…</property>
  form(
    String.raw`\s(?:name|key|id|type)\s?=\s?["'][\w.:-]{0,60}${NAME}["'][^<>\n]{0,200}>\s{0,20}(?<value>[^<>\s]{1,400})(?=\s{0,20}<\/)`,
    byPlace,
  ),
  // set, setenv, setx DB_PASSWORD …; of settings with several names: config set x:password …
  form(
    String.raw`\b(?:set|setenv|setx|export|env|arg|config:set|put)\s(?:--?[\w-]{1,30}\s){0,4}["']?[\w.:/@-]{0,100}?${NAME}["']?\s${VALUE}`,
    isPasswordLike,
  ),
  // SQL, SQLCipher.
  form(
    String.raw`\b(?:grant|alter|create|set)\b[^\n;]{0,200}?\sidentified\s(?:with\s\w{1,40}\s)?by\s(?:password\s)?(?!\x60)${QUOTED}`,
    byPlace,
  ),
  form(
    String.raw`\bpassword(?:\sfor\s[^\n=]{1,60}?)?\s?=\s?N?(')(?<value>(?:(?!\1)[^\n]){1,200})(?=\1)`,
    byPlace,
  ),
  form(
    String.raw`\b(?:attach|pragma)\b[^\n;"]{0,200}\bkey\s?=?\s?(')(?<value>(?:(?!\1)[^\n]){1,200})(?=\1)`,
    byPlace,
  ),
  // Routers and switches: enable secret 0 …, username jane privilege 15 secret …
  form(
    String.raw`\b(?:enable|username\s\S{1,60}(?:\sprivilege\s\d{1,2})?)\s(?:secret|password)\s(?:\d{1,2}\s)?${VALUE}`,
    isPasswordLike,
  ),
  // Prose: the new password for jane: …, password (prod) = …, the password was changed from … to …
  form(
    String.raw`${SPOKEN}\s(?:\([^)\n]{1,40}\)|(?:for|of|on|in|at)\s[^\n:=,.;'"]{1,40}?)\s?(?::(?!\/\/)|=|\bis|\bwas)\s?${VALUE}`,
    isPasswordLike,
  ),
  form(
    String.raw`\b(?:password|passphrase|passwd|pwd|pin)\s(?:(?:was|is|has|been|got|changed|rotated|reset|updated)\s){0,3}from\s${VALUE}`,
    isPasswordLike,
  ),
  form(
    String.raw`\b(?:password|passphrase|passwd|pwd|pin)\s(?:(?:was|is|has|been|got|changed|rotated|reset|updated)\s){0,3}from\s\S{1,200}\sto\s${VALUE}`,
    isPasswordLike,
  ),
  form(String.raw`\*\*[\w -]{0,30}?${NAME}:?\*\*\s?:?\s?${VALUE}`, isPasswordLike),
  form(String.raw`\b(?:token|secret|api[ _-]?key|passcode)\s(?:is|was|→|->)\s${VALUE}`, byLength),
  // variable "db_password" { default = "…" } of HCL, password = { value = "…" }, password.set("…")
  form(
    String.raw`${NAME}["']?\s?=?\s?\{\s{0,20}(?:[\w-]{1,30}\s?=\s?[^\n{}]{1,100}\n\s{0,20}){0,3}(?:value|default)\s?=\s?${QUOTED}`,
    byPlace,
  ),
  form(String.raw`${NAME}\.\w{1,20}\(\s?${QUOTED}`, byLength),
  // The next item of a list in YAML.
  form(String.raw`-[^\S\n]["']?--?[\w-]{0,60}${NAME}["']?\n\s{0,20}-[^\S\n]${VALUE}`, isPasswordLike),
]
