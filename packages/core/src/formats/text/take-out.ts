/**
 * Taking the marks out of a module before a bundler reads it. In a bundle they would say nothing, and with the commit
 * in them they would change the bundle's hash.
 */
import { bufferSource, type Splice } from '../../bytes/source.js'
import { applySplices } from '../../bytes/splices.js'
import { openWindow, type Window } from '../../bytes/window.js'
import { cut } from './cut.js'
import { judged, markAtEnd, marksInComments, type TextMark } from './find.js'
import { removal } from './index.js'
import { type Detected, languageByName } from './languages.js'

const NEWLINE = 0x0a

/**
 * A module without the marks in its comments. Code keeps its line, and its column unless a mark stands before it on
 * the same line. Placeholders stay, and so does what may be no comment.
 * @param name its file name, which tells the language.
 * @returns undefined if there is nothing to take out.
 * @throws CodecError if the module is too large to be read as a whole.
 */
export function takeOutMarks(name: string, module: string): string | undefined {
  const language = languageByName(name)
  if (!language) return undefined
  const bytes = Buffer.from(module)
  const window = openWindow(bufferSource(bytes))
  const last = markAtEnd(window, language)
  const splices: Splice[] = []
  for (const mark of marksInComments(window, language)) {
    if (mark.placeholder || mark.start === last?.start) continue
    if (judged(window, language, mark).broken === undefined) splices.push(cut(window, mark))
  }
  if (last && last.broken === undefined) splices.push(cutLast(window, language, last))
  if (splices.length === 0) return undefined
  return applySplices(
    bytes,
    splices.sort((a, b) => a.at - b.at),
  ).toString()
}

/** Takes out what marking put in. */
function cutLast(window: Window, language: Detected, mark: TextMark): Splice {
  const removed = removal(window, language, mark)
  // Otherwise a placeholder would stay.
  return removed.insert.length === 0
    ? removed
    : cut(window, { ...mark, commentEnd: endOfLine(window, mark.end) })
}

function endOfLine(window: Window, at: number): number {
  while (at < window.size && window.byte(at) !== NEWLINE) at++
  return at
}
