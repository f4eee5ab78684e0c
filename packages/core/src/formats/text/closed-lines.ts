/**
 * Comments in languages for which only the comment signs are known. In most of these languages strings may span
 * lines. So a line that looks like a comment counts as one only if every line before it is closed: its quotes come
 * in pairs, no block comment stays open, and nothing in it opens a here-document or another kind of long string.
 */
import type { Window } from '../../bytes/window.js'
import type { CommentSyntax } from './language-table.js'
import { type Lexis, opens } from './lexis.js'

const NEWLINE = 0x0a

/** Longest line that is looked at. */
const LINE_LIMIT = 64 * 1024

/** What may open a string without a quote in some language; and the backslash with which a line goes on. */
const OPENER = /"""|'''|<<|\[=*\[|%[qQwWiIrsx]?[([{<|]|~[A-Za-z][^\w\s]|\\\r?$/

/** Dollar quotes, as in PostgreSQL. */
const DOLLARS = /\$\w*\$/

/** What a line stands in: nothing (`free`), a block comment that began before it, or unknown. */
export type Standing = 'free' | 'block' | 'unsure'

/** Tells what the line that holds the byte at `at` begins in. Ask with ascending offsets. */
export function standings(window: Window, { open }: CommentSyntax, lexis: Lexis): (at: number) => Standing {
  const sign = open.toString('latin1', 0, open.length - 1)
  const reader: LineReader = {
    sign,
    lexis,
    quotes: lexis.quotes ?? `'"\`${lexis.slashQuotes ? '/' : ''}`,
    openers: [OPENER, lexis.opener, sign === '--' ? DOLLARS : undefined].filter((one) => !!one),
  }
  let lineStart = 0
  let lineEnd = endOfLine(window, 0)
  /** What closes the block comment that is open. */
  let close: string | undefined
  let unsure = false
  return (at) => {
    while (!unsure && lineEnd <= at && lineEnd < window.size) {
      const line =
        lineEnd - lineStart <= LINE_LIMIT ? window.slice(lineStart, lineEnd).toString('latin1') : undefined
      const after = line === undefined ? UNSURE : afterLine(reader, line, close)
      if (after === UNSURE) unsure = true
      else close = after.close
      lineStart = lineEnd + 1
      lineEnd = endOfLine(window, lineStart)
    }
    if (unsure) return UNSURE
    return close === undefined ? 'free' : 'block'
  }
}

/** Whether the code before a comment on the same line opens no string other than by a quote. */
export function isClosedCode(code: string, { opener, slashQuotes }: Lexis): boolean {
  if (OPENER.test(code) || opener?.test(code)) return false
  return !slashQuotes || code.split('/').length % 2 === 1
}

interface LineReader {
  sign: string
  lexis: Lexis
  quotes: string
  openers: RegExp[]
}

const UNSURE = 'unsure'

/** What is open behind a line. */
function afterLine(reader: LineReader, line: string, close?: string): { close?: string } | typeof UNSURE {
  const { sign, quotes, openers } = reader
  let code = ''
  let at = 0
  if (close !== undefined) {
    at = behindBlock(reader, line, 0, close)
    if (at === UNKNOWN) return UNSURE
    if (at < 0) return { close }
    close = undefined
  }
  let quote = ''
  /** Which of the quotes were met an odd number of times, escaped or not, as bits. */
  let odd = 0
  let isEscaped = false
  for (; at < line.length; at++) {
    const char = line[at]!
    if (quote === '' && !isEscaped) {
      const opened = blockAt(reader, line, at)
      if (opened !== undefined) {
        close = reader.lexis.block?.close(opened)
        if (close === undefined) return UNSURE
        at = behindBlock(reader, line, at + opened.length, close)
        if (at === UNKNOWN) return UNSURE
        if (at < 0) break
        at--
        close = undefined
        code += ' '
        continue
      }
      if (line.startsWith(sign, at) && (at === 0 || isPlainBlank(line, at - 1))) break
    }
    code += char
    const index = quotes.indexOf(char)
    if (index >= 0) odd ^= 1 << index
    if (isEscaped) isEscaped = false
    else if (char === '\\') isEscaped = true
    else if (quote !== '') quote = char === quote ? '' : quote
    else if (index >= 0) quote = char
  }
  // An odd number shows an apostrophe that is no quote, or a backslash that escapes nothing.
  const isClosed = quote === '' && odd === 0 && !openers.some((opener) => opener.test(code))
  return isClosed ? { close } : UNSURE
}

/** Whether the byte at `at` is a blank that separates words: a blank behind a backslash does not. */
function isPlainBlank(line: string, at: number): boolean {
  return /\s/.test(line[at]!) && line[at - 1] !== '\\'
}

/** What opens a block comment at `at`. */
function blockAt({ lexis: { block } }: LineReader, line: string, at: number): string | undefined {
  return block && BLOCK_SIGNS.includes(line[at]!) ? opens(block, line, at) : undefined
}

/** The first characters of all signs that open a block comment. */
const BLOCK_SIGNS = '/<#%(-{'

const UNKNOWN = -2

/**
 * Offset behind the block comment; -1 if it goes on in the next line; {@link UNKNOWN} if another one may be nested
 * in it.
 */
function behindBlock({ lexis: { block } }: LineReader, line: string, from: number, close: string): number {
  const end = line.indexOf(close, from)
  const inside = line.slice(from, end < 0 ? line.length : end)
  if (block?.nests && new RegExp(block.open.source).test(inside)) return UNKNOWN
  return end < 0 ? -1 : end + close.length
}

/** Faster than a search where lines are short. */
function endOfLine(window: Window, at: number): number {
  while (at < window.size && window.byte(at) !== NEWLINE) at++
  return at
}
