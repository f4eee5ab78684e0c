/**
 * Everything that the command writes to standard output and standard error. No other file writes there.
 *
 * A line holds no secret (core/redact) and nothing that a terminal or a CI system would obey
 * (core/redact/printable). Colours are passed beside the text, so that a text cannot produce any.
 */
import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { styleText } from 'node:util'
import { printable, printableJson, printableLine, redact } from '@chalkmark/core/redact'

export type Style = 'red' | 'green' | 'yellow' | 'dim' | 'bold'
export type Output = 'stdout' | 'stderr'

/** A piece of a line: a text, with or without a style. */
export type Piece = string | { text: string; style: Style | undefined }

/** Writes one line. */
export function writeLine(output: Output, ...pieces: readonly Piece[]): void {
  process[output].write(
    `${pieces.map((piece, index) => show(piece, index === 0, process[output].isTTY)).join('')}\n`,
  )
}

/**
 * Writes a text of our own with several lines: help, scripts. It is written as it is, so nothing in it may come
 * from elsewhere. Searching the help for secrets would take a quarter of the help's run time.
 */
export function writeText(output: Output, text: string): void {
  process[output].write(text.endsWith('\n') ? text : `${text}\n`)
}

/** Writes JSON, whose texts are redacted already. */
export function writeJson(json: string): void {
  process.stdout.write(printableJson(json))
}

/** Writes a page, whose texts are redacted and visible already. */
export function writeHtml(html: string): void {
  process.stdout.write(html)
}

/**
 * Writes a part of a long JSON text, whose texts are redacted already, and waits until there is room for more.
 * @returns false if nobody reads any more.
 */
export function writeJsonPart(json: string): Promise<boolean> {
  const { stdout } = process
  if (isClosed) return Promise.resolve(false)
  if (stdout.listenerCount('error', close) === 0) stdout.on('error', close)
  return new Promise((resolve) => stdout.write(printableJson(json), () => resolve(!isClosed)))
}

/** Whether the reader of standard output has closed it. */
let isClosed = false
const close = () => {
  isClosed = true
}

/** Replaces the current line of a terminal; an empty text removes it. */
export function redraw(text: string): void {
  process.stderr.write(`\r\x1b[2K${printable(redact(text)).slice(0, (process.stderr.columns ?? 80) - 1)}`)
}

/**
 * Writes one line to standard error past Node's streams. These would make the descriptor non-blocking, also for a program
 * that was started with it and does not expect that.
 */
export function writeLineDirectly(...pieces: readonly Piece[]): void {
  const text = pieces.map((piece, index) => show(piece, index === 0, isatty(2))).join('')
  writeDirectly(Buffer.from(`${text}\n`))
}

/** Writes bytes of a process of our own to standard error, past Node's streams. What nobody can read is dropped. */
export function writeDirectly(bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(2, bytes, at)
  } catch {
    // The reader is gone, or too slow for a descriptor that is non-blocking.
  }
}

/** Applies the style on terminals, unless NO_COLOR is set (no-color.org). */
function show(piece: Piece, isFirst: boolean, isTerminal: boolean): string {
  const { text, style } = typeof piece === 'string' ? { text: piece, style: undefined } : piece
  const shown = (isFirst ? printableLine : printable)(redact(text))
  const hasColours = isTerminal && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  return style && hasColours ? styleText(style, shown) : shown
}
