/**
 * Comments in languages of which little more is known than their comment sign. In most of them strings may go on
 * over lines, so a line that looks like a comment is taken for one only if every line before it is closed: its
 * quotes come in pairs, and nothing in it opens a here-document or another kind of long string.
 */
import type { Window } from '../window.js'
import type { CommentSyntax, Syntax } from './language-table.js'
import type { CommentEnd } from './scan.js'

const NEWLINE = 0x0a

/** Longest line that is looked at. */
const LINE_LIMIT = 64 * 1024

/** What may open a string without a quote of its own, in one language or another; and a line that goes on. */
const OPENER = /"""|'''|<<|\[=*\[|%[qQwWiIrsx]?[([{<|]|~[A-Za-z][^\w\s]|\\\r?$/

/** The same in single languages; and what ends a program before its file ends. */
const OPENER_IN: Partial<Record<Syntax, RegExp>> = {
  perl: /(?<![$@%&\w])(?:q[qrwx]?|[msy]|tr)[ \t]*(?:[^\w\s=,;)]|=(?!>))|^=\w|^__\w+__/,
  raku: /(?<![$@%&\w])(?:[qQ]\w*|[msy]|rx|tr)[ \t]*(?:[^\w\s=,;)]|=(?!>))|^=\w|[\xab\u201c\u2018\u300c]/,
  ruby: /^=\w|^__END__/,
  tcl: /\{/,
}

/** Dollar quotes, as in PostgreSQL. */
const DOLLARS = /\$\w*\$/

/** Regular expressions, too, may go on over lines. */
const REGEX_SYNTAXES = new Set<Syntax>(['perl', 'ruby', 'raku'])

/** Tells in which lines what looks like a comment is one. It ends with its line. */
export function closedLines(window: Window, { open }: CommentSyntax, syntax: Syntax): CommentEnd {
  const sign = open.toString('latin1', 0, open.length - 1)
  const quotes = REGEX_SYNTAXES.has(syntax) ? `'"\`/` : `'"\``
  const openers = [OPENER, OPENER_IN[syntax], sign === '--' ? DOLLARS : undefined].filter((one) => !!one)

  function isClosed(from: number, to: number): boolean {
    if (to - from > LINE_LIMIT) return false
    const code = withoutComment(window.slice(from, to).toString('latin1'), sign, quotes)
    return code !== undefined && !openers.some((opener) => opener.test(code))
  }

  let lineStart = 0
  let lineEnd = endOfLine(window, 0)
  return (at) => {
    while (lineEnd <= at && lineEnd < window.size) {
      if (lineEnd > lineStart && !isClosed(lineStart, lineEnd)) return undefined
      lineStart = lineEnd + 1
      lineEnd = endOfLine(window, lineStart)
    }
    return lineEnd
  }
}

/** The line up to a comment sign that follows a blank; undefined if a quote in it is not closed. */
function withoutComment(line: string, sign: string, quotes: string): string | undefined {
  let quote = ''
  /** Which of the quotes were met an odd number of times, escaped or not, as bits. */
  let odd = 0
  let isEscaped = false
  let at = 0
  for (; at < line.length; at++) {
    const char = line[at]!
    const index = quotes.indexOf(char)
    if (index >= 0) odd ^= 1 << index
    if (isEscaped) isEscaped = false
    else if (char === '\\') isEscaped = true
    else if (quote !== '') quote = char === quote ? '' : quote
    else if (index >= 0) quote = char
    else if (line.startsWith(sign, at) && (at === 0 || /\s/.test(line[at - 1]!))) break
  }
  // An apostrophe that is no quote, or a backslash that escapes nothing, makes an odd number.
  return quote === '' && odd === 0 ? line.slice(0, at) : undefined
}

/** Faster than a search where lines are short. */
function endOfLine(window: Window, at: number): number {
  while (at < window.size && window.byte(at) !== NEWLINE) at++
  return at
}
