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

const BASE64_LINE = /^[A-Za-z0-9+/]{60,}={0,2}\r?$/

/** Whether a shell is a C shell, by its name. In these the delimiter of a here-document keeps its quotes. */
export function isCShell(type: string): boolean {
  return /^(?:bsd-|t)?csh$/.test(type)
}

/** Why a comment cannot follow the end of a shell script: a verb phrase, such as `ends inside a string`. */
export function shellHazard(script: Buffer, isCsh: boolean): string | undefined {
  return foreignHazard(script) ?? base64Hazard(script) ?? scanLines(script, isCsh)
}

/** What the script ends in, or may end in, that goes on to the end of the file: a here-document or a string. */
export function openEnd(script: Buffer, isCsh: boolean): string | undefined {
  const found = scanLines(script, isCsh)
  if (found === IN_STRING) return 'a string'
  return found === IN_HEREDOC || found === UNSURE ? 'a here-document' : undefined
}

/** The script, as Latin-1, without the lines of its here-documents. */
export function withoutHeredocs(script: string): string {
  if (!script.includes('<<')) return script
  let rest = ''
  let from = 0
  const scanner = scannerOf(script, false)
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
const UNSURE = 'has a here-document that may end in another place'
const IN_STRING = 'ends inside a string'
/** A here-document, and no here-string. */
const ANY_HEREDOC = /(?<!<)<<(?!<)/
/** An alias that begins one. */
const ALIAS = /(?<=^|[\s;&|({])alias\s[^\n]{0,500}=[^\n]{0,500}<</

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
  const scanner = scannerOf(text, isCsh)
  if (ALIAS.test(text)) return UNSURE
  while (scanner.at < text.length) {
    const newline = text.indexOf('\n', scanner.at)
    const end = newline < 0 ? text.length : newline
    if (scanner.open.length === 0 && PAYLOAD.test(text.slice(scanner.at, Math.min(end, scanner.at + 256))))
      return 'carries data behind its last command'
    scanLine(scanner)
    if (scanner.isUnsure && ANY_HEREDOC.test(text)) return UNSURE
    for (const heredoc of scanner.pending.splice(0)) if (!skipHeredoc(scanner, heredoc)) return IN_HEREDOC
  }
  return scanner.isOpenString || scanner.open.includes('"') ? IN_STRING : undefined
}

function scannerOf(text: string, isCsh: boolean): Scanner {
  return { text, at: 0, open: [], wordStart: 0, pending: [], isCsh }
}

/**
 * What is open: double quotes; commands in parentheses, or in a substitution; arithmetic; an expansion, with quotes in it or
 * without; a pattern in parentheses; commands between backquotes.
 */
type Open = '"' | '(' | '$(' | '((' | '${' | '${-' | 'pattern' | '`'

interface Scanner {
  text: string
  at: number
  open: Open[]
  /** Offset at which a word begins. */
  wordStart: number
  /** Here-documents whose operator was read, and whose text begins with the next line. */
  pending: Heredoc[]
  isCsh: boolean
  /** The script ends inside of apostrophes. */
  isOpenString?: boolean
  /** Shells read something in the script in different ways, and this decides where a here-document ends. */
  isUnsure?: boolean
}

interface Heredoc {
  delimiter: string
  /** Tabs before the delimiter do not count. */
  indented: boolean
  /** A backslash at the end of a line joins it with the next one, which then is no delimiter. */
  joins: boolean
}

/** How many may be open at once. */
const MOST_OPEN = 1000

/** In these a `#` begins a comment, and `<<` a here-document. */
const HOLDS_COMMANDS = new Set<Open | undefined>([undefined, '(', '$(', '`'])

/** Reads on to the start of the next line that is not inside single quotes. */
function scanLine(scanner: Scanner): void {
  const { text, open } = scanner
  while (scanner.at < text.length) {
    const { at } = scanner
    const char = text[at]!
    const inside = open.at(-1)
    if (open.length > MOST_OPEN) {
      scanner.isUnsure = true
      open.length = 0
    }
    if (char === '\n') {
      scanner.wordStart = ++scanner.at
      return
    }
    if (char === '\\') passEscaped(scanner)
    else if (char === '"') {
      if (inside === '"') open.pop()
      else open.push('"')
      scanner.at++
    } else if (char === '`') backquote(scanner)
    else if (char === '$' && /[({[]/.test(text[at + 1] ?? '')) openExpansion(scanner)
    else if (char === '}' && inside?.startsWith('${')) {
      open.pop()
      scanner.at++
    } else if (inside === '"') scanner.at++
    else if (char === "'" && inside !== '${-') passSingleQuotes(scanner)
    else if (char === '#' && at === scanner.wordStart && HOLDS_COMMANDS.has(inside)) passComment(scanner)
    else if (char === '(') openParenthesis(scanner)
    else if (char === ')') closeParenthesis(scanner)
    else if (char === '<' && text[at + 1] === '<' && HOLDS_COMMANDS.has(inside)) scanHeredoc(scanner)
    else {
      scanner.at++
      if (/[\s;&|<>]/.test(char)) scanner.wordStart = scanner.at
    }
  }
}

/** Passes a backslash and what it escapes; a line that goes on may do so with a new word. */
function passEscaped(scanner: Scanner): void {
  const { text, at, wordStart } = scanner
  scanner.at += 2
  if (text[at + 1] === '\n' && wordStart === at) scanner.wordStart = scanner.at
}

function passComment(scanner: Scanner): void {
  const { text, at, open } = scanner
  const newline = text.indexOf('\n', at)
  scanner.at = newline < 0 ? text.length : newline
  const comment = text.slice(at, scanner.at)
  // Behind a parenthesis zsh has flags of patterns; between backquotes a comment may end with them.
  const mayBeNone = text[at - 1] === '(' || open.includes('`')
  if (mayBeNone && /<<|`/.test(comment)) scanner.isUnsure = true
}

/** What begins with a dollar sign: `$(…)`, `$((…))`, `${…}`, and `$[…]`, which is arithmetic in some shells only. */
function openExpansion(scanner: Scanner): void {
  const { text, at, open } = scanner
  const sign = text[at + 1]
  const inside = open.at(-1)
  scanner.at += 2
  if (sign === '[') {
    if (/^[^\n]*<</.test(text.slice(at, at + LONGEST_ARITHMETIC))) scanner.isUnsure = true
  } else if (sign === '{') {
    // In double quotes an apostrophe is none but in the pattern of `#`, `%` and `/` (POSIX, 2.6.2).
    const isPattern = /^[!#]?(?:\w+|[@*#?$!-])(?:\[[^\]]*\])?[#%/^,]/.test(
      text.slice(scanner.at, scanner.at + 256),
    )
    open.push(inside === '"' && !isPattern ? '${-' : '${')
  } else if (text[scanner.at] === '(' && isArithmetic(scanner, scanner.at)) {
    open.push('((')
    scanner.at++
  } else open.push('$(')
  scanner.wordStart = scanner.at
}

/** Words behind which a parenthesis begins commands, even without a blank. */
const BEFORE_COMMANDS = /^(?:|if|then|else|elif|while|until|do|!|time|[{}]|.*[=$])$/

function openParenthesis(scanner: Scanner): void {
  const { text, at, open, wordStart } = scanner
  const inside = open.at(-1)
  scanner.at++
  // In an expansion it is text.
  if (inside?.startsWith('${')) return
  const word = text.slice(Math.max(wordStart, at - 256), at)
  const before = text.slice(Math.max(0, wordStart - 16), wordStart)
  // Extended patterns, functions, and patterns of `[[ … =~ … ]]`.
  const isPattern = inside === 'pattern' || !BEFORE_COMMANDS.test(word) || /=~[ \t]+$/.test(before)
  if (inside === '((' || isPattern) open.push('pattern')
  else if (text[at + 1] === '(' && isArithmetic(scanner, at + 1)) {
    open.push('((')
    scanner.at++
  } else open.push(/[<>]$/.test(before) && word === '' ? '$(' : '(')
  scanner.wordStart = scanner.at
}

/** A parenthesis that closes nothing belongs to a `case` pattern. */
function closeParenthesis(scanner: Scanner): void {
  const { text, open, pending } = scanner
  const inside = open.at(-1)
  scanner.at++
  if (inside === '((') {
    if (text[scanner.at] !== ')') return
    scanner.at++
  }
  if (inside === '(' || inside === '$(' || inside === '((' || inside === 'pattern') open.pop()
  // Some shells end such a here-document with the substitution.
  if (inside === '$(' && pending.length > 0) scanner.isUnsure = true
  if (inside !== 'pattern') scanner.wordStart = scanner.at
}

/** How far it is looked for the end of arithmetic, in characters. */
const LONGEST_ARITHMETIC = 1024

/**
 * Whether what follows two opening parentheses, of which the second stands at `at`, is arithmetic: both are closed together.
 * Else they are those of commands within others.
 */
function isArithmetic(scanner: Scanner, at: number): boolean {
  const { text } = scanner
  if (scanner.isUnsure) return true
  const end = Math.min(text.length, at + LONGEST_ARITHMETIC)
  let depth = 1
  for (let i = at + 1; i < end; i++) {
    const char = text[i]
    if (char === '\\') i++
    else if (char === "'" || char === '"') scanner.isUnsure ||= mayHoldParenthesis(text, i, char)
    else if (char === '(') depth++
    else if (char === ')' && --depth === 0) return text[i + 1] === ')'
  }
  scanner.isUnsure = true
  return true
}

/** Whether a string in arithmetic, or what looks like one, holds parentheses. */
function mayHoldParenthesis(text: string, at: number, quote: string): boolean {
  const rest = text.slice(at + 1, at + LONGEST_ARITHMETIC)
  const end = rest.indexOf(quote)
  return /[()]/.test(end < 0 ? rest : rest.slice(0, end))
}

/** Begins or ends commands between backquotes. What opened within them is closed with them. */
function backquote(scanner: Scanner): void {
  const { open, pending } = scanner
  const from = open.lastIndexOf('`')
  scanner.at++
  scanner.wordStart = scanner.at
  if (from < 0) open.push('`')
  else {
    open.length = from
    if (pending.length > 0) scanner.isUnsure = true
  }
}

function scanHeredoc(scanner: Scanner): void {
  const { text, isCsh } = scanner
  if (text[scanner.at + 2] === '<') {
    scanner.at += 3
    scanner.wordStart = scanner.at
    return
  }
  // In `a[1<<2]=3` it is a shift in some shells.
  if (/\w\[[^\s\]]*$/.test(text.slice(Math.max(0, scanner.at - 64), scanner.at))) scanner.isUnsure = true
  const indented = !isCsh && text[scanner.at + 2] === '-'
  scanner.at += indented ? 3 : 2
  while (/[ \t]/.test(text[scanner.at] ?? '') || text.startsWith('\\\n', scanner.at))
    scanner.at += text[scanner.at] === '\\' ? 2 : 1
  const start = scanner.at
  const delimiter = readDelimiter(scanner)
  if (scanner.at === start) return
  const word = text.slice(start, scanner.at)
  const bare = word.replace(/'[^']*'|(?<!\$)"[^"]*"/g, '')
  if (/\$['"]|[$][({]|`/.test(bare)) scanner.isUnsure = true
  const joins = !/['"\\]/.test(word)
  scanner.pending.push({ delimiter: isCsh ? word : delimiter, indented, joins })
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
    scanner.wordStart = scanner.at = end + 1
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

/** Passes a string; `$'…'` knows escapes, `'…'` does not. An open one ends with the file. */
function passSingleQuotes(scanner: Scanner): void {
  const { text } = scanner
  const escapes = text[scanner.at - 1] === '$'
  for (scanner.at++; scanner.at < text.length; scanner.at++) {
    if (text[scanner.at] === "'") {
      scanner.at++
      return
    }
    if (escapes && text[scanner.at] === '\\') scanner.at++
  }
  scanner.isOpenString = true
}
