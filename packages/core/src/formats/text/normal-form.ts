/** The normal form of a text: what HASH is computed over. */
import { PLACEHOLDER } from '@chalkmark/mark'
import type { Splice } from '../../bytes/source.js'
import type { Window } from '../../bytes/window.js'
import type { TextMark } from './find.js'
import { HASH } from './language-table.js'
import type { Detected } from './languages.js'
import { onNewLine, type Place, placeFor } from './place.js'

const NEWLINE = 0x0a
const NOTHING = new Uint8Array()
const PLACEHOLDER_BYTES = Buffer.from(PLACEHOLDER)

/**
 * The normal form as chalk has it: without the mark's line if the mark has a line to itself, else with the
 * placeholder in place of the mark.
 */
export function normalFormOfMarked(window: Window, language: Detected, found: TextMark): Splice[] {
  const start = lineStart(window, language, found)
  return start === undefined
    ? withPlaceholder(window, found)
    : [{ at: start, remove: found.end - start, insert: NOTHING }]
}

/** Where the mark's line begins, including the newline before it; undefined unless chalk takes out the whole line. */
export function lineStart(window: Window, language: Detected, found: TextMark): number | undefined {
  const comment = found.behindHash ? HASH : language.comment
  const start = found.start - 1 - comment.open.length
  const after = window.byte(found.end)
  const isWhole =
    (language.sameInChalk || found.behindHash === true) &&
    (after === NEWLINE || after === undefined) &&
    window.slice(start, found.start).equals(onNewLine(comment))
  return isWhole ? start : undefined
}

/** The text with the placeholder where the mark or placeholder is. */
export function withPlaceholder(window: Window, found: TextMark): Splice[] {
  const { start, end } = found
  return window.slice(start, end).equals(PLACEHOLDER_BYTES)
    ? []
    : [{ at: start, remove: end - start, insert: PLACEHOLDER_BYTES }]
}

/** The text as it is, or with the placeholder where the mark goes. */
export function normalFormOfUnmarked(window: Window, language: Detected): Splice[] {
  const { syntax, sameInChalk } = language
  if (sameInChalk && syntax !== 'php' && syntax !== 'javascript') return []
  const place = placeFor(window, language)
  return sameInChalk && place.ownLine ? [] : [newComment(place, PLACEHOLDER_BYTES)]
}

/** A comment with a mark or a placeholder, in the place for it. */
export function newComment({ at, before, after }: Place, mark: Buffer): Splice {
  return { at, remove: 0, insert: Buffer.concat([before, mark, after]) }
}
