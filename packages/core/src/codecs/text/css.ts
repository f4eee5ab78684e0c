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

/** Finds the comments of a style sheet, and whether another one can follow its end. */
export function scanCss(css: Buffer): Scan {
  const comments: number[] = []
  for (let at = 0; at < css.length; at++) {
    switch (css[at]) {
      case BACKSLASH:
        if (++at >= css.length) return { comments, hazard: 'ends in a backslash' }
        break
      case QUOTE:
      case APOSTROPHE:
        at = stringEnd(css, at)
        if (at < 0) return { comments, hazard: 'ends inside a string' }
        break
      case SLASH: {
        if (css[at + 1] !== 0x2a) break
        const close = css.indexOf('*/', at + 2)
        if (close < 0) return { comments, hazard: 'ends inside a comment' }
        comments.push(at, close + 2)
        at = close + 1
        break
      }
      case 0x28: // (
        if (!followsUrl(css, at)) break
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
    if (byte === BACKSLASH) at++
  }
  return -1
}

/** Whether the parenthesis at `at` belongs to `url`, and not to a longer name that ends so. */
function followsUrl(css: Buffer, at: number): boolean {
  return at >= 3 && /^(?:^|[^\w\x80-\xff\\-])url$/i.test(css.toString('latin1', Math.max(0, at - 4), at))
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
