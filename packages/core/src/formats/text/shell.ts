/**
 * What a shell script ends in, after POSIX.1-2017, Shell Command Language, 2.2 Quoting and 2.7.4 Here-Document.
 *
 * A here-document may run to the end of the file, a script may carry data behind its last command, and a script may
 * pass itself to another interpreter. Quoting is followed only as far as needed to detect these cases.
 */
import { HASH } from './language-table.js'
import { languageOfInterpreter } from './languages.js'

/** A script that runs itself in another language says so within this many bytes. */
const HEAD_SIZE = 4096

/** `exec node "$0" "$@"` */
const RUNS_ITSELF = /\bexec\b([^\n]*?)\$(?:0|\{0\}|\{BASH_SOURCE)/g

/** A line that looks like no command and separates the script from its payload. */
const PAYLOAD = /^(?:_{2,}[A-Z][A-Z0-9_]*_{2,}:?|begin(?:-base64)? [0-7]{3,4} \S.*)\r?$/

const BASE64_LINE = /^[A-Za-z0-9+/]{60,}={0,2}\r?$/

/** Why a comment cannot follow the end of a shell script: a verb phrase, such as `ends inside a string`. */
export function shellHazard(script: Buffer): string | undefined {
  return foreignHazard(script) ?? base64Hazard(script) ?? scanLines(script)
}

/** Whether the script ends inside a here-document, which then goes on to the end of the file. */
export function endsInHeredoc(script: Buffer): boolean {
  return script.includes('<<') && scanLines(script) === IN_HEREDOC
}

const IN_HEREDOC = 'ends inside a here-document'

function foreignHazard(script: Buffer): string | undefined {
  for (const [, command = ''] of script.toString('latin1', 0, HEAD_SIZE).matchAll(RUNS_ITSELF))
    for (const word of command.split(/[^\w.+-]+/)) {
      const language = languageOfInterpreter(word)
      if (language && language.comment !== HASH) return `runs itself with ${word}`
    }
  return undefined
}

/** Encoded data at the end: its last line may be short, the one before it is full. */
function base64Hazard(script: Buffer): string | undefined {
  const lines = script
    .toString('latin1', Math.max(0, script.length - 1024))
    .trimEnd()
    .split('\n')
    .slice(-2)
  return lines.length === 2 && BASE64_LINE.test(lines[0]!) ? 'ends in encoded data' : undefined
}

function scanLines(script: Buffer): string | undefined {
  if (!script.includes('<<') && !script.includes('\n__') && !script.includes('\nbegin')) return undefined
  const text = script.toString('latin1')
  const scanner: Scanner = { text, at: 0, open: [], pending: [] }
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
}

interface Heredoc {
  delimiter: string
  /** Tabs before the delimiter do not count. */
  indented: boolean
}

const HEREDOC = /<<(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|\\?([A-Za-z_!%+.:][^\s;&|<>()"'`\\$]*))/y

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
  if (scanner.text[scanner.at + 2] === '<') {
    scanner.at += 3
    return
  }
  HEREDOC.lastIndex = scanner.at
  const match = HEREDOC.exec(scanner.text)
  scanner.at += match ? match[0].length : 2
  if (match)
    scanner.pending.push({ delimiter: match[2] ?? match[3] ?? match[4]!, indented: match[1] === '-' })
}

/** Moves behind the here-document's last line; false if it has none. */
function skipHeredoc(scanner: Scanner, { delimiter, indented }: Heredoc): boolean {
  const { text } = scanner
  while (scanner.at < text.length) {
    const newline = text.indexOf('\n', scanner.at)
    const end = newline < 0 ? text.length : newline
    let from = scanner.at
    if (indented) while (text[from] === '\t') from++
    scanner.at = end + 1
    if (end - from === delimiter.length && text.startsWith(delimiter, from)) return true
  }
  return false
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
