/** Where a mark goes in a text that has none. */
import type { Window } from '../../bytes/window.js'
import { wholeOf } from './block-comment.js'
import { dataSection, hasDataSection } from './data-section.js'
import { type CommentSyntax, PHP_ISLAND, type Syntax } from './language-table.js'
import { hasMagicComments, trailingMagicComments } from './magic-comments.js'
import { scanPhp } from './php.js'

const NEWLINE = 0x0a

/** What is put in with a mark, and where. */
export interface Place {
  at: number
  before: Buffer
  after: Buffer
}

/**
 * The place for a mark: the end of the text, but before lines that have to stay last.
 * @throws CodecError `TOO_LARGE`
 */
export function placeFor(window: Window, comment: CommentSyntax, syntax: Syntax): Place {
  if (syntax === 'php' && scanPhp(wholeOf(window)).inPage)
    return { at: window.size, before: PHP_ISLAND.open, after: PHP_ISLAND.close }
  if (hasDataSection(syntax)) wholeOf(window)
  const lastLines = linesThatStayLast(window, syntax)
  if (lastLines === undefined || lastLines < 0) return placeAtEnd(window, comment)
  return { at: lastLines, before: onNewLine(comment), after: comment.close }
}

/** The very end of the text, where chalk always puts a mark. */
export function placeAtEnd(window: Window, comment: CommentSyntax): Place {
  const at = window.size
  if (window.byte(at - 1) === NEWLINE)
    return { at, before: comment.open, after: Buffer.concat([comment.close, Buffer.of(NEWLINE)]) }
  return { at, before: onNewLine(comment), after: comment.close }
}

/** What starts a comment on a line of its own. */
export function onNewLine(comment: CommentSyntax): Buffer {
  return Buffer.concat([Buffer.of(NEWLINE), comment.open])
}

/**
 * Offset of the newline before magic comments or a data section; -1 if nothing comes before it. Undefined if
 * there are no such lines, or if they would have to be looked for in a text that is not held whole.
 */
export function linesThatStayLast(window: Window, syntax: Syntax): number | undefined {
  if (hasMagicComments(syntax)) return trailingMagicComments(window)
  if (hasDataSection(syntax) && window.whole) return dataSection(window.whole, syntax)
  return undefined
}
