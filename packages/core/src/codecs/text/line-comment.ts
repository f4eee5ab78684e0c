/** Marks in comments that run to the end of their line. */
import type { Window } from '../window.js'
import { closedLines } from './closed-lines.js'
import { javascriptComments } from './javascript.js'
import { type CommentSyntax, HASH, PHP_ISLAND, SLASHES, type Syntax } from './language-table.js'
import { scanPhp } from './php.js'
import { pythonComments } from './python.js'
import { type CommentEnd, commentEnds } from './scan.js'

const NEWLINE = 0x0a
const BACKSLASH = 0x5c
const APOSTROPHE = 0x27
const QUOTE = 0x22

/** Longest line in which code before a comment is followed. */
const LINE_LIMIT = 64 * 1024

/**
 * Tells marks in comments of their own from those in a program's strings: the line begins, after blanks, with
 * the comment sign, or, in languages with `#`, a `#` outside quotes and after a blank stands before the mark. In
 * languages with `//`, a line may begin with a block comment instead, as minifiers keep only those. And the line
 * must not be part of a string, or of anything that could be one.
 */
export function lineComments(window: Window, comment: CommentSyntax, syntax: Syntax): CommentEnd {
  const sign = comment.open.subarray(0, -1)
  const sureEnd = sureComments(window, comment, syntax)
  let lineEnd = -1
  let commentStart = 0
  let commentEnd = 0
  return (at) => {
    if (at >= lineEnd) {
      const lineStart = window.lastIndexOf(NEWLINE, at) + 1
      lineEnd = window.indexOf(Buffer.of(NEWLINE), at)
      if (lineEnd < 0) lineEnd = window.size
      const line = window.slice(lineStart, Math.min(lineEnd, lineStart + LINE_LIMIT))
      const start = findComment(line, lineStart === 0, sign, comment, syntax)
      commentStart = start < 0 ? lineEnd : lineStart + start
      commentEnd =
        start >= 0 && isBlockOpener(line, start) ? blockEnd(window, commentStart, lineEnd) : lineEnd
    }
    const inPage = syntax === 'php' && window.slice(at - PHP_ISLAND.open.length, at).equals(PHP_ISLAND.open)
    return (at >= commentStart && at < commentEnd) || inPage ? sureEnd(at) : undefined
  }
}

/** Where what looks like a comment is one. */
function sureComments(window: Window, comment: CommentSyntax, syntax: Syntax): CommentEnd {
  switch (syntax) {
    case 'javascript':
      return javascriptComments(window)
    case 'python':
      return pythonComments(window)
    case 'php':
      return commentEnds(window.whole ? scanPhp(window.whole).comments : [])
    default:
      return closedLines(window, comment, syntax)
  }
}

/** Offset in `line` of the comment that it begins with or, with `#`, holds; -1 if there is none. */
function findComment(
  line: Buffer,
  isFirst: boolean,
  sign: Buffer,
  comment: CommentSyntax,
  syntax: Syntax,
): number {
  let start = isFirst && line.toString('latin1', 0, 3) === '\xef\xbb\xbf' ? 3 : 0
  while (isBlank(line[start])) start++
  if (line.subarray(start, start + sign.length).equals(sign)) return start
  if (comment === SLASHES && isBlockOpener(line, start)) return start
  return comment === HASH ? hashBehindCode(line, start, syntax) : -1
}

/** Offset of the first `#` that follows a blank and is not in quotes, or -1. */
function hashBehindCode(line: Buffer, from: number, syntax: Syntax): number {
  let quote = 0
  for (let at = from; at < line.length; at++) {
    const byte = line[at]!
    // In shells a backslash is nothing special between apostrophes.
    if (byte === BACKSLASH && !(syntax === 'shell' && quote === APOSTROPHE)) at++
    else if (quote !== 0) quote = byte === quote ? 0 : quote
    else if (byte === QUOTE || byte === APOSTROPHE) quote = byte
    else if (byte === 0x23 && isBlank(line[at - 1])) return at
  }
  return -1
}

function isBlockOpener(line: Buffer, at: number): boolean {
  return line[at] === 0x2f && line[at + 1] === 0x2a
}

/** Offset at which the block comment ends, or its line. */
function blockEnd(window: Window, start: number, lineEnd: number): number {
  const close = window.slice(start + 2, lineEnd).indexOf('*/')
  return close < 0 ? lineEnd : start + 2 + close
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09
}
