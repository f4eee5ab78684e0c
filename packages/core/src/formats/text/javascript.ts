/**
 * Comments of JavaScript, TypeScript and JSX, told from what looks like them in strings, template literals and
 * regular expressions, after ECMA-262, section 12, "Lexical Grammar".
 *
 * What a slash starts depends on the grammar. The scan knows only the last token and the open brackets. Where that
 * is not enough, it stops, and nothing behind that point counts as a comment: behind most closing braces, at `<`
 * where an operand is expected (JSX or a type parameter), and at comments that only scripts have (`<!--`, B.1.1).
 */
import type { Window } from '../../bytes/window.js'
import type { CommentEnd } from './scan.js'

const LF = 0x0a
const CR = 0x0d
const BANG = 0x21
const QUOTE = 0x22
const HASH = 0x23
const DOLLAR = 0x24
const APOSTROPHE = 0x27
const ASTERISK = 0x2a
const PLUS = 0x2b
const MINUS = 0x2d
const DOT = 0x2e
const SLASH = 0x2f
const LT = 0x3c
const EQUALS = 0x3d
const GT = 0x3e
const OPENING_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSING_BRACKET = 0x5d
const BACKTICK = 0x60
const OPENING_BRACE = 0x7b

/** What a slash behind the last token starts. */
type Slash = 'regex' | 'division' | 'unsure'

/**
 * What is known of the last token besides {@link Slash}: it is the sign before a property's name, `for` or another
 * keyword with a head in parentheses, such a head, or a keyword with a block of statements.
 */
type Last = 'property' | 'for' | 'keyword' | 'head' | 'block keyword' | undefined

/** A bracket that is open; `head` and `block` are parentheses and braces of statements. */
type Bracket = '(' | 'head' | '[' | '{' | 'block' | '${'

interface Keyword {
  slash: Slash
  last?: Last
}

const KEYWORDS = new Map<string, Keyword>()
for (const word of 'return typeof instanceof in new delete throw case default extends'.split(' '))
  KEYWORDS.set(word, { slash: 'regex' })
for (const word of 'else do try finally'.split(' '))
  KEYWORDS.set(word, { slash: 'regex', last: 'block keyword' })
for (const word of 'if while with switch catch'.split(' '))
  KEYWORDS.set(word, { slash: 'unsure', last: 'keyword' })
KEYWORDS.set('for', { slash: 'unsure', last: 'for' })
// Some of these are names or types in other places; some are statements that may end with the line.
for (const word of 'await yield of void break continue debugger'.split(' '))
  KEYWORDS.set(word, { slash: 'unsure' })
const AWAIT = KEYWORDS.get('await')

/** Lengths of the keywords, as bits, by first letter. Making a string of each word would be slow. */
const LENGTHS = new Uint32Array(256)
for (const word of KEYWORDS.keys()) LENGTHS[word.charCodeAt(0)]! |= 1 << word.length
const LONGEST_KEYWORD = 10

/** Bytes that names and numbers are made of. */
const IN_WORD = new Uint8Array(256).fill(1, 0x80)
for (const char of '$0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
  IN_WORD[char.charCodeAt(0)] = 1

/** Brackets open at once that are kept track of. */
const MAX_DEPTH = 100_000

interface Scanner {
  window: Window
  slash: Slash
  last: Last
  /** Whether a line ended since the last token. */
  newline: boolean
  open: Bracket[]
}

/** Tells which bytes of a program are in comments. */
export function javascriptComments(window: Window): CommentEnd {
  const scanner: Scanner = { window, slash: 'regex', last: undefined, newline: true, open: [] }
  let start = 0
  let end: number | undefined = startOf(window)
  return (at) => {
    while (end !== undefined && end <= at) {
      start = end
      end = next(scanner, start)
    }
    return end !== undefined && isComment(window, start) ? end : undefined
  }
}

/** What a program ends in: code or a closed comment, a line comment, or `unsure` if it cannot be read that far. */
export function endOf(window: Window): 'code' | 'line comment' | 'unsure' {
  const scanner: Scanner = { window, slash: 'regex', last: undefined, newline: true, open: [] }
  let inLineComment = false
  let at = startOf(window)
  while (at < window.size) {
    inLineComment = window.byte(at) === SLASH && window.byte(at + 1) === SLASH
    const end = next(scanner, at)
    if (end === undefined) return 'unsure'
    at = end
  }
  return inLineComment ? 'line comment' : 'code'
}

/** Offset behind a byte order mark and a hashbang. */
function startOf(window: Window): number {
  const start = window.slice(0, 3).toString('latin1') === '\xef\xbb\xbf' ? 3 : 0
  return window.byte(start) === HASH && window.byte(start + 1) === BANG ? lineEnd(window, start) : start
}

function isComment(window: Window, at: number): boolean {
  if (window.byte(at) !== SLASH) return false
  const following = window.byte(at + 1)
  return following === SLASH || following === ASTERISK
}

/** Offset behind the token, comment or blank at `at`; undefined if the scan has to stop there. */
function next(scanner: Scanner, at: number): number | undefined {
  const { window } = scanner
  const byte = window.byte(at)
  if (byte === undefined) return undefined
  if (byte <= 0x20) {
    if (byte === LF || byte === CR) scanner.newline = true
    return at + 1
  }
  if (IN_WORD[byte] === 1 || byte === BACKSLASH) return readWord(scanner, at)
  switch (byte) {
    case SLASH:
      return readSlash(scanner, at)
    case QUOTE:
    case APOSTROPHE:
      return readString(scanner, at)
    case BACKTICK:
      return readTemplate(scanner, at)
    default:
      return readPunctuator(scanner, at, byte)
  }
}

/** Takes note of a token, which ends at `end`. */
function token(scanner: Scanner, end: number, slash: Slash, last?: Last): number {
  scanner.slash = slash
  scanner.last = last
  scanner.newline = false
  return end
}

function readPunctuator(scanner: Scanner, at: number, byte: number): number | undefined {
  const { window, slash, newline, last } = scanner
  const following = window.byte(at + 1)
  switch (byte) {
    case 0x28: // (
      return open(scanner, at + 1, last === 'keyword' || last === 'for' ? 'head' : '(')
    case OPENING_BRACKET:
      return open(scanner, at + 1, '[')
    case OPENING_BRACE:
      // Of the keywords with a head, `catch` may go without.
      return open(
        scanner,
        at + 1,
        last === 'head' || last === 'block keyword' || last === 'keyword' ? 'block' : '{',
      )
    case 0x29: // )
    case CLOSING_BRACKET:
    case 0x7d: // }
      return close(scanner, at, byte)
    case DOT:
      if (following === DOT && window.byte(at + 2) === DOT) return token(scanner, at + 3, 'regex')
      if (isDigit(following)) return token(scanner, wordEnd(window, at + 1, true), 'division')
      return token(scanner, at + 1, 'unsure', 'property')
    case HASH:
      return token(scanner, at + 1, 'unsure', 'property')
    case LT:
      if (slash !== 'division' || newline || (following === BANG && window.byte(at + 2) === MINUS))
        return undefined
      return token(scanner, following === LT ? at + 2 : at + 1, 'regex')
    case GT:
      // A type can end with this sign, too, and behind `as` such a type may be followed by a division.
      return token(scanner, at + 1, window.byte(at - 1) === EQUALS ? 'regex' : 'unsure')
    case PLUS:
    case MINUS:
      if (following !== byte) return token(scanner, at + 1, 'regex')
      // A comment, in scripts.
      if (newline && window.byte(at + 2) === GT) return undefined
      // `++` stands before or behind its operand, so the meaning of a slash stays the same.
      return token(scanner, at + 2, slash)
    case BANG:
      // The same holds for TypeScript's `!`, which stands on the line of its operand.
      return token(scanner, at + 1, newline || following === EQUALS ? 'regex' : slash)
    default:
      return token(scanner, at + 1, 'regex')
  }
}

function open(scanner: Scanner, end: number, bracket: Bracket): number | undefined {
  if (scanner.open.length >= MAX_DEPTH) return undefined
  scanner.open.push(bracket)
  return token(scanner, end, 'regex')
}

function close(scanner: Scanner, at: number, byte: number): number | undefined {
  const bracket = scanner.open.pop()
  if (byte === CLOSING_BRACKET) return bracket === '[' ? token(scanner, at + 1, 'division') : undefined
  if (byte === 0x29) {
    if (bracket === 'head') return token(scanner, at + 1, 'regex', 'head')
    return bracket === '(' ? token(scanner, at + 1, 'division') : undefined
  }
  if (bracket === '${') return readTemplate(scanner, at)
  if (bracket === 'block') return token(scanner, at + 1, 'regex')
  return bracket === '{' ? token(scanner, at + 1, 'unsure') : undefined
}

/** A name, a keyword or a number; or a space that is not ASCII. */
function readWord(scanner: Scanner, at: number): number | undefined {
  const { window, last } = scanner
  const space = wideSpace(window, at)
  if (space > 0) {
    if (isLineSeparator(window, at)) scanner.newline = true
    return at + space
  }
  if (isDigit(window.byte(at))) return token(scanner, wordEnd(window, at, true), 'division')
  const end = wordEnd(window, at, false)
  if (end === at) return undefined
  const keyword = last === 'property' ? undefined : keywordAt(window, at, end)
  if (keyword === AWAIT && last === 'for') return token(scanner, end, 'unsure', 'for')
  return token(scanner, end, keyword?.slash ?? 'division', keyword?.last)
}

function keywordAt(window: Window, from: number, to: number): Keyword | undefined {
  const length = to - from
  if (length > LONGEST_KEYWORD || (LENGTHS[window.byte(from)!]! & (1 << length)) === 0) return undefined
  return KEYWORDS.get(window.slice(from, to).toString('latin1'))
}

/** Offset behind the word that starts at `at`; a name may hold `\u` escapes, a number dots. */
function wordEnd(window: Window, at: number, isNumber: boolean): number {
  for (;;) {
    const byte = window.byte(at)
    if (byte === undefined) return at
    if (byte === BACKSLASH) {
      const start = window.slice(at, at + 16).toString('latin1')
      const length = /^\\u(?:\{[\da-f]+\}|[\da-f]{4})/i.exec(start)?.[0].length
      if (length === undefined) return at
      at += length
    } else if ((IN_WORD[byte] === 1 && wideSpace(window, at) === 0) || (isNumber && byte === DOT)) at++
    else return at
  }
}

/** A comment, a regular expression or a division. */
function readSlash(scanner: Scanner, at: number): number | undefined {
  const { window, slash, newline } = scanner
  const following = window.byte(at + 1)
  if (following === SLASH) return lineEnd(window, at)
  if (following === ASTERISK) return readBlockComment(scanner, at)
  if (slash === 'regex') return readRegex(scanner, at)
  // In TypeScript a type may end where its line does.
  return slash === 'division' && !newline ? token(scanner, at + 1, 'regex') : undefined
}

function readBlockComment(scanner: Scanner, start: number): number | undefined {
  const { window } = scanner
  for (let at = start + 2; ; at++) {
    const byte = window.byte(at)
    if (byte === undefined) return undefined
    if (byte === ASTERISK && window.byte(at + 1) === SLASH) return at + 2
    if (isLineEnd(window, at, byte)) scanner.newline = true
  }
}

/** A regular expression with its flags. In a class a slash does not end it. */
function readRegex(scanner: Scanner, start: number): number | undefined {
  const { window } = scanner
  let inClass = false
  for (let at = start + 1; ; at++) {
    let byte = window.byte(at)
    if (byte === BACKSLASH) byte = window.byte(++at)
    else if (byte === OPENING_BRACKET) inClass = true
    else if (byte === CLOSING_BRACKET) inClass = false
    else if (byte === SLASH && !inClass) return token(scanner, wordEnd(window, at + 1, false), 'division')
    if (byte === undefined || isLineEnd(window, at, byte)) return undefined
  }
}

function readString(scanner: Scanner, start: number): number | undefined {
  const { window } = scanner
  const quote = window.byte(start)
  for (let at = start + 1; ; at++) {
    const byte = window.byte(at)
    if (byte === undefined || byte === LF || byte === CR) return undefined
    if (byte === quote) return token(scanner, at + 1, 'division')
    if (byte === BACKSLASH) at += window.byte(at + 1) === CR && window.byte(at + 2) === LF ? 2 : 1
  }
}

/** The text of a template literal, from its backtick or a closing brace to its backtick or `${`. */
function readTemplate(scanner: Scanner, start: number): number | undefined {
  const { window } = scanner
  for (let at = start + 1; ; at++) {
    const byte = window.byte(at)
    if (byte === undefined) return undefined
    if (byte === BACKTICK) return token(scanner, at + 1, 'division')
    if (byte === DOLLAR && window.byte(at + 1) === OPENING_BRACE) return open(scanner, at + 2, '${')
    if (byte === BACKSLASH) at++
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

function lineEnd(window: Window, at: number): number {
  for (; ; at++) {
    const byte = window.byte(at)
    if (byte === undefined || isLineEnd(window, at, byte)) return at
  }
}

function isLineEnd(window: Window, at: number, byte: number): boolean {
  return byte === LF || byte === CR || (byte === 0xe2 && isLineSeparator(window, at))
}

/** U+2028 or U+2029. */
function isLineSeparator(window: Window, at: number): boolean {
  return window.byte(at) === 0xe2 && window.byte(at + 1) === 0x80 && (window.byte(at + 2)! & 0xfe) === 0xa8
}

/** Length in bytes of the space or line separator at `at` that is not ASCII; 0 if there is none. */
function wideSpace(window: Window, at: number): number {
  const first = window.byte(at)!
  if (first < 0xc2) return 0
  const second = window.byte(at + 1)!
  const third = window.byte(at + 2)!
  switch (first) {
    case 0xc2:
      return second === 0xa0 ? 2 : 0
    case 0xe1:
      return second === 0x9a && third === 0x80 ? 3 : 0
    case 0xe2:
      if (second === 0x80) return third <= 0x8a || third === 0xaf || (third & 0xfe) === 0xa8 ? 3 : 0
      return second === 0x81 && third === 0x9f ? 3 : 0
    case 0xe3:
      return second === 0x80 && third === 0x80 ? 3 : 0
    case 0xef:
      return second === 0xbb && third === 0xbf ? 3 : 0
    default:
      return 0
  }
}
