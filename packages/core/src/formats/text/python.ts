/**
 * Comments of Python, told from what looks like them in strings, after the Python Language Reference, 2.7, "Literals".
 *
 * Since Python 3.12 (PEP 701) any expression can stand in an f-string, with quotes and comments of its own. If that
 * affects where the f-string ends, the scan stops there, and nothing behind it counts as a comment.
 */
import type { Window } from '../../bytes/window.js'
import type { CommentEnd } from './scan.js'

const LF = 0x0a
const CR = 0x0d
const QUOTE = 0x22
const HASH = 0x23
const APOSTROPHE = 0x27
const BACKSLASH = 0x5c
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d

/** The word before a quote that makes the string an f-string (or PEP 750's t-string). */
const FORMATTED = /(?:^|[^\w\x80-\xff])(?:[ft]r?|r[ft])$/i

/** Tells which bytes of a program are in comments. */
export function pythonComments(window: Window): CommentEnd {
  /** Offset behind what was read, and whether that ends in a comment. */
  let read = 0
  let inComment = false
  let lost = false
  return (at) => {
    while (read <= at && !lost) {
      const byte = window.byte(read)
      inComment = byte === HASH
      if (inComment) read = lineEnd(window, read)
      else if (byte === QUOTE || byte === APOSTROPHE) {
        const end = stringEnd(window, read, byte)
        if (end === undefined) lost = true
        else read = end
      } else if (byte === BACKSLASH) read = nextLine(window, read + 1)
      else if (byte === undefined) lost = true
      else read++
    }
    return inComment && at < read ? read : undefined
  }
}

/**
 * Offset behind the line end and the blanks that follow a backslash at `at - 1`. What looks like a comment there is
 * an error, not a comment.
 */
function nextLine(window: Window, at: number): number {
  const start = at
  if (window.byte(at) === CR) at++
  if (window.byte(at) === LF) at++
  if (at === start) return at
  while (window.byte(at) === 0x20 || window.byte(at) === 0x09) at++
  return window.byte(at) === HASH ? lineEnd(window, at) : at
}

interface Literal {
  window: Window
  quote: number
  triple: boolean
}

/**
 * Offset behind the string that starts at `start`; undefined if that is not sure. The branches are nested as the
 * grammar is: strings in the braces of an f-string.
 */
function stringEnd(window: Window, start: number, quote: number): number | undefined {
  const literal = { window, quote, triple: isTriple(window, start, quote) }
  const formatted = FORMATTED.test(window.slice(start - 3, start).toString('latin1'))
  /** Braces that are open in an f-string. */
  let depth = 0
  for (let at = start + (literal.triple ? 3 : 1); ; at++) {
    const byte = window.byte(at)
    if (byte === undefined || (!literal.triple && isNewline(byte))) return undefined
    if (isEnd(literal, at)) return depth === 0 ? at + (literal.triple ? 3 : 1) : undefined
    if (byte === BACKSLASH) {
      if (depth > 0) return undefined
      at += escapeLength(window, at, formatted)
    } else if (formatted) {
      if (byte === OPENING_BRACE) {
        if (depth === 0 && window.byte(at + 1) === OPENING_BRACE) at++
        else depth++
      } else if (depth > 0) {
        if (byte === CLOSING_BRACE) depth--
        else if (byte === HASH) return undefined
        else if (byte === QUOTE || byte === APOSTROPHE) {
          const end = innerEnd(literal, at)
          if (end === undefined) return undefined
          at = end
        }
      }
    }
  }
}

/** Offset of the last byte of the string in an f-string's braces; undefined if it could be read in two ways. */
function innerEnd(literal: Literal, start: number): number | undefined {
  const { window } = literal
  const quote = window.byte(start)
  for (let at = start + 1; ; at++) {
    const byte = window.byte(at)
    if (byte === undefined || byte === BACKSLASH || isNewline(byte) || isEnd(literal, at)) return undefined
    if (byte === quote) return at
  }
}

/** How many bytes a backslash escapes. It does not escape a brace in an f-string. */
function escapeLength(window: Window, at: number, formatted: boolean): number {
  const escaped = window.byte(at + 1)
  if (escaped === CR && window.byte(at + 2) === LF) return 2
  return formatted && escaped === OPENING_BRACE ? 0 : 1
}

function isEnd({ window, quote, triple }: Literal, at: number): boolean {
  return window.byte(at) === quote && (!triple || isTriple(window, at, quote))
}

function isTriple(window: Window, at: number, quote: number): boolean {
  return window.byte(at + 1) === quote && window.byte(at + 2) === quote
}

function lineEnd(window: Window, at: number): number {
  for (; ; at++) {
    const byte = window.byte(at)
    if (byte === undefined || isNewline(byte)) return at
  }
}

function isNewline(byte: number): boolean {
  return byte === LF || byte === CR
}
