/**
 * Where the marks in a text are: the one in the place where marking would put one, and all marks and placeholders in
 * comments. Text in a program's strings is part of the program.
 */
import { type Found, MAGIC, parseMark, workFor } from '@chalkmark/mark'
import type { Window } from '../../bytes/window.js'
import { blockComments, isScanned } from './block-comment.js'
import { BEYOND, breakAtEnd, breakInPlace } from './broken.js'
import { dataSection, hasDataSection, lastPart } from './data-section.js'
import { javascriptComments } from './javascript.js'
import { type CommentSyntax, HASH, PHP_ISLAND, SLASH_STAR } from './language-table.js'
import type { Detected } from './languages.js'
import { lineComments } from './line-comment.js'
import { firstMagicComment, hasMagicComments, isBlank } from './magic-comments.js'
import { endComment, placeBefore } from './place.js'
import type { CommentEnd } from './scan.js'

const NEWLINE = 0x0a
const QUOTE = 0x22
const COLON = 0x3a
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d

const MAGIC_BYTES = Buffer.from(MAGIC)
/**
 * The name of a mark's first key and the quote behind it. The search is fast, since it stops only at a capital M,
 * which is rare.
 */
const KEY = Buffer.from('MAGIC"')
/** Blanks between two parts of a mark's beginning: more than any program writes. */
const MOST_BLANKS = 32

/** How a mark begins as it is written. */
const MARK_START = Buffer.from(`{ "MAGIC" : "${MAGIC}"`)
/** Marks in a mark that are passed over on the way to its beginning. */
const MOST_INNER = 16

/** For a file that is not held whole: how many bytes are parsed for a mark at first, and at most. */
const FIRST_TRY = 64 * 1024
const LONGEST_MARK = 16 * 1024 * 1024

/** One byte of so many may be parsed in vain. */
const IN_VAIN = 8

/** A mark or a placeholder, and what it stands in. */
export interface TextMark extends Found {
  /** Why the mark is invalid, in one line. */
  broken?: string
  /** It stands where marking puts a mark into a text that has none. */
  atEnd?: boolean
  /** It would be valid without what stands behind it. */
  extended?: boolean
  /** It stands behind a `#`, in a language in which that is no comment: the reference program knows few languages. */
  behindHash?: true
}

/** A mark or a placeholder somewhere in a comment. */
export interface CommentMark extends TextMark {
  /** Offset at which its comment ends. */
  commentEnd: number
  /** Its line has code before it. No placeholder stands there, so nothing but the text's last mark does. */
  behindCode?: true
}

/** A mark in the place where marking puts one into a text that has none. @throws CodecError `TOO_LARGE` */
export function markAtEnd(window: Window, language: Detected): TextMark | undefined {
  const found = lastMark(window, language)
  return found && judged(window, language, found)
}

/** The mark with what is wrong with its place. This looks at the text's first lines. */
export function judged<T extends TextMark>(window: Window, language: Detected, mark: T): T {
  if (mark.placeholder || mark.broken !== undefined) return mark
  const broken = breakInPlace(window, language, mark)
  return broken === undefined ? mark : { ...mark, broken }
}

/** A mark where marking puts one, or where an earlier release put it. */
function lastMark(window: Window, language: Detected): TextMark | undefined {
  const { comment, syntax } = language
  const end = window.byte(window.size - 1) === NEWLINE ? window.size - 1 : window.size
  return (
    markInLine(window, language, comment, end) ??
    (syntax === 'php' ? markInLine(window, language, PHP_ISLAND, window.size) : undefined) ??
    markBehindText(window, language, endComment(language), window.size) ??
    markBeforeLastPart(window, language) ??
    markBehindHash(window, language, end)
  )
}

/** A mark in the last line, behind the sign that the reference program takes for languages that it does not know. */
function markBehindHash(window: Window, language: Detected, end: number): TextMark | undefined {
  const { comment } = language
  if (comment === HASH || comment.close.length > 0) return undefined
  const found = markInLine(window, language, HASH, end)
  return found && { ...found, behindHash: true }
}

/** A mark before magic comments, data or documentation. */
function markBeforeLastPart(window: Window, language: Detected): TextMark | undefined {
  const { comment, syntax } = language
  if (hasMagicComments(syntax)) {
    const magic = firstMagicComment(window, syntax)
    if (magic === undefined) return undefined
    const at = placeBefore(window, language, magic).at
    return (
      markInLine(window, language, comment, at) ??
      markBehindText(window, language, SLASH_STAR, isBlank(window.byte(at - 1)) ? at - 1 : at)
    )
  }
  if (!hasDataSection(syntax) || !window.whole) return undefined
  for (const at of [lastPart(window.whole, syntax)?.at, dataSection(window.whole, syntax)]) {
    const found = at === undefined ? undefined : markInLine(window, language, comment, at)
    if (found) return found
  }
  return undefined
}

/** The mark in the comment that ends at `end`, behind other text on its line. */
function markBehindText(
  window: Window,
  language: Detected,
  comment: CommentSyntax | undefined,
  end: number,
): TextMark | undefined {
  if (!comment) return undefined
  const { open, close } = comment
  const markEnd = end - close.length
  if (window.byte(markEnd - 1) !== CLOSING_BRACE || !window.slice(markEnd, end).equals(close))
    return undefined
  const from = Math.max(0, markEnd - LONGEST_MARK)
  const text = window.slice(from, markEnd)
  const start = Buffer.concat([open, MARK_START])
  let at = text.lastIndexOf(start)
  // Marks within this mark begin alike.
  for (
    let tries = 0;
    at >= 0 && tries < MOST_INNER;
    at = at === 0 ? -1 : text.lastIndexOf(start, at - 1), tries++
  ) {
    const found = parseAt(window, from + at + open.length)
    if (!('dict' in found) || found.end !== markEnd || found.placeholder) continue
    return { ...found, atEnd: true, broken: breakAtEnd(window, language, found, open) }
  }
  return undefined
}

/** The mark in the comment that makes up the line before `end`; on a PHP page, the comment that the line ends with. */
function markInLine(
  window: Window,
  language: Detected,
  { open, close }: CommentSyntax,
  end: number,
): TextMark | undefined {
  const markEnd = end - close.length
  // Most files without a mark return here.
  if (window.byte(markEnd - 1) !== CLOSING_BRACE) return undefined
  if (!window.slice(markEnd, end).equals(close)) return undefined
  const lineStart = window.lastIndexOf(NEWLINE, end) + 1
  const start =
    open === PHP_ISLAND.open ? lineStart + window.slice(lineStart, end).lastIndexOf(open) : lineStart
  const markStart = start + open.length
  if (window.byte(markStart) !== OPENING_BRACE || !window.slice(start, markStart).equals(open))
    return undefined
  const found = parseAt(window, markStart)
  if (!('dict' in found) || found.end !== markEnd || found.placeholder) return undefined
  return { ...found, atEnd: true, broken: breakAtEnd(window, language, found, open) }
}

/** Whether anything outside of a mark could be another one. */
export function mayHoldMore(window: Window, { start, end }: TextMark): boolean {
  const first = window.indexOf(KEY, 0)
  return first < start || window.indexOf(KEY, end) >= 0
}

/** The marks and placeholders in comments, in order; not {@link judged} yet. @throws CodecError `TOO_LARGE` */
export function* marksInComments(window: Window, language: Detected): Generator<CommentMark> {
  const { syntax } = language
  let ends: CommentEnd | undefined
  /** For marks where marking puts them behind the last code of a line. No placeholder stands there. */
  let behindCode: CommentEnd | undefined
  // A hostile text could have each of its parts parsed to the end. Beyond this amount of work in vain the text counts
  // as unmarked.
  let work = workFor(window.size / IN_VAIN)
  let next = 0
  for (let key: number; work > 0 && (key = window.indexOf(KEY, next)) >= 0; ) {
    next = key + KEY.length
    const start = openingBrace(window, key)
    if (start === undefined) continue
    ends ??= isScanned(syntax) ? blockComments(window, syntax) : lineComments(window, language)
    const inLine = ends(start)
    const mayFollowCode = syntax === 'javascript' && window.slice(start - 3, start).equals(SLASH_STAR.open)
    if (inLine === undefined && mayFollowCode) behindCode ??= javascriptComments(window)
    const commentEnd = inLine ?? (mayFollowCode ? behindCode?.(start) : undefined)
    if (commentEnd === undefined) continue
    const found = parseAt(window, start)
    if ('dict' in found && found.placeholder && inLine === undefined) continue
    if ('dict' in found) {
      // The mark would contain a part of the program. No program writes a mark that goes on in the next line.
      const isBeyond = found.end > commentEnd
      if (!isBeyond) {
        // A mark within this one's values is a part of it.
        next = found.end
        yield { ...found, commentEnd, ...(inLine === undefined && { behindCode: true }) }
        continue
      }
      if (!found.placeholder && window.byte(commentEnd) !== NEWLINE)
        yield { ...found, commentEnd, broken: BEYOND }
    }
    work -= 'dict' in found ? found.end - start : found.read
  }
}

/** Offset of the brace of the mark whose first key's name is at `key`, if MAGIC is its value. */
function openingBrace(window: Window, key: number): number | undefined {
  if (window.byte(key - 1) !== QUOTE) return undefined
  const start = pastBlanks(window, key - 2, -1)
  if (window.byte(start) !== OPENING_BRACE) return undefined
  const colon = pastBlanks(window, key + KEY.length, 1)
  if (window.byte(colon) !== COLON) return undefined
  const value = pastBlanks(window, colon + 1, 1)
  const magic = window.slice(value + 1, value + 1 + MAGIC_BYTES.length)
  return window.byte(value) === QUOTE && magic.equals(MAGIC_BYTES) ? start : undefined
}

function pastBlanks(window: Window, at: number, step: 1 | -1): number {
  const last = at + step * MOST_BLANKS
  while (at !== last && isBlank(window.byte(at))) at += step
  return at
}

/** The mark whose brace is at `start`, or about how many bytes it took to see that there is none. */
function parseAt(window: Window, start: number): Found | { read: number } {
  if (window.whole) {
    const parsed = parseMark(window.whole, start)
    return 'error' in parsed ? { read: parsed.read - start } : found(start, parsed.end, parsed.dict)
  }
  for (let length = FIRST_TRY; ; length *= 4) {
    const bytes = window.slice(start, start + length)
    const parsed = parseMark(bytes)
    if (!('error' in parsed)) return found(start, start + parsed.end, parsed.dict)
    // The window may have cut the mark off.
    if (bytes.length < length || length >= LONGEST_MARK) return { read: 2 * length }
  }
}

function found(start: number, end: number, dict: Found['dict']): Found {
  return { start, end, dict, placeholder: Object.keys(dict).length === 1 }
}
