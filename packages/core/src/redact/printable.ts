/**
 * Text that terminals and CI systems show but do not obey.
 *
 * Strangers choose names of files, marks and messages of other programs. These may hold sequences that control a
 * terminal (ECMA-48), characters that reverse the order of others (Unicode TR 36, 3.2), line ends, and commands of
 * CI systems:
 *
 *     ::set-output name=x::y        GitHub, at the start of a line
 *     ##[group]  ##vso[task.x]      GitHub and Azure Pipelines, anywhere in a line
 *     ##teamcity[buildStop]         TeamCity, anywhere in a line
 *     section_start:0:x\r\e[0K      GitLab, with characters that steer
 *     --- +++ ~~~ ^^^               Buildkite, at the start of a line
 */

/**
 * Controls (Cc), ends of lines and paragraphs (Zl, Zp), halves of characters (Cs), and invisible ones: Cf, and those that
 * Unicode tells programs to ignore (UAX 44, Default_Ignorable_Code_Point), such as fillers and variation selectors.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}]/gu

/** `##` before a word and a bracket. Such a command needs the second `#`, so that one is escaped. */
const ANYWHERE = /#(?=#\w*\[)/g

/** Signs with which a line of ours never starts. */
const AT_START = /^(\s*)([:#]{2}|-{3}|\+{3}|~{3}|\^{3})/

/** A quick check that holds for nearly all texts. */
const PLAIN = /^[ -"$-~]*$/

/** Characters with short spellings. */
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A text on one line, with escapes such as `\x1b` and `\u202e` for characters that are invisible or would act. */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNPRINTABLE, escaped).replace(ANYWHERE, '\\x23')
}

/**
 * A text for a page, where it may have several lines: as {@link printable}, but line ends and tabs stay, and what only
 * CI systems obey does, too.
 */
export function visible(text: string): string {
  return PLAIN.test(text)
    ? text
    : text.replace(UNPRINTABLE, (character) => (/[\n\t]/.test(character) ? character : escaped(character)))
}

/** As {@link printable}, for a text that begins a line. */
export function printableLine(text: string): string {
  return printable(text).replace(
    AT_START,
    (_, blanks: string, command: string) => `${blanks}${hex(command)}${command.slice(1)}`,
  )
}

/**
 * The same JSON, with escapes for characters that are invisible or would act on a terminal or a CI system.
 * JSON.stringify has escaped U+0000 to U+001F already.
 */
export function printableJson(json: string): string {
  if (PLAIN_JSON.test(json)) return json
  return json.replace(UNPRINTABLE_IN_JSON, escapeJson).replace(ANYWHERE, '\\u0023')
}

const PLAIN_JSON = /^[\n -"$-~]*$/
const UNPRINTABLE_IN_JSON = /[\x7f-\x9f\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu

function escaped(character: string): string {
  return SHORT[character] ?? hex(character)
}

function hex(character: string): string {
  const code = character.codePointAt(0)!
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}

function escapeJson(character: string): string {
  return character.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
