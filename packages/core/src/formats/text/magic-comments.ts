/**
 * Magic comments at the end of a bundle: `//# sourceMappingURL=…`, `//# sourceURL=…`, `//# debugId=…`, and in
 * style sheets the first of them between slash-star and star-slash. Tools look for them in the last lines, so a
 * mark goes before them.
 *
 * ECMA-426 (tc39.es/ecma426), "Linking generated code to source maps"; debugId: tc39/ecma426, proposals/debug-id.md.
 */
import type { Window } from '../../bytes/window.js'
import type { Syntax } from './language-table.js'

const NEWLINE = 0x0a
const SLASH = 0x2f

/** What a line of magic comment begins with. The data URL behind it can be megabytes long. */
const MAGIC_COMMENT = /^[ \t]*(\/[/*])[#@][ \t]*(?:sourceMappingURL|sourceURL|debugId)=/
const LONGEST_START = 128

/**
 * A line that holds one of these may be part of a string or a template. The standard does not count it as a magic
 * comment either.
 */
const QUOTES = ['"', "'", '`'].map((quote) => Buffer.from(quote))

export function hasMagicComments(syntax: Syntax): boolean {
  return syntax === 'javascript' || syntax === 'css'
}

/**
 * Offset of the newline that starts the last lines, if these are magic comments (and blank lines).
 * Undefined if there are none, or nothing before them.
 */
export function trailingMagicComments(window: Window): number | undefined {
  let first: number | undefined
  for (let end = textEnd(window, window.size); end > 0; end = textEnd(window, first)) {
    const newline = window.lastIndexOf(NEWLINE, end)
    if (!isMagicComment(window, newline + 1, end)) break
    if (newline < 0) return undefined
    first = newline
  }
  return first
}

/** Offset behind the last byte before `end` that is no blank. */
function textEnd(window: Window, end: number): number {
  while (isBlank(window.byte(end - 1))) end--
  return end
}

function isMagicComment(window: Window, from: number, to: number): boolean {
  // Most last lines are no magic comment, and the last line of a minified program can be the whole program.
  const first = window.byte(from)
  if (first !== SLASH && !isBlank(first)) return false
  const start = window.slice(from, Math.min(to, from + LONGEST_START)).toString('latin1')
  const match = MAGIC_COMMENT.exec(start)
  if (!match) return false
  const line = window.slice(from, to)
  if (QUOTES.some((quote) => line.includes(quote))) return false
  return match[1] === '//' || line.indexOf('*/') === line.length - 2
}

/** Whether the byte is white space in JSON, too. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
