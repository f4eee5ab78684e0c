/**
 * Magic comments at the end of a bundle: `//# sourceMappingURL=…`, `//# sourceURL=…`, `//# debugId=…`, and in
 * style sheets the first of them between slash-star and star-slash. A mark goes before them: its quotes behind one
 * would make readers pass over that.
 *
 * ECMA-426 (tc39.es/ecma426), 11.1, "Linking Generated Code to Source Maps", has two ways to find such a comment. With
 * parsing, it is the last one behind the last token. Without, it is the last one behind the last line that
 * holds anything but blanks and comments, and no comment goes over a line's end. So both look at the blanks and comments
 * that end a text, and so does this.
 * debugId: tc39/ecma426, proposals/debug-id.md.
 */
import type { Window } from '../../bytes/window.js'
import { scan } from './block-comment.js'
import type { Syntax } from './language-table.js'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SLASH = 0x2f
const BACKSLASH = 0x5c

const NAMES = ['sourceMappingURL=', 'sourceURL=', 'debugId=']

/** The text of a magic comment behind its opening sign. With a quote in it, it may be the end of a string. */
const MAGIC = /^[@#]\s*(?:sourceMappingURL|sourceURL|debugId)=[^"'`]*$/

export function hasMagicComments(syntax: Syntax): syntax is 'javascript' | 'css' {
  return syntax === 'javascript' || syntax === 'css'
}

/** Offset of the first of the magic comments behind the last code of a text; undefined if there are none. */
export function firstMagicComment(window: Window, syntax: 'javascript' | 'css'): number | undefined {
  const { whole } = window
  if (whole && !NAMES.some((name) => whole.includes(name))) return undefined
  return syntax === 'css' ? firstInSheet(window) : firstInScript(window)
}

/** In a style sheet, whose comments are known. */
function firstInSheet(window: Window): number | undefined {
  const { comments } = scan(window, 'css')
  let first: number | undefined
  let end = window.size
  for (let i = comments.length - 2; i >= 0; i -= 2) {
    while (isSpace(window.byte(end - 1))) end--
    if (comments[i + 1] !== end) break
    end = comments[i]!
    if (MAGIC.test(window.slice(end + 2, comments[i + 1]! - 2).toString('latin1'))) first = end
  }
  return first
}

/**
 * In a script, line by line from its end. What follows a comment is nothing but blanks and comments, so no string can
 * hold it; only a template could be closed in what looks like a comment, by a backtick, and a string that goes on
 * behind a backslash, by its quote.
 */
function firstInScript(window: Window): number | undefined {
  let first: number | undefined
  for (let end = window.size; end > 0; ) {
    const start = lineStart(window, end)
    const line = window.slice(start, end).toString('latin1')
    const read = readComments(line, 0, isContinued(window, start) ? ANY_QUOTE : BACKTICK)
    if (read.stop === 'code' || read.stop === 'quote') {
      const block = read.stop === 'code' ? blockEndingIn(window, start, line) : undefined
      if (block === undefined) {
        const magic = magicBehindCode(line, read.at)
        return magic === undefined ? first : start + magic
      }
      first = block.magic ?? (block.magicBehind === undefined ? first : start + block.magicBehind)
      if (block.stop) break
      end = lineEndBefore(window, lineStart(window, block.at))
      continue
    }
    if (read.magic !== undefined) first = start + read.magic
    end = lineEndBefore(window, start)
  }
  return first
}

/** What a line holds from `at` on: blanks and comments up to where it stops. */
interface Read {
  /** `line`: its end; `open`: a comment that goes on in the next line; `quote`: a comment that may be none. */
  stop: 'line' | 'open' | 'code' | 'quote'
  at: number
  /** Offset in the line of the first magic comment. */
  magic?: number
}

/** What may close a template, and what a string over lines. */
const BACKTICK = /`/
const ANY_QUOTE = /["'`]/

/** @param closes what may be the end of a string that began in an earlier line. */
function readComments(line: string, at: number, closes = BACKTICK): Read {
  let magic: number | undefined
  for (;;) {
    at = behindBlanks(line, at)
    if (at >= line.length) return { stop: 'line', at, magic }
    const isLine = line.startsWith('//', at)
    if (!isLine && !line.startsWith('/*', at)) return { stop: 'code', at, magic }
    const close = isLine ? line.length : line.indexOf('*/', at + 2)
    if (close < 0) return { stop: 'open', at, magic }
    const text = line.slice(at + 2, close)
    if (MAGIC.test(text)) magic ??= at
    else if (closes.test(text)) return { stop: 'quote', at, magic: undefined }
    at = isLine ? close : close + 2
  }
}

/** `/[/*][#@]` and a name, which may start a magic comment behind code. */
const START = /\/[/*][@#]\s*(?:sourceMappingURL|sourceURL|debugId)=/g

/**
 * Offset in the line of the first magic comment behind which it has nothing but blanks and comments. A quote behind
 * one may close a string.
 */
function magicBehindCode(line: string, code: number): number | undefined {
  START.lastIndex = Math.max(code, ...['"', "'", '`'].map((quote) => line.lastIndexOf(quote) + 1))
  for (let match = START.exec(line); match; match = START.exec(line)) {
    const read = readComments(line, match.index)
    if (read.stop !== 'code') return read.stop === 'line' ? read.magic : undefined
    START.lastIndex = read.at
  }
  return undefined
}

/** A block comment over several lines. */
interface Block {
  at: number
  /** Its own offset if it is a magic one. */
  magic?: number
  /** Offset in its last line of the first magic comment behind it. */
  magicBehind?: number
  /** It may be the end of a string. */
  stop: boolean
}

const OPENS_LINE = /(?:[\n\r]|\xe2\x80[\xa8\xa9])[ \t]*\/\*/
const OPENS_FIRST_LINE = new RegExp(`^[ \\t]*\\/\\*|${OPENS_LINE.source}`)

/** The block comment that begins a line before `start` and ends in this one, with nothing but comments behind it. */
function blockEndingIn(window: Window, start: number, line: string): Block | undefined {
  const { whole } = window
  const close = line.indexOf('*/')
  if (close < 0 || !whole) return undefined
  const behind = readComments(line, close + 2)
  if (behind.stop !== 'line') return undefined
  if (start === 0) return undefined
  const closed = whole.lastIndexOf('*/', start - 1)
  const from = closed < 0 ? 0 : closed + 2
  const before = whole.toString('latin1', from, start)
  const opener = (from === 0 ? OPENS_FIRST_LINE : OPENS_LINE).exec(before)
  if (!opener) return undefined
  const at = from + opener.index + opener[0].length - 2
  const text = whole.toString('latin1', at + 2, start + close)
  return {
    at,
    magic: MAGIC.test(text) ? at : undefined,
    magicBehind: behind.magic,
    stop: (CONTINUED.test(text) || isContinued(window, lineStart(window, at)) ? ANY_QUOTE : BACKTICK).test(
      text,
    ),
  }
}

/** A backslash before a line terminator, with which a string goes on (ECMA-262, 12.9.4). */
const CONTINUED = /\\(?:[\n\r]|\xe2\x80[\xa8\xa9])/

/** Whether the line before the one that starts at `start` ends in a backslash. */
function isContinued(window: Window, start: number): boolean {
  return start > 0 && window.byte(lineEndBefore(window, start) - 1) === BACKSLASH
}

/** Offset behind the last line terminator before `end`: LF, CR, U+2028 or U+2029 (ECMA-262, 12.3). */
function lineStart(window: Window, end: number): number {
  for (let at = end; at > 0; at--) {
    const byte = window.byte(at - 1)!
    if (byte === LINE_FEED || byte === CARRIAGE_RETURN) return at
    const isLast = byte === 0xa8 || byte === 0xa9
    if (isLast && window.byte(at - 2) === 0x80 && window.byte(at - 3) === 0xe2) return at
  }
  return 0
}

/** Offset of the line terminator before `start`, which is the end of the line before. */
function lineEndBefore(window: Window, start: number): number {
  const byte = window.byte(start - 1)
  if (byte === CARRIAGE_RETURN) return start - 1
  if (byte === LINE_FEED) return window.byte(start - 2) === CARRIAGE_RETURN ? start - 2 : start - 1
  return start - 3
}

/** White space of ECMAScript, in bytes of UTF-8 as Latin-1: also the no-break space and the byte order mark. */
const BLANKS =
  /(?:[\t\v\f ]|\xc2\xa0|\xef\xbb\xbf|\xe2\x80[\x80-\x8a\xaf]|\xe2\x81\x9f|\xe3\x80\x80|\xe1\x9a\x80)*/y

function behindBlanks(line: string, at: number): number {
  BLANKS.lastIndex = at
  BLANKS.exec(line)
  return BLANKS.lastIndex
}

function isSpace(byte: number | undefined): boolean {
  return isBlank(byte) || byte === 0x0c
}

// As earlier releases saw them.

/** What a line of magic comment begins with. The data URL behind it can be megabytes long. */
const OWN_LINE = /^[ \t]*(\/[/*])[#@][ \t]*(?:sourceMappingURL|sourceURL|debugId)=/
const LONGEST_START = 128
const QUOTES = ['"', "'", '`'].map((quote) => Buffer.from(quote))

/**
 * Offset of the newline that starts the last lines, if these are magic comments (and blank lines).
 * Undefined if there are none, or nothing before them.
 */
export function ownLines(window: Window): number | undefined {
  let first: number | undefined
  for (let end = textEnd(window, window.size); end > 0; end = textEnd(window, first)) {
    const newline = window.lastIndexOf(LINE_FEED, end)
    if (!isOwnLine(window, newline + 1, end)) break
    if (newline < 0) return undefined
    first = newline
  }
  return first
}

/** Offset behind the last byte before `end` that is no blank. */
function textEnd(window: Window, end: number): number {
  while (isBlank(window.byte(end - 1))) end--
  return end
}

function isOwnLine(window: Window, from: number, to: number): boolean {
  // Most last lines are no magic comment, and the last line of a minified program can be the whole program.
  const first = window.byte(from)
  if (first !== SLASH && !isBlank(first)) return false
  const start = window.slice(from, Math.min(to, from + LONGEST_START)).toString('latin1')
  const match = OWN_LINE.exec(start)
  if (!match) return false
  const line = window.slice(from, to)
  if (QUOTES.some((quote) => line.includes(quote))) return false
  return match[1] === '//' || line.indexOf('*/') === line.length - 2
}

/** Whether the byte is white space in JSON, too. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
