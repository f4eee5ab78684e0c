import { printable } from './redact/printable.js'

/** The error that users see: one line that says what is wrong, where, and what to do, with a code for programs. */
export class ChalkError extends Error {
  override readonly name = 'ChalkError'
  constructor(
    /** Stable: `BAD_OPTION`, `STRICT`, … */
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(printable(message), options)
  }
}

/** Why a codec would not read or mark an artifact. `message` is one clear line without the path. */
export class CodecError extends Error {
  override readonly name = 'CodecError'
  constructor(
    /** Stable, for programs: `NOT_UTF8`, `SIGNED`, `TRUNCATED`, … */
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/**
 * The message of any exception, on one line. For a text that is no JSON, `JSON.parse` quotes a part of it. That
 * part is left out, since it can be a secret if a link leads to another file.
 */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const quoted =
    error instanceof SyntaxError ? text.replace(/, (?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON$/s, '') : text
  return quoted.split(/\r?\n/, 1)[0]!.trim()
}
