/** Marks in comments that run to the end of their line. */
import type { Window } from '../../bytes/window.js'
import { isClosedCode, standings } from './closed-lines.js'
import { javascriptComments } from './javascript.js'
import { HASH, PHP_ISLAND, SLASHES } from './language-table.js'
import type { Detected } from './languages.js'
import { endWithin, opens } from './lexis.js'
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
 * Tells marks in comments from marks in a program's strings. A mark is in a comment if its line begins, after
 * blanks, with the comment sign. In languages with `#`, a `#` outside of quotes and after a blank may stand
 * anywhere before the mark. In languages with `//`, the line may begin with a block comment instead, since
 * minifiers keep only those. And the line must not be part of a string, or of anything that could be one.
 */
export function lineComments(window: Window, language: Detected): CommentEnd {
  const sureEnd = sureComments(window, language)
  let lineEnd = -1
  let commentStart = 0
  let commentEnd = 0
  return (at) => {
    if (at >= lineEnd) {
      const lineStart = window.lastIndexOf(NEWLINE, at) + 1
      lineEnd = window.indexOf(Buffer.of(NEWLINE), at)
      if (lineEnd < 0) lineEnd = window.size
      const line = window.slice(lineStart, Math.min(lineEnd, lineStart + LINE_LIMIT))
      const start = findComment(line, lineStart === 0, language)
      commentStart = start < 0 ? lineEnd : lineStart + start
      commentEnd = endOfComment(window, commentStart, lineEnd, language)
    }
    const inPage =
      language.syntax === 'php' && window.slice(at - PHP_ISLAND.open.length, at).equals(PHP_ISLAND.open)
    if (inPage) return sureEnd(at, commentEnd)
    return at >= commentStart && at < commentEnd ? sureEnd(at, commentEnd) : undefined
  }
}

/** Offset at which the comment that starts at `start` ends, or its line does. */
function endOfComment(window: Window, start: number, lineEnd: number, language: Detected): number {
  const text = window.slice(start, lineEnd).toString('latin1')
  const { block } = language.lexis
  const opened = (block && opens(block, text)) ?? text.slice(0, 1)
  const ending = endWithin(text.slice(opened.length), language, text)
  return ending ? start + opened.length + ending.at : lineEnd
}

/** Offset up to which the text from `at` to `end` is certainly a comment; undefined if it may be none. */
type SureEnd = (at: number, end: number) => number | undefined

function sureComments(window: Window, { comment, syntax, lexis }: Detected): SureEnd {
  switch (syntax) {
    case 'javascript':
      return javascriptComments(window)
    case 'python':
      return pythonComments(window)
    case 'php':
      return commentEnds(window.whole ? scanPhp(window.whole).comments : [])
    default: {
      const standing = standings(window, comment, lexis)
      return (at, end) => (standing(at) === 'free' ? end : undefined)
    }
  }
}

/** Offset in `line` of the comment that it begins with or, with `#`, holds; -1 if there is none. */
function findComment(line: Buffer, isFirst: boolean, language: Detected): number {
  const { comment, lexis } = language
  const sign = comment.open.subarray(0, -1)
  let start = isFirst && line.toString('latin1', 0, 3) === '\xef\xbb\xbf' ? 3 : 0
  const indent = start
  while (isBlank(line[start])) start++
  if (lexis.flush && start > indent) return -1
  if (line.subarray(start, start + sign.length).equals(sign))
    return lexis.noComment?.test(line.toString('latin1', start, start + 64)) ? -1 : start
  if (comment === SLASHES) {
    const opener = line.toString('latin1', start, start + 2)
    return opener === '/*' && lexis.block && opens(lexis.block, opener) !== undefined ? start : -1
  }
  return comment === HASH ? hashBehindCode(line, start, language) : -1
}

/** Offset of the first `#` that follows a blank and is not in quotes, or -1. */
function hashBehindCode(line: Buffer, from: number, { syntax, lexis }: Detected): number {
  let quote = 0
  for (let at = from; at < line.length; at++) {
    const byte = line[at]!
    // In shells a backslash is nothing special between apostrophes.
    if (byte === BACKSLASH && !(syntax === 'shell' && quote === APOSTROPHE)) at++
    else if (quote !== 0) quote = byte === quote ? 0 : quote
    else if (byte === QUOTE || byte === APOSTROPHE) quote = byte
    else if (byte === 0x23 && isBlank(line[at - 1]) && line[at - 2] !== BACKSLASH)
      return syntax === 'python' || isClosedCode(line.toString('latin1', from, at), lexis) ? at : -1
  }
  return -1
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09
}
