/** Taking a comment with a mark out of the middle of a text. */
import type { Splice } from '../../bytes/source.js'
import type { Window } from '../../bytes/window.js'
import type { CommentMark } from './find.js'

const NOTHING = new Uint8Array()
const BLANK = Buffer.from(' ')
const EMPTY_COMMENT = Buffer.from('<!---->')
const TAG_END = 0x3e

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
  // What is on both sides would grow together.
  const isBetween = isCode(window.byte(at - 1)) && isCode(window.byte(commentEnd))
  const insert = isBetween ? joint(opened[0], window.byte(at - 1)) : NOTHING
  return { at, remove: commentEnd - at, insert }
}

/** What keeps two parts of a text apart as the comment between them did: a blank would be seen in a page. */
function joint(opening: string, before: number | undefined): Uint8Array {
  if (!opening.startsWith('<')) return BLANK
  return before === TAG_END ? NOTHING : EMPTY_COMMENT
}

function isCode(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20
}
