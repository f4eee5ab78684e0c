/** Whether a script ends in code, so that a block comment can follow its last character on the same line. */
import type { Window } from '../../bytes/window.js'
import { endOf } from './javascript.js'

const LINE_FEED = 0x0a
const SLASH = 0x2f
const OPEN = Buffer.from('/*')
const CLOSE = Buffer.from('*/')

/**
 * Whether the script surely ends behind its last token or a closed block comment, by what its last characters are
 * and, where these could be part of a comment, by reading it from its start. A script that is not held whole counts
 * as one that does not.
 */
export function endsInCode(window: Window): boolean {
  const { whole } = window
  if (!whole) return false
  // A slash and the comment's own would start a line comment.
  if (whole[whole.length - 1] === SLASH && whole[whole.length - 2] !== 0x2a) return false
  const open = whole.lastIndexOf(OPEN)
  const isClosed = open < 0 || whole.indexOf(CLOSE, open + OPEN.length) >= 0
  const lastLine = whole.subarray(whole.lastIndexOf(LINE_FEED) + 1)
  const mayBeComment = LINE_COMMENTS.some((sign) => lastLine.includes(sign))
  if (isClosed && !mayBeComment) return true
  const end = endOf(window)
  return end === 'unsure' ? isClosed && !looksLikeComment(lastLine) : end === 'code'
}

/** What starts a line comment, also in scripts that are no modules (ECMA-262, B.1.1). */
const LINE_COMMENTS = ['//', '<!--', '-->']

/** Whether no quote behind `//` could close the string in which that stands. */
function looksLikeComment(line: Buffer): boolean {
  const at = line.lastIndexOf('//')
  return at < 0 || !['"', "'", '`'].some((quote) => line.indexOf(quote, at) >= 0)
}
