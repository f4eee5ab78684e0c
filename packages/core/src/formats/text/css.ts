/**
 * What a style sheet ends in, after CSS Syntax Module Level 3 (w3.org/TR/css-syntax-3/#tokenization). At the end
 * of a file CSS closes whatever is open, so a sheet may end in a string or a URL that a newline would spoil.
 */
import type { Scan } from './scan.js'

const NEWLINE = 0x0a
const FORM_FEED = 0x0c
const CARRIAGE_RETURN = 0x0d
const BACKSLASH = 0x5c
const SLASH = 0x2f
const QUOTE = 0x22
const APOSTROPHE = 0x27
const PARENTHESIS = 0x28
const ASTERISK = 0x2a
const DASH = 0x2d

/** Bytes at which the scan has to stop and look. */
const SPECIAL = new Uint8Array(256)
for (const byte of [BACKSLASH, QUOTE, APOSTROPHE, SLASH, PARENTHESIS]) SPECIAL[byte] = 1

/** Bytes that belong to a name or begin one. A dash may also be the end of `<!--`. */
const NAME = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++)
  NAME[byte] = byte >= 0x80 || /[\w#@-]/.test(String.fromCharCode(byte)) ? 1 : 0

/** Finds the comments of a style sheet, and whether another one can follow its end. */
export function scanCss(css: Buffer): Scan {
  const comments: number[] = []
  /** Offset behind the last escaped character, which is part of a name. */
  let escapeEnd = -1
  for (let at = 0; at < css.length; at++) {
    if (SPECIAL[css[at]!] === 0) continue
    switch (css[at]) {
      case BACKSLASH:
        if (at + 1 >= css.length) return { comments, hazard: 'ends in a backslash' }
        if (isEscapedUrl(css, at)) return { comments, hazard: 'has a URL that is spelled with escapes' }
        at++
        if (!isNewline(css[at])) escapeEnd = at + 1
        break
      case QUOTE:
      case APOSTROPHE:
        at = stringEnd(css, at)
        if (at < 0) return { comments, hazard: 'ends inside a string' }
        break
      case SLASH: {
        if (css[at + 1] !== ASTERISK) break
        let end = at + 4
        while (end <= css.length && (css[end - 1] !== SLASH || css[end - 2] !== ASTERISK)) end++
        if (end > css.length) return { comments, hazard: 'ends inside a comment' }
        comments.push(at, end)
        at = end - 1
        break
      }
      case PARENTHESIS:
        if (!followsUrl(css, at, escapeEnd)) break
        at = urlEnd(css, at + 1)
        if (at < 0) return { comments, hazard: 'ends inside a URL' }
    }
  }
  return { comments }
}

/** Offset of the quote that closes the string, or of the newline that breaks it off; -1 if it is open at the end. */
function stringEnd(css: Buffer, open: number): number {
  for (let at = open + 1; at < css.length; at++) {
    const byte = css[at]
    if (byte === css[open] || isNewline(byte)) return at
    if (byte === BACKSLASH) at += css[at + 1] === CARRIAGE_RETURN && css[at + 2] === NEWLINE ? 2 : 1
  }
  return -1
}

/** Whether the parenthesis at `at` belongs to `url`, and not to a longer name, a hash or an at-keyword. */
function followsUrl(css: Buffer, at: number, escapeEnd: number): boolean {
  // In either case: | 0x20.
  if ((css[at - 1]! | 0x20) !== 0x6c || (css[at - 2]! | 0x20) !== 0x72 || (css[at - 3]! | 0x20) !== 0x75)
    return false
  if (escapeEnd === at - 3) return false
  const before = css[at - 4]
  if (before === DASH) return css.toString('latin1', at - 7, at - 3) === '<!--' && escapeEnd !== at - 6
  return before === undefined || NAME[before] === 0
}

/** `url(` with a letter written as an escape (4.3.7): a name that is equal to `url` opens a URL, however it is spelled. */
const ESCAPED_URL =
  /(?:u|\\0{0,4}[57]5(?:\r\n|\s)?|\\u)(?:r|\\0{0,4}[57]2(?:\r\n|\s)?|\\r)(?:l|\\0{0,4}[46]c(?:\r\n|\s)?|\\l)\(/iy

/** Whether the backslash at `at` is the first one in the name of a URL. */
function isEscapedUrl(css: Buffer, at: number): boolean {
  // `u` and `r` may stand before it.
  const from = Math.max(0, at - 2)
  const text = css.toString('latin1', from, at + 32)
  for (let start = 0; start <= at - from; start++) {
    ESCAPED_URL.lastIndex = start
    if (ESCAPED_URL.test(text)) return true
  }
  return false
}

/** Offset of the parenthesis that closes an unquoted URL. A quoted one is a string, which comes next. */
function urlEnd(css: Buffer, from: number): number {
  let at = from
  while (at < css.length && (css[at]! <= 0x20 || css[at] === FORM_FEED)) at++
  if (css[at] === QUOTE || css[at] === APOSTROPHE) return at - 1
  for (; at < css.length; at++) {
    if (css[at] === 0x29) return at
    if (css[at] === BACKSLASH) at++
  }
  return -1
}

function isNewline(byte: number | undefined): boolean {
  return byte === NEWLINE || byte === CARRIAGE_RETURN || byte === FORM_FEED
}
