/** Where a mark goes in a text that has none. */
import type { Window } from '../../bytes/window.js'
import { wholeOf } from './block-comment.js'
import { dataSection, hasDataSection, lastPart } from './data-section.js'
import { endsInCode } from './javascript-end.js'
import { type CommentSyntax, PHP_ISLAND, SLASH_STAR, TIGHT_MARKUP } from './language-table.js'
import type { Detected } from './languages.js'
import { firstMagicComment, hasMagicComments, ownLines } from './magic-comments.js'
import { scanPhp } from './php.js'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** What is put in with a mark, and where. */
export interface Place {
  at: number
  before: Buffer
  after: Buffer
  /** The comment has a line to itself and begins with the language's own sign, so chalk takes out all of it. */
  ownLine: boolean
}

/**
 * The place for a mark: the end of the text, but before what has to stay last.
 * @throws CodecError `TOO_LARGE`
 */
export function placeFor(window: Window, language: Detected): Place {
  const { syntax } = language
  if (syntax === 'php' && scanPhp(wholeOf(window)).inPage)
    return { at: window.size, before: PHP_ISLAND.open, after: PHP_ISLAND.close, ownLine: false }
  if (hasMagicComments(syntax)) {
    const magic = firstMagicComment(window, syntax)
    if (magic !== undefined) return placeBefore(window, language, magic)
  }
  if (hasDataSection(syntax)) {
    const part = lastPart(wholeOf(window), syntax)
    if (part && part.at >= 0) return { ...ownLine(language.comment), at: part.at }
  }
  return placeAtEnd(window, language)
}

/**
 * Where earlier releases put a mark: always in a line of its own, before magic comments only if each of them had
 * a line of its own, too.
 */
export function earlierPlaces(window: Window, { comment, syntax }: Detected): Place[] {
  const end = window.byte(window.size - 1) === LINE_FEED ? window.size - 1 : window.size
  const places = [{ ...ownLine(comment), at: end }]
  const at = hasMagicComments(syntax)
    ? ownLines(window)
    : hasDataSection(syntax) && window.whole
      ? dataSection(window.whole, syntax)
      : undefined
  if (at !== undefined && at >= 0) places.unshift({ ...ownLine(comment), at })
  return places
}

function ownLine(comment: CommentSyntax): Omit<Place, 'at'> {
  return { before: onNewLine(comment), after: comment.close, ownLine: true }
}

/**
 * The end of the text. Where the text goes on, whether by another text behind it or by the elements that a parser has
 * open, a comment of its own leaves everything as it was; a line feed does not, and a line comment takes in what
 * follows.
 */
function placeAtEnd(window: Window, language: Detected): Place {
  const at = window.size
  const { comment, syntax, type } = language
  if (syntax === 'html' || syntax === 'xml')
    return { at, before: TIGHT_MARKUP.open, after: TIGHT_MARKUP.close, ownLine: false }
  const last = window.byte(at - 1)
  if (last === LINE_FEED)
    return {
      at,
      before: comment.open,
      after: Buffer.concat([comment.close, Buffer.of(LINE_FEED)]),
      ownLine: true,
    }
  if (last !== undefined && mayGoOn(window, language))
    return { at, before: SLASH_STAR.open, after: SLASH_STAR.close, ownLine: false }
  if (type === 'sql') return { at, before: onNewLine(SLASH_STAR), after: SLASH_STAR.close, ownLine: false }
  return { ...ownLine(comment), at }
}

/**
 * Whether another text may be put behind this one on the same line, as `cat` does with minified files. A file with a
 * shebang is a program, which nothing is put behind.
 */
function mayGoOn(window: Window, { syntax, interpreter }: Detected): boolean {
  if (syntax === 'css') return true
  return syntax === 'javascript' && interpreter === undefined && endsInCode(window)
}

/** The comment that may follow a text's last character directly. */
export function endComment({ syntax, interpreter, type }: Detected): CommentSyntax | undefined {
  if (syntax === 'html' || syntax === 'xml') return TIGHT_MARKUP
  const isStar = syntax === 'css' || (syntax === 'javascript' && interpreter === undefined) || type === 'sql'
  return isStar ? SLASH_STAR : undefined
}

/** The place before a magic comment, which starts at `magic`, and before the line feed that starts its line. */
export function placeBefore(window: Window, { comment }: Detected, magic: number): Place {
  let lineStart = magic
  while (isBlank(window.byte(lineStart - 1))) lineStart--
  const before = window.byte(lineStart - 1)
  if (before === LINE_FEED) return { ...ownLine(comment), at: lineStart - 1 }
  const startsLine = lineStart === 0 || before === CARRIAGE_RETURN || isWideStart(window, lineStart)
  const close = Buffer.concat([SLASH_STAR.close, Buffer.from(startsLine ? '\n' : ' ')])
  return { at: startsLine ? lineStart : magic, before: SLASH_STAR.open, after: close, ownLine: false }
}

/** Whether a byte order mark, U+2028 or U+2029 stands before `at`. */
function isWideStart(window: Window, at: number): boolean {
  return /^(?:\xef\xbb\xbf|\xe2\x80[\xa8\xa9])$/.test(window.slice(at - 3, at).toString('latin1'))
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09
}

/** What starts a comment on a line of its own. */
export function onNewLine(comment: CommentSyntax): Buffer {
  return Buffer.concat([Buffer.of(LINE_FEED), comment.open])
}
