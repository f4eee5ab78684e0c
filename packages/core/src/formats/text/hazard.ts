/**
 * Whether a mark can go where it would be put. A comment must be a comment there, and the text around it must keep
 * its meaning.
 */
import type { Window } from '../../bytes/window.js'
import { isScanned, scan, wholeOf } from './block-comment.js'
import { endsInString, lastPart } from './data-section.js'
import type { Detected } from './languages.js'
import type { DataDialect } from './open-string.js'
import { phpHazard } from './php.js'
import type { Place } from './place.js'
import { selfReading } from './self-reading.js'
import { isCShell, shellHazard } from './shell.js'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const BACKSLASH = 0x5c
const BACKTICK = 0x60
const PIECE = 1024 * 1024

/**
 * Why a mark cannot be put into a text that has none: a verb phrase, such as `ends inside a string`. Undefined if
 * it can.
 */
export function hazardOf(window: Window, language: Detected, place: Place): string | undefined {
  return hazardInSyntax(window, language, place) ?? selfReading(window, language)
}

function hazardInSyntax(window: Window, language: Detected, place: Place): string | undefined {
  const { syntax } = language
  if (isScanned(syntax)) return scan(window, syntax).hazard
  switch (syntax) {
    case 'javascript':
      return undefined
    case 'php':
      return phpHazard(wholeOf(window))
    case 'shell':
      return (
        openLine(window, language, place) ??
        lostLine(window, language) ??
        takenEnd(window, language) ??
        shellHazard(wholeOf(window), isCShell(language.type))
      )
    case 'perl':
    case 'ruby':
      return (
        openLine(window, language, place) ??
        onlyData(window, syntax) ??
        openString(window, syntax) ??
        endByte(window, [0x04, 0x1a])
      )
    case 'raku':
      return (
        openLine(window, language, place) ??
        onlyData(window, syntax) ??
        openString(window, syntax) ??
        openParagraph(window)
      )
    case 'tcl':
      return openLine(window, language, place) ?? endByte(window, [0x1a])
    default:
      return openLine(window, language, place) ?? takenEnd(window, language)
  }
}

/** Whether the program may take a comment at its end for something else. */
function takenEnd(window: Window, language: Detected): string | undefined {
  const found = takerBefore(window, language, window.size)
  return found && `names ${found}, so that a comment at its end may be data`
}

/** The word before `end` for which a comment behind it may be something else; undefined if there is none. */
export function takerBefore(window: Window, { lexis: { taker } }: Detected, end: number): string | undefined {
  // Pieces overlap by more than the longest word, and a dump of any size is looked through.
  for (let at = 0; taker && at < end; at += PIECE) {
    const found = window
      .slice(at - 32, Math.min(at + PIECE, end))
      .toString('latin1')
      .match(taker)?.[0]
    if (found) return found
  }
  return undefined
}

function openLine(window: Window, language: Detected, { at, before, ownLine }: Place): string | undefined {
  return isOpenLine(window, language, ownLine && before[0] !== NEWLINE ? at - 1 : at)
    ? 'ends in a line that goes on'
    : undefined
}

/** BSD's csh passes over a last line without an end; behind a mark it would run it. */
function lostLine(window: Window, { type }: Detected): string | undefined {
  const last = window.byte(window.size - 1)
  if (!/^(?:bsd-)?csh$/.test(type) || last === undefined || last === NEWLINE) return undefined
  return 'ends without a newline, and some shells then do not run its last line'
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

/** A file that holds nothing but data: there is no line before it. And one in which it is not sure that it is data. */
function onlyData(window: Window, syntax: DataDialect): string | undefined {
  const part = lastPart(wholeOf(window), syntax)
  if (part?.unsure) return `has a line that starts ${part.kind}, or is within a string`
  return part && part.at < 0 ? `begins with its ${part.kind}` : undefined
}

/** A program without data or documentation at its end, in a string of which a mark would stand. */
function openString(window: Window, syntax: DataDialect): string | undefined {
  const program = wholeOf(window)
  return !lastPart(program, syntax) && endsInString(program, syntax) ? 'may end inside a string' : undefined
}

/** Documentation of Raku that goes on to the end of its paragraph (docs.raku.org, "Pod6", "Paragraph blocks"). */
function openParagraph(window: Window): string | undefined {
  const end = window
    .slice(window.size - 65536, window.size)
    .toString('latin1')
    .trimEnd()
  const paragraph = end.split(/\n[ \t]*\r?\n/).at(-1)!
  const directive = [...paragraph.matchAll(/^[ \t]*=([a-z]\w*)/gm)].at(-1)?.[1]
  return directive !== undefined && directive !== 'end' && directive !== 'finish'
    ? 'ends in documentation'
    : undefined
}

/** A control character that ends a program for its interpreter. */
function endByte(window: Window, bytes: number[]): string | undefined {
  return bytes.some((byte) => window.indexOf(Buffer.of(byte), 0) >= 0)
    ? 'carries data behind its last line'
    : undefined
}
