/** Taking a comment with a mark out of the middle of a text. */
import type { Splice } from '../../bytes/source.js'
import type { Window } from '../../bytes/window.js'
import type { CommentMark } from './find.js'

const NOTHING = new Uint8Array()
const BLANK = Buffer.from(' ')

/** What opens a comment that may hold nothing but a mark, and how it is closed. */
const OPENED = /(?:\/\/|\/\*!?|<!--)[ \t]*$/
const CLOSED = /^[ \t]*(?:\*\/|-->)/
/** More than stands between a comment's sign and a mark. */
const LOOK = 32

/** Takes out the comment, or only the mark if the comment says more. */
export function cut(window: Window, { start, end, commentEnd }: CommentMark): Splice {
  const opened = OPENED.exec(window.slice(start - LOOK, start).toString('latin1'))
  const rest = window.slice(end, commentEnd).toString('latin1')
  const isAlone = CLOSED.exec(rest)?.[0].length === rest.length || rest.trim() === ''
  if (!opened || !isAlone) return { at: start, remove: end - start, insert: NOTHING }
  const at = start - opened[0].length
  // Code on both sides would grow together.
  const isBetween = isCode(window.byte(at - 1)) && isCode(window.byte(commentEnd))
  return { at, remove: commentEnd - at, insert: isBetween ? BLANK : NOTHING }
}

function isCode(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20
}
