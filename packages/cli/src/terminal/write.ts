/**
 * All that the command writes on standard output and standard error, and nothing else writes there.
 *
 * A line holds no secret (core/redact) and nothing that a terminal or a CI system would obey (core/redact/printable). Colours are given
 * beside the text, so that none can come out of it.
 */
import { styleText } from 'node:util'
import { printable, printableJson, printableLine, redact } from '@chalkmark/core/redact'

export type Style = 'red' | 'green' | 'yellow' | 'dim' | 'bold'
export type Output = 'stdout' | 'stderr'

/** A piece of a line: a text, maybe in a style. */
export type Piece = string | { text: string; style: Style | undefined }

/** Writes one line. */
export function writeLine(output: Output, ...pieces: readonly Piece[]): void {
  process[output].write(`${pieces.map((piece, index) => show(piece, index === 0, output)).join('')}\n`)
}

/**
 * Writes a text of our own that has lines: help, scripts. Nothing in it may come from elsewhere, since it is written as it is:
 * to look for secrets in the help would take a quarter of the time that it needs.
 */
export function writeText(output: Output, text: string): void {
  process[output].write(text.endsWith('\n') ? text : `${text}\n`)
}

/** Writes JSON, whose texts are redacted already. */
export function writeJson(json: string): void {
  process.stdout.write(printableJson(json))
}

/** Puts a line in place of the one that stands there; an empty one takes it away. Only on terminals. */
export function redraw(text: string): void {
  process.stderr.write(`\r\x1b[2K${printable(redact(text)).slice(0, (process.stderr.columns ?? 80) - 1)}`)
}

/** Colours help on a terminal, and unless NO_COLOR says no (no-color.org). */
function show(piece: Piece, isFirst: boolean, output: Output): string {
  const { text, style } = typeof piece === 'string' ? { text: piece, style: undefined } : piece
  const shown = (isFirst ? printableLine : printable)(redact(text))
  const hasColours = process[output].isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  return style && hasColours ? styleText(style, shown) : shown
}
