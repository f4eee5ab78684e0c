/**
 * Which of the marks in a text is its own. Bundlers keep comments, and so the marks of the files that they put
 * together. Such a mark says nothing about the bundle.
 *
 * A mark that fits the text is its own. One that does not fit was the text's own before a change, or is that of an
 * input. Nobody can be sure which, because a bundle is an input with something put behind it. docs/formats.md has
 * the rule, docs/security.md what follows from it.
 */
import { chalkId } from '@chalkmark/mark'
import type { Source } from '../../bytes/source.js'
import { hashSpliced } from '../../bytes/splices.js'
import { replaced, type Window } from '../../bytes/window.js'
import { CONTENT_HASH } from '../../keys/catalogue.js'
import { type CommentMark, judged, markAtEnd, marksInComments, mayHoldMore, type TextMark } from './find.js'
import type { Syntax } from './language-table.js'
import type { Detected } from './languages.js'
import { normalFormOfMarked } from './normal-form.js'

const NEWLINE = 0x0a
const NOTHING = new Uint8Array()

/** What was found in a text. */
export interface Own {
  /** Its own mark, or the placeholder for it. */
  found?: TextMark
  /** The first of the marks in it that are not taken for its own. */
  other?: TextMark
  /** In a page: the marks in its middle, of what it was made from. Nobody concatenates pages to keep their marks. */
  stale?: CommentMark[]
}

/** Texts of which tools make one out of several, and keep the comments. */
const COMBINED: ReadonlySet<Syntax> = new Set(['javascript', 'css', 'html', 'xml', 'markdown'])

/**
 * Bytes that may be hashed to see which mark fits, and read to see whether one would fit without what stands behind it.
 * A hostile text can hold any number of marks; what is beyond this counts as not fitting.
 */
const HASHED = 64 * 1024 * 1024
const READ = 16 * 1024 * 1024
/** Marks that are looked at in any case. */
const LEAST_TRIES = 4

/**
 * Finds the text's own mark.
 * @param isFresh the text was made just now, so that no mark in it is its own unless it fits.
 * @throws CodecError `TOO_LARGE` if the whole text would have to be in memory and is too large for that.
 */
export function findOwnMark(window: Window, language: Detected, isFresh = false): Own {
  const last = markAtEnd(window, language)
  if (last && !isFresh && !mayHoldMore(window, last)) return { found: last }
  const search: Search = { language, hashed: allowance(window, HASHED), read: allowance(window, READ) }
  if (last && fits(window, last, search)) return { found: inItsPlace(window, language, last) }
  let other = isFresh ? last : undefined
  let changed = isFresh && last?.broken === undefined ? undefined : last
  const stale: CommentMark[] = []
  for (const mark of marksInComments(window, language)) {
    if (mark.start === last?.start) continue
    if (mark.placeholder) {
      if (!changed) return { found: mark, other }
    } else if (!mark.behindCode && fits(window, mark, search))
      return { found: judged(window, language, mark) }
    else {
      if (!isFresh) changed ??= ownBeforeChange(window, mark, search)
      if (language.syntax === 'html' && mark.broken === undefined) stale.push(mark)
      other ??= mark
    }
  }
  const isStale = !isFresh && stale.length > 0 && (!changed || changed.extended)
  return { ...(changed ? { found: changed } : { other }), ...(isStale && { stale }) }
}

/** Marking takes the first placeholder. A mark that was moved from there to the end leaves one, for HASH to stay. */
export function inItsPlace(window: Window, language: Detected, last: TextMark): TextMark {
  if (last.broken !== undefined || !mayHoldMore(window, last)) return last
  for (const { placeholder, start } of marksInComments(window, language)) {
    if (start >= last.start) break
    if (placeholder)
      return { ...last, broken: 'marking would have put it in the place of the placeholder before it' }
  }
  return last
}

interface Search {
  language: Detected
  /** Takes the cost of one more try, in bytes. @returns whether it may be made. */
  hashed: (size: number) => boolean
  read: (size: number) => boolean
}

function allowance({ size }: Window, least: number): (size: number) => boolean {
  let rest = Math.max(least, LEAST_TRIES * size)
  return (cost) => (rest -= cost) >= 0
}

/** Whether a mark has the CHALK_ID of the text that it stands in. */
function fits(window: Window, mark: TextMark, { language, hashed }: Search): boolean {
  if (mark.broken !== undefined || !hashed(window.size)) return false
  const hash = hashSpliced(sourceOf(window), normalFormOfMarked(window, language, mark))
  return mark.dict.CHALK_ID === chalkId(hash)
}

function sourceOf(window: Window): Source {
  return { size: window.size, read: (at, length) => window.slice(at, at + length) }
}

/** A mark that does not fit, as it is to be read if it was the text's own before a change. */
function ownBeforeChange(window: Window, mark: CommentMark, search: Search): TextMark | undefined {
  const { language, read } = search
  if (mark.broken !== undefined) return mark
  if (!COMBINED.has(language.syntax) || isAlone(window, mark)) return judged(window, language, mark)
  for (const end of endsBehind(window, mark.commentEnd)) {
    if (!read(end)) return undefined
    const before = replaced(window, end, window.size, NOTHING)
    const last = markAtEnd(before, language)
    if (last?.start === mark.start && fits(before, last, search)) return { ...mark, extended: true }
  }
  return undefined
}

/** Where the text may have ended when it was marked: behind the mark, or behind magic comments that follow it. */
function* endsBehind(window: Window, commentEnd: number): Generator<number> {
  for (let end = commentEnd, lines = 0; lines < MOST_MAGIC; lines++) {
    yield end
    const next = lineEnd(window, end)
    if (next !== end) yield next
    const line = MAGIC_COMMENT.exec(window.slice(next, next + LOOK).toString('latin1'))
    if (!line) return
    end = next + line[0].length
  }
}

const MAGIC_COMMENT = /^[ \t]*\/[/*][#@].*/
const MOST_MAGIC = 4

/** Whether a mark stands where bundlers do not leave those of inputs, or says that it took a placeholder's place. */
function isAlone(window: Window, { start, commentEnd, dict }: CommentMark): boolean {
  if (dict[CONTENT_HASH] !== undefined) return true
  const behind = window.slice(commentEnd, commentEnd + LOOK).toString('latin1')
  if (behind.length < LOOK && behind.trim() === '') return true
  return start < LOOK && BANNER.test(window.slice(0, start).toString('latin1'))
}

/** How far it is looked for code before a mark, and behind it. */
const LOOK = 4096

/** Nothing but comments and declarations, and the sign that opens the mark's own comment. */
const BANNER =
  /^(?:\xef\xbb\xbf)?(?:#!.*\n)?(?:\s|\/\/.*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|<!--[^-]*(?:-[^-]+)*-->|<(?:!(?!--)|\?)[^>]*>|(['"])use strict\1;?|@charset[^;\n]*;)*(?:\/\/|\/\*|<!--)[^\n]*$/

/** Offset behind the newline at `at`, if there is one. */
function lineEnd(window: Window, at: number): number {
  return window.byte(at) === NEWLINE ? at + 1 : at
}
