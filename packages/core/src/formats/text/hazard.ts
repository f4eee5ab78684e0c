/**
 * Whether a mark can go where it would be put. A comment must be a comment there, and the text around it must keep
 * its meaning.
 */
import type { Window } from '../../bytes/window.js'
import { isScanned, scan, wholeOf } from './block-comment.js'
import { hasDataSection, isDataUnsure } from './data-section.js'
import type { Detected } from './languages.js'
import { scanPhp } from './php.js'
import type { Place } from './place.js'
import { shellHazard } from './shell.js'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const BACKSLASH = 0x5c
const BACKTICK = 0x60

/**
 * Why a mark cannot be put into a text that has none: a verb phrase, such as `ends inside a string`. Undefined if
 * it can.
 */
export function hazardOf(window: Window, language: Detected, place: Place): string | undefined {
  const { syntax } = language
  if (isScanned(syntax)) return scan(window, syntax).hazard
  switch (syntax) {
    case 'javascript':
      return notScript(window)
    case 'php':
      return scanPhp(wholeOf(window)).hazard
    case 'shell':
      return openLine(window, language, place) ?? shellHazard(wholeOf(window))
    case 'perl':
      return (
        openLine(window, language, place) ??
        onlyData(window, language, place) ??
        endByte(window, [0x04, 0x1a]) ??
        prolog(window)
      )
    case 'ruby':
    case 'raku':
      return openLine(window, language, place) ?? onlyData(window, language, place)
    case 'tcl':
      return openLine(window, language, place) ?? endByte(window, [0x1a])
    default:
      return openLine(window, language, place)
  }
}

function openLine(window: Window, language: Detected, { at, before }: Place): string | undefined {
  return isOpenLine(window, language, before[0] === NEWLINE ? at : at - 1)
    ? 'ends in a line that goes on'
    : undefined
}

/** Whether the line that ends at `end` goes on in the next one because of its last character. Comments do not go on. */
export function isOpenLine(window: Window, { comment, syntax }: Detected, end: number): boolean {
  if (window.byte(end - 1) === CARRIAGE_RETURN) end--
  const character = syntax === 'powershell' ? BACKTICK : BACKSLASH
  let count = 0
  while (window.byte(end - 1 - count) === character) count++
  if (count % 2 === 0) return false
  const line = window
    .slice(window.lastIndexOf(NEWLINE, end) + 1, end)
    .toString('latin1')
    .trimStart()
  return !line.startsWith(comment.open.toString('latin1', 0, comment.open.length - 1))
}

/** A file that is called a script and is XML or HTML: Qt's translations are called `.ts` too. */
function notScript(window: Window): string | undefined {
  const start = window
    .slice(0, 64)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
  return /^<(?:\?xml|!doctype|html)\b/i.test(start) ? 'is not a script but markup' : undefined
}

/** A file that holds nothing but data: there is no line before it. And one in which it is not sure that it is data. */
function onlyData(window: Window, { syntax }: Detected, place: Place): string | undefined {
  if (hasDataSection(syntax) && isDataUnsure(wholeOf(window), syntax))
    return 'has a line that starts data, or is within a string'
  const first = window.slice(0, 16).toString('latin1')
  return place.at === window.size && /^(?:__(?:END|DATA)__|=finish)\b/.test(first)
    ? 'begins with its data'
    : undefined
}

/** A control character that ends a program for its interpreter. */
function endByte(window: Window, bytes: number[]): string | undefined {
  return bytes.some((byte) => window.indexOf(Buffer.of(byte), 0) >= 0)
    ? 'carries data behind its last line'
    : undefined
}

/** Prolog's extension is Perl's too; it begins with directives. */
function prolog(window: Window): string | undefined {
  const start = window.slice(0, 8192).toString('latin1')
  return /^[ \t]*:-/m.test(start) ? 'is not Perl but Prolog' : undefined
}
