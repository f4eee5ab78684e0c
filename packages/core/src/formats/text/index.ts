/**
 * Text: scripts, programs that are shipped as source, style sheets and pages. The mark stands in a comment of the
 * text's own language, usually in its last line:
 *
 *     line comment     # { "MAGIC" : "…", … }
 *     block comment    <!-- { "MAGIC" : "…", … } -->
 *
 * chalk writes only the first kind, and knows only `#` and `//` as comment signs. It also reads a mark in any other
 * comment, and before hashing it replaces that mark with the placeholder. So for other comments the normal form is
 * the text with the placeholder in our comment, for a marked and an unmarked file.
 */
import { PLACEHOLDER } from '@chalkmark/mark'
import { asBuffer } from '../../bytes/fields.js'
import { bufferSource, type Splice } from '../../bytes/source.js'
import { applySplices } from '../../bytes/splices.js'
import { openWindow, replaced, type Window, without } from '../../bytes/window.js'
import { CodecError } from '../../error.js'
import { CONTENT_HASH } from '../../keys/catalogue.js'
import type { Artifact, FoundMark } from '../artifact.js'
import type { Candidate, Codec, CodecOptions } from '../format.js'
import { checkPointer } from '../pointer.js'
import { wholeOf } from './block-comment.js'
import { cut } from './cut.js'
import { checkEncoding, checkSignature, encodedFor } from './encoding.js'
import { type CommentMark, judged, markAtEnd, marksInComments, type TextMark } from './find.js'
import { hazardOf } from './hazard.js'
import { PHP_ISLAND, SLASH_STAR, TIGHT_MARKUP } from './language-table.js'
import { type Detected, languageByShebang, languageOf } from './languages.js'
import { misnamed } from './misnamed.js'
import {
  lineStart,
  newComment,
  normalFormOfMarked,
  normalFormOfUnmarked,
  withPlaceholder,
} from './normal-form.js'
import { findOwnMark, inItsPlace } from './own.js'
import { earlierPlaces, onNewLine, type Place, placeFor } from './place.js'
import { SHEBANG_SIZE } from './shebang.js'

const NEWLINE = 0x0a
const LINE_END = Buffer.of(NEWLINE)
const NOTHING = new Uint8Array()
const PLACEHOLDER_BYTES = Buffer.from(PLACEHOLDER)

const ADVICE = 'put a placeholder in a comment, where the mark can go'

/** A language's scanner looks at each sign. */
export const text: Codec = { name: 'text', weight: 2, claims, read }

/** What `claims` has found, kept for the `read` that follows. */
const claimed = new WeakMap<Candidate, Detected>()

/** By the shebang; with `allScripts`, by the extension too. */
function claims(candidate: Candidate, options: CodecOptions): string | undefined {
  const language = detect(candidate, options)
  if (language && options.allScripts) claimed.set(candidate, language)
  return language?.type
}

function detect({ name, source }: Candidate, { allScripts }: CodecOptions): Detected | undefined {
  const bytes = source.read(0, Math.min(SHEBANG_SIZE, source.size))
  const start = asBuffer(bytes)
  return allScripts ? languageOf(name, start) : languageByShebang(name, start)
}

/** @throws CodecError `TOO_LARGE` if a text of more than 64 MiB would have to be scanned from its start. */
function read(candidate: Candidate, { isFresh }: CodecOptions): Artifact {
  const language = claimed.get(candidate) ?? detect(candidate, { allScripts: true })
  if (!language) throw new CodecError('NOT_TEXT', 'no known kind of text')
  const window = openWindow(candidate.source)
  const { found, other, stale } = findOwnMark(window, language, isFresh)
  const isMarked = found !== undefined && !found.placeholder
  /** The place of the next mark. What stands behind an extended one would go on without a mark of its own. */
  const held = found?.extended ? undefined : found
  if (stale) return withoutStale(candidate, { window, language, found, other, stale })
  return {
    type: language.type,
    mark: isMarked ? markOf(window, language, found) : undefined,
    ...(other && !isMarked && { foreign: foreignIn(window, other) }),
    // A broken mark counts as content.
    normalForm:
      held && held.broken === undefined
        ? normalFormOfMarked(window, language, held)
        : normalFormOfUnmarked(window, language),
    ...(held && isOnLine(window, language, held) && { contentForm: () => withPlaceholder(window, held) }),
    // Only where it is asked for: whether the mark is in its place takes another look at the text.
    get uncovered() {
      return held && !held.placeholder ? uncoveredIn(window, language, held) : undefined
    },
    insert: (mark) => {
      checkPointer(candidate.source)
      return [insertion(window, language, held, mark)]
    },
    remove: () => (isMarked ? [removal(window, language, found)] : []),
  }
}

interface Stale {
  window: Window
  language: Detected
  found: TextMark | undefined
  other: TextMark | undefined
  stale: CommentMark[]
}

/**
 * A page with marks in its middle: something was put behind its own, or it was made from marked pages. The next mark
 * stands at the end, and those go, since servers and people would meet them first.
 */
function withoutStale(candidate: Candidate, { window, language, found, other, stale }: Stale): Artifact {
  const gaps = stale.map((mark) => cut(window, mark))
  const rest = openWindow(bufferSource(applySplices(wholeOf(window), gaps)))
  const behind = window.size - rest.size
  // Marking adds at the end, behind the gaps.
  const both = (splices: readonly Splice[]) => [
    ...gaps,
    ...splices.map((splice) => ({ ...splice, at: splice.at + behind })),
  ]
  return {
    type: language.type,
    mark: found && markOf(window, language, found),
    ...(!found && other && { foreign: foreignIn(window, other) }),
    normalForm: both(normalFormOfUnmarked(rest, language)),
    insert: (mark) => {
      checkPointer(candidate.source)
      checkNoMore(rest, language)
      return both([insertion(rest, language, undefined, mark)])
    },
    remove: () => (found ? [removal(window, language, found)] : []),
  }
}

function markOf(window: Window, language: Detected, found: TextMark): FoundMark {
  const { start, dict, broken, extended } = found
  return {
    at: start,
    text: copyOf(window, found),
    dict,
    written: (mark) => spelledIn(window, language, mark, window.slice(start - OPENER, start)),
    broken,
    ...(window.slice(start - TIGHT_MARKUP.open.length, start).equals(TIGHT_MARKUP.open) && {
      onlyOurs: true,
    }),
    ...(extended && { extended }),
  }
}

/** What to say of a mark that is not taken for the text's own. */
function foreignIn(window: Window, { start, dict }: TextMark): string {
  let line = 1
  for (let at = window.indexOf(LINE_END, 0); at >= 0 && at < start; at = window.indexOf(LINE_END, at + 1))
    line++
  return `the mark in line ${line} (${String(dict.CHALK_ID)}) is that of a file that this one was made from, or of this one before it was changed`
}

const PLACE = 'its own place, which is not the one that Chalkmark takes'

/**
 * Whether marking would put the mark just there. HASH leaves out the whole line, and so is that of other places as well: with a line feed
 * before the mark or behind it, before or behind a program's data, behind another sign.
 */
function isPlacedByMarking(window: Window, language: Detected, found: TextMark): boolean {
  const { at, remove, insert } = removal(window, language, found)
  // What stays is a placeholder: HASH or X-CONTENT-HASH holds its place.
  if (insert.length > 0) return lineStart(window, language, found) === undefined
  const rest = without(window, at, at + remove)
  const again = newComment(placeFor(rest, language), copyOf(window, found))
  const from = Math.min(at, again.at)
  const to = Math.max(at + remove, again.at + again.insert.length)
  const marked = replaced(rest, again.at, again.at, again.insert)
  return marked.size === window.size && marked.slice(from, to).equals(Buffer.from(window.slice(from, to)))
}

/** Bytes that are enough to know the sign that opens a comment. */
const OPENER = 8

/** The mark in the spelling of this place, behind `opener`; unchanged if it cannot be written here. */
function spelledIn(window: Window, language: Detected, mark: Uint8Array, opener: Buffer): Uint8Array {
  try {
    return encodedFor(window, language, mark, opener)
  } catch (error) {
    if (error instanceof CodecError) return mark
    throw error
  }
}

/**
 * If the mark is taken out with its line, HASH does not cover on which line it stands, and a script can count its
 * own lines. So a mark that replaces a placeholder holds X-CONTENT-HASH, computed over the text with the
 * placeholder in that place.
 */
function isOnLine(window: Window, language: Detected, found: TextMark): boolean {
  return lineStart(window, language, found) !== undefined && !(found.atEnd && !isPinned(found))
}

function isPinned({ dict }: TextMark): boolean {
  return dict[CONTENT_HASH] !== undefined
}

function uncoveredIn(window: Window, language: Detected, found: TextMark): string[] | undefined {
  const isElsewhere = found.atEnd && found.broken === undefined && !isPlacedByMarking(window, language, found)
  const lines = [
    ...(isOnLine(window, language, found) && !isPinned(found) ? ['the line on which the mark stands'] : []),
    ...(isElsewhere ? [PLACE] : []),
  ]
  return lines.length > 0 ? lines : undefined
}

function insertion(
  window: Window,
  language: Detected,
  found: TextMark | undefined,
  mark: Uint8Array,
): Splice {
  checkEncoding(window, language)
  checkSignature(window, language)
  checkReplaceable(found)
  if (found) {
    const opener = window.slice(found.start - OPENER, found.start)
    const bytes = encodedFor(window, language, mark, opener)
    return checked(window, language, replacement(found, bytes), bytes)
  }
  if (language.doubt) throw new CodecError('UNKNOWN_LANGUAGE', `${language.doubt}: ${ADVICE}`)
  const other = misnamed(window, language)
  if (other) throw new CodecError('MISNAMED', `the file ${other}`)
  const place = placeFor(window, language)
  const hazard = hazardOf(window, language, place)
  if (hazard) throw new CodecError('UNSAFE_PLACE', `the file ${hazard}: ${ADVICE}`)
  const bytes = encodedFor(window, language, mark, place.before)
  return checked(window, language, newComment(place, bytes), bytes)
}

/**
 * Marks that were torn and put into each other make new ones when they are taken out.
 * @throws CodecError `BROKEN_MARK` if there is still a mark in a page's middle.
 */
function checkNoMore(rest: Window, language: Detected): void {
  if (findOwnMark(rest, language).stale)
    throw new CodecError('BROKEN_MARK', 'the file has marks that stand in one another: take them out')
}

/** @throws CodecError `BROKEN_MARK` if replacing the mark could remove a part of the program. */
function checkReplaceable(found: TextMark | undefined): void {
  if (found?.extended)
    throw new CodecError(
      'BROKEN_MARK',
      'something stands behind the mark, which is not the last line any more: take it out',
    )
  if (found?.broken !== undefined)
    throw new CodecError('BROKEN_MARK', `the file has a mark that was changed (${found.broken}): take it out`)
}

/**
 * The edit, after checking that the edited text reads back with this mark: no value of the mark ends the comment or
 * counts as a declaration there.
 * @throws CodecError `UNSAFE_MARK`
 */
function checked(window: Window, language: Detected, edit: Splice, mark: Buffer): Splice {
  const { at, remove, insert } = edit
  const start = at + Buffer.from(insert).indexOf(mark)
  const read = markAt(replaced(window, at, at + remove, insert), language, start)
  if (read?.broken !== undefined)
    throw new CodecError('UNSAFE_MARK', `the mark could not be told from the program: ${read.broken}`)
  if (read?.end !== start + mark.length)
    throw new CodecError('UNSAFE_PLACE', `the mark would not be found again: ${ADVICE}`)
  return edit
}

/** The mark in a comment at `start`, which may be one of several. */
function markAt(window: Window, language: Detected, start: number): TextMark | undefined {
  const last = markAtEnd(window, language)
  if (last?.start === start) return inItsPlace(window, language, last)
  for (const mark of marksInComments(window, language)) {
    if (mark.start === start) return mark.behindCode ? undefined : judged(window, language, mark)
    if (mark.start > start || mark.placeholder) return undefined
  }
  return undefined
}

/**
 * Takes out what marking put in: the whole comment if the mark stands where marking adds one, only the mark if it
 * replaced a placeholder.
 */
export function removal(window: Window, language: Detected, found: TextMark): Splice {
  checkReplaceable(found)
  const line = found.behindHash ? lineStart(window, language, found) : undefined
  if (line !== undefined) return { at: line, remove: found.end - line, insert: NOTHING }
  for (const form of formsFor(language)) {
    const { before, after } = form
    const start = found.start - before.length
    const end = found.end + after.length
    if (!window.slice(start, found.start).equals(before) || !window.slice(found.end, end).equals(after))
      continue
    const rest = without(window, start, end)
    const places = [placeFor(rest, language), ...earlierPlaces(rest, language)]
    if (places.some((place) => place.at + place.before.length === found.start && isSameForm(place, form)))
      return { at: start, remove: end - start, insert: NOTHING }
  }
  return replacement(found, PLACEHOLDER_BYTES)
}

type Form = Omit<Place, 'at'>

/** What can stand around a mark. */
function formsFor({ comment, syntax }: Detected): Form[] {
  const ownLine: Form = { before: onNewLine(comment), after: comment.close, ownLine: true }
  const others = syntax === 'php' ? [PHP_ISLAND] : syntax === 'html' || syntax === 'xml' ? [TIGHT_MARKUP] : []
  const inLine = others.map(({ open, close }): Form => ({ before: open, after: close, ownLine: false }))
  const stars = ['\n', ' ', ''].map(
    (behind): Form => ({
      before: SLASH_STAR.open,
      after: Buffer.concat([SLASH_STAR.close, Buffer.from(behind)]),
      ownLine: false,
    }),
  )
  const onLine: Form = { before: onNewLine(SLASH_STAR), after: SLASH_STAR.close, ownLine: false }
  return [ownLine, ...inLine, ...stars, onLine]
}

/** A comment on its own line takes the line feed before or behind it with it, which is the same. */
function isSameForm(a: Form, b: Form): boolean {
  return a.ownLine === b.ownLine && (a.ownLine || (a.before.equals(b.before) && a.after.equals(b.after)))
}

function replacement({ start, end }: TextMark, insert: Buffer): Splice {
  return { at: start, remove: end - start, insert }
}

/** A copy, because the window reuses its buffer. */
function copyOf(window: Window, { start, end }: TextMark): Buffer {
  return Buffer.from(window.slice(start, end))
}
