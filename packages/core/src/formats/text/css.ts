/**
 * What a style sheet ends in, after CSS Syntax Module Level 3 (w3.org/TR/css-syntax-3/#tokenization), whose sections
 * are named below. At the end of a file CSS closes whatever is open, so a sheet may end in a string or a URL that a
 * comment would spoil.
 */
import type { Scan } from './scan.js'

const NEWLINE = 0x0a
const FORM_FEED = 0x0c
const CARRIAGE_RETURN = 0x0d
const BACKSLASH = 0x5c
const SLASH = 0x2f
const QUOTE = 0x22
const HASH = 0x23
const APOSTROPHE = 0x27
const PARENTHESIS = 0x28
const CLOSING_PARENTHESIS = 0x29
const ASTERISK = 0x2a
const PLUS = 0x2b
const DASH = 0x2d
const DOT = 0x2e
const LT = 0x3c
const GT = 0x3e
const AT = 0x40

/** Bytes of names (4.2, "ident code point"), those that start one, digits, hex digits. */
const [NAME, NAME_START, DIGIT, HEX] = [/[\w-]/, /[A-Za-z_]/, /\d/, /[\da-f]/i].map((pattern, i) =>
  Uint8Array.from({ length: 256 }, (_, byte) =>
    (byte >= 0x80 && i < 2) || pattern.test(String.fromCharCode(byte)) ? 1 : 0,
  ),
) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]

/** Finds the comments of a style sheet, and whether another one can follow its end. */
export function scanCss(css: Buffer): Scan {
  const comments: number[] = []
  const refuse = (hazard: string): Scan => ({ comments, hazard })
  for (let at = 0; at < css.length; ) {
    const byte = css[at]!
    if (byte === QUOTE || byte === APOSTROPHE) {
      at = stringEnd(css, at) + 1
      if (at === 0) return refuse('ends inside a string')
    } else if (byte === SLASH && css[at + 1] === ASTERISK) {
      const end = css.indexOf('*/', at + 2)
      if (end < 0) return refuse('ends inside a comment')
      comments.push(at, end + 2)
      at = end + 2
    } else if (DIGIT[byte] === 1) at = numberEnd(css, at)
    else if (byte === HASH)
      at = NAME[css[at + 1]!] === 1 || isEscape(css, at + 1) ? nameEnd(css, at + 1) : at + 1
    else if (byte === AT) at = startsName(css, at + 1) ? nameEnd(css, at + 1) : at + 1
    else if (css[at] === LT && css.toString('latin1', at, at + 4) === '<!--') at += 4
    else if (byte === DASH && css[at + 1] === DASH && css[at + 2] === GT) at += 3
    else if (startsName(css, at)) {
      const end = nameEnd(css, at)
      if (css[end] === PARENTHESIS && isUrl(css, at, end)) {
        at = urlEnd(css, end + 1)
        if (at < 0) return refuse('ends inside a URL')
      } else at = end
    } else at++
  }
  return endsInEscape(css) ? refuse('ends in a backslash') : { comments }
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

/** Offset behind the number at `at` and its unit (4.3.12 and 4.3.3). */
function numberEnd(css: Buffer, at: number): number {
  const digits = () => {
    while (DIGIT[css[at]!] === 1) at++
  }
  digits()
  if (css[at] === DOT && DIGIT[css[at + 1]!] === 1) {
    at++
    digits()
  }
  if ((css[at]! | 0x20) === 0x65) {
    const sign = css[at + 1] === PLUS || css[at + 1] === DASH ? 1 : 0
    if (DIGIT[css[at + 1 + sign]!] === 1) {
      at += 1 + sign
      digits()
    }
  }
  return startsName(css, at) ? nameEnd(css, at) : at
}

/** Whether a name starts at `at` (4.3.9). */
function startsName(css: Buffer, at: number): boolean {
  const byte = css[at]
  if (byte === undefined) return false
  if (byte === DASH) return NAME_START[css[at + 1]!] === 1 || css[at + 1] === DASH || isEscape(css, at + 1)
  return NAME_START[byte] === 1 || isEscape(css, at)
}

/** Whether an escape starts at `at` (4.3.8). */
function isEscape(css: Buffer, at: number): boolean {
  return css[at] === BACKSLASH && !isNewline(css[at + 1])
}

/** Offset behind the name at `at` (4.3.11). */
function nameEnd(css: Buffer, at: number): number {
  for (;;) {
    if (NAME[css[at]!] === 1) at++
    else if (isEscape(css, at)) at = escapeEnd(css, at)
    else return at
  }
}

/** Offset behind the escape at `at` (4.3.7): up to six hex digits and a blank, or any other character. */
function escapeEnd(css: Buffer, at: number): number {
  let end = at + 1
  while (end < at + 7 && HEX[css[end]!] === 1) end++
  if (end === at + 1) return Math.min(end + 1, css.length)
  if (css[end] === CARRIAGE_RETURN && css[end + 1] === NEWLINE) return end + 2
  return isSpace(css[end]) ? end + 1 : end
}

/** Whether the name is `url`, in either case and with any of its letters escaped (4.3.4). */
function isUrl(css: Buffer, from: number, to: number): boolean {
  let at = from
  for (const letter of 'url') {
    if (at >= to) return false
    const end = css[at] === BACKSLASH ? escapeEnd(css, at) : at + 1
    const code = end === at + 1 ? css[at]! : escaped(css.toString('latin1', at + 1, end))
    if (code >= 0x80 || String.fromCharCode(code).toLowerCase() !== letter) return false
    at = end
  }
  return at === to
}

/** The code point of an escape, whose text behind the backslash is `text`. */
function escaped(text: string): number {
  return /^[\da-f]/i.test(text) ? Number.parseInt(text, 16) : text.charCodeAt(0)
}

/** Offset behind an unquoted URL (4.3.6), or -1. A quoted one is a string, which comes next. */
function urlEnd(css: Buffer, from: number): number {
  let at = from
  while (isSpace(css[at])) at++
  if (css[at] === QUOTE || css[at] === APOSTROPHE) return at
  for (; at < css.length; at++) {
    if (css[at] === CLOSING_PARENTHESIS) return at + 1
    // What is no URL in the end goes on to the same parenthesis (4.3.14).
    if (isEscape(css, at)) at = escapeEnd(css, at) - 1
  }
  return -1
}

/** Whether the last backslash escapes what would follow. */
function endsInEscape(css: Buffer): boolean {
  let count = 0
  while (css[css.length - 1 - count] === BACKSLASH) count++
  return count % 2 === 1
}

function isNewline(byte: number | undefined): boolean {
  return byte === NEWLINE || byte === CARRIAGE_RETURN || byte === FORM_FEED
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || isNewline(byte)
}
