/**
 * Comments in languages of which little more is known than their comment sign. In most of them strings may go on
 * over lines, so a line that looks like a comment is taken for one only if every line before it is closed: its
 * quotes come in pairs, and nothing in it opens a here-document or another kind of long string.
 */
import type { Window } from '../window.js'
import type { CommentSyntax, Syntax } from './language-table.js'
import type { CommentEnd } from './scan.js'

const NEWLINE = Buffer.of(0x0a)

/** Longest line that is looked at. */
const LINE_LIMIT = 64 * 1024

/** What may open a string without a quote of its own, in one language or another; and a line that goes on. */
const OPENER = /"""|'''|<<|\[=*\[|%[qQwWiIrsx]?[([{<|]|~[A-Za-z][^\w\s]|\\\r?$/

/** The same in single languages; and what ends a program before its file ends. */
const OPENER_IN: Partial<Record<Syntax, RegExp>> = {
  perl: /(?<![$@%&\w])(?:q[qrwx]?|[msy]|tr)[ \t]*(?:[^\w\s=,;)]|=(?!>))|^=\w|^__\w+__/,
  raku: /(?<![$@%&\w])(?:[qQ]\w*|[msy]|rx|tr)[ \t]*(?:[^\w\s=,;)]|=(?!>))|^=\w|[«“‘「]/,
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
  let lineStart = 0
  let lineEnd = endOfLine(window, 0)
  return (at) => {
    while (lineEnd <= at && lineEnd < window.size) {
      if (lineEnd - lineStart > LINE_LIMIT) return undefined
      const code = withoutComment(window.slice(lineStart, lineEnd).toString('latin1'), sign, quotes)
      if (code === undefined || openers.some((opener) => opener.test(code))) return undefined
      lineStart = lineEnd + 1
      lineEnd = endOfLine(window, lineStart)
    }
    return lineEnd
  }
}

/** The line up to a comment sign that follows a blank; undefined if a quote in it is not closed. */
function withoutComment(line: string, sign: string, quotes: string): string | undefined {
  const counts = new Map<string, number>()
  let quote = ''
  let at = 0
  for (; at < line.length; at++) {
    const char = line[at]!
    if (quotes.includes(char)) counts.set(char, (counts.get(char) ?? 0) + 1)
    if (char === '\\') at++
    else if (quote !== '') quote = char === quote ? '' : quote
    else if (line.startsWith(sign, at) && (at === 0 || /\s/.test(line[at - 1]!))) break
    else if (quotes.includes(char)) quote = char
  }
  // An apostrophe that is no quote, or a backslash that escapes nothing, makes an odd number.
  const isClosed = quote === '' && [...counts.values()].every((count) => count % 2 === 0)
  return isClosed ? line.slice(0, at) : undefined
}

function endOfLine(window: Window, from: number): number {
  const newline = window.indexOf(NEWLINE, from)
  return newline < 0 ? window.size : newline
}
