/**
 * What a shell script ends in, after POSIX.1-2017, Shell Command Language, 2.2 Quoting and 2.7.4 Here-Document.
 *
 * A here-document may run to the end of the file, a script may carry data behind its last command, and a script may
 * pass itself to another interpreter. Quoting is followed only as far as needed to detect these cases.
 */
import { hasDataSection } from './data-section.js'
import { HASH } from './language-table.js'
import { languageOfInterpreter } from './languages.js'

/** A script that runs itself in another language says so within this many bytes. */
const HEAD_SIZE = 4096

/** `exec node "$0" "$@"` */
const RUNS_ITSELF = /\bexec\b([^\n]*?)\$(?:0|\{0\}|\{BASH_SOURCE)/g

/** What starts data in a program that can be told apart from a shell script (`perl -x`). */
const DATA = /^(?:.*\b)?__(?:END|DATA)__|^=finish\b/m

/**
 * A line that looks like no command and separates the script from its payload. It may be a comment, so that a shell
 * passes over it.
 */
const PAYLOAD =
  /^(?:#[ \t#]*)?(?:__+[A-Za-z]\w*__:?|[=-]{3,} *(?:[A-Z]+[ _]){0,9}(?:PAYLOAD|ARCHIVE|BINARY)(?:[ _][A-Z]+){0,9} *[=-]{3,}|begin(?:-base64)? [0-7]{3,4} \S.*)[ \t]*\r?$/
const ANY_PAYLOAD = new RegExp(PAYLOAD.source, 'm')

const BASE64_LINE = /^[A-Za-z0-9+/]{60,}={0,2}\r?$/

/** Whether a shell is a C shell, by its name. In these the delimiter of a here-document keeps its quotes. */
export function isCShell(type: string): boolean {
  return /^(?:bsd-|t)?csh$/.test(type)
}

/** Why a comment cannot follow the end of a shell script: a verb phrase, such as `ends inside a string`. */
export function shellHazard(script: Buffer, isCsh: boolean): string | undefined {
  return foreignHazard(script) ?? base64Hazard(script) ?? scanLines(script, isCsh)
}

/** Whether the script ends inside a here-document, which then goes on to the end of the file. */
export function endsInHeredoc(script: Buffer, isCsh: boolean): boolean {
  return script.includes('<<') && scanLines(script, isCsh) === IN_HEREDOC
}

/** The script, as Latin-1, without the lines of its here-documents. */
export function withoutHeredocs(script: string): string {
  if (!script.includes('<<')) return script
  let rest = ''
  let from = 0
  const scanner: Scanner = { text: script, at: 0, open: [], pending: [], isCsh: false }
  while (scanner.at < script.length) {
    scanLine(scanner)
    const start = scanner.at
    for (const heredoc of scanner.pending.splice(0)) skipHeredoc(scanner, heredoc)
    if (scanner.at > start) {
      rest += script.slice(from, start)
      from = scanner.at
    }
  }
  return rest + script.slice(from)
}

const IN_HEREDOC = 'ends inside a here-document'

function foreignHazard(script: Buffer): string | undefined {
  for (const [, command = ''] of script.toString('latin1', 0, HEAD_SIZE).matchAll(RUNS_ITSELF))
    for (const word of command.split(/[^\w.+-]+/)) {
      const language = languageOfInterpreter(word)
      if (language && language.comment !== HASH) return `runs itself with ${word}`
      if (language && hasDataSection(language.syntax) && DATA.test(script.toString('latin1')))
        return `runs itself with ${word} and carries data`
    }
  return undefined
}

/** Encoded data at the end: its last line may be short, then the one before it is full. */
function base64Hazard(script: Buffer): string | undefined {
  const end = script.toString('latin1', Math.max(0, script.length - 1024)).trimEnd()
  const lines = end
    .slice(end.indexOf('\n') + 1)
    .split('\n')
    .slice(-2)
  return lines.some((line) => BASE64_LINE.test(line)) || /^[A-Za-z0-9+/=]{1000,}$/.test(end)
    ? 'ends in encoded data'
    : undefined
}

function scanLines(script: Buffer, isCsh = false): string | undefined {
  const text = script.toString('latin1')
  if (!text.includes('<<') && !ANY_PAYLOAD.test(text)) return undefined
  const scanner: Scanner = { text, at: 0, open: [], pending: [], isCsh }
  while (scanner.at < text.length) {
    const newline = text.indexOf('\n', scanner.at)
    const end = newline < 0 ? text.length : newline
    if (scanner.open.length === 0 && PAYLOAD.test(text.slice(scanner.at, Math.min(end, scanner.at + 256))))
      return 'carries data behind its last command'
    scanLine(scanner)
    for (const heredoc of scanner.pending.splice(0)) if (!skipHeredoc(scanner, heredoc)) return IN_HEREDOC
  }
  return undefined
}

interface Scanner {
  text: string
  at: number
  /** What is open: double quotes, a command substitution or subshell, arithmetic. */
  open: ('"' | '(' | '((')[]
  /** Here-documents whose operator was read, and whose text begins with the next line. */
  pending: Heredoc[]
  isCsh: boolean
}

interface Heredoc {
  delimiter: string
  /** Tabs before the delimiter do not count. */
  indented: boolean
  /** A backslash at the end of a line joins it with the next one, which then is no delimiter. */
  joins: boolean
}

/** Reads on to the start of the next line that is not inside single quotes. */
function scanLine(scanner: Scanner): void {
  const { text, open } = scanner
  while (scanner.at < text.length) {
    const char = text[scanner.at]
    const inside = open.at(-1)
    const next = text[scanner.at + 1]
    if (char === '\n') {
      scanner.at++
      return
    }
    if (char === '\\') scanner.at += 2
    else if (char === '"') {
      if (inside === '"') open.pop()
      else open.push('"')
      scanner.at++
    } else if (char === '$' && next === '(') {
      const arithmetic = text[scanner.at + 2] === '('
      open.push(arithmetic ? '((' : '(')
      scanner.at += arithmetic ? 3 : 2
    } else if (inside === '"') scanner.at++
    else if (char === "'") scanner.at = singleQuotesEnd(text, scanner.at)
    else if (char === '#' && startsWord(text, scanner.at)) {
      const newline = text.indexOf('\n', scanner.at)
      scanner.at = newline < 0 ? text.length : newline
    } else if (char === '(') {
      open.push(next === '(' ? '((' : '(')
      scanner.at += next === '(' ? 2 : 1
    } else if (char === ')') {
      // A parenthesis that closes nothing belongs to a `case` pattern.
      if (inside === '(') open.pop()
      if (inside === '((' && next === ')') {
        open.pop()
        scanner.at++
      }
      scanner.at++
    } else if (char === '<' && next === '<' && inside !== '((') scanHeredoc(scanner)
    else scanner.at++
  }
}

function scanHeredoc(scanner: Scanner): void {
  const { text, isCsh } = scanner
  if (text[scanner.at + 2] === '<') {
    scanner.at += 3
    return
  }
  const indented = !isCsh && text[scanner.at + 2] === '-'
  scanner.at += indented ? 3 : 2
  while (/[ \t]/.test(text[scanner.at] ?? '') || text.startsWith('\\\n', scanner.at))
    scanner.at += text[scanner.at] === '\\' ? 2 : 1
  const start = scanner.at
  const delimiter = readDelimiter(scanner)
  if (scanner.at === start) return
  const joins = !/['"\\]/.test(text.slice(start, scanner.at))
  scanner.pending.push({ delimiter: isCsh ? text.slice(start, scanner.at) : delimiter, indented, joins })
}

/** What ends a word, unless it is quoted. */
const ENDS_WORD = /[\s;&|<>()]/

/** Reads the delimiter and takes its quotes away (2.2 and 2.7.4). Nothing in it is expanded. */
function readDelimiter(scanner: Scanner): string {
  const { text } = scanner
  let delimiter = ''
  let quote = ''
  for (; scanner.at < text.length; scanner.at++) {
    const char = text[scanner.at]!
    if (char === '\n' && quote !== '') return delimiter
    if (quote === '' && char !== '\r' && ENDS_WORD.test(char)) return delimiter
    if (char === quote) quote = ''
    else if (quote === '' && (char === "'" || char === '"')) quote = char
    else if (char === '\\' && quote !== "'") {
      const next = text[++scanner.at] ?? ''
      if (next === '\n') continue
      delimiter += quote === '"' && !/["\\$`]/.test(next) ? char + next : next
    } else delimiter += char
  }
  return delimiter
}

/** Moves behind the here-document's last line; false if it has none. */
function skipHeredoc(scanner: Scanner, { delimiter, indented, joins }: Heredoc): boolean {
  const { text } = scanner
  let isJoined = false
  while (scanner.at < text.length) {
    const newline = text.indexOf('\n', scanner.at)
    const end = newline < 0 ? text.length : newline
    let from = scanner.at
    if (indented) while (text[from] === '\t') from++
    scanner.at = end + 1
    if (!isJoined && end - from === delimiter.length && text.startsWith(delimiter, from)) return true
    isJoined = joins && endsInBackslash(text, end)
  }
  return false
}

/** Whether the line that ends at `end` ends in a backslash that is not escaped itself. */
function endsInBackslash(text: string, end: number): boolean {
  let count = 0
  while (text[end - 1 - count] === '\\') count++
  return count % 2 === 1
}

/** Offset behind the string; `$'…'` knows escapes, `'…'` does not. An open one ends with the file. */
function singleQuotesEnd(text: string, at: number): number {
  const escapes = text[at - 1] === '$'
  for (at++; at < text.length; at++) {
    if (text[at] === "'") return at + 1
    if (escapes && text[at] === '\\') at++
  }
  return at
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[\s;&|(]/.test(text[at - 1]!)
}
