import { printable } from './printable.js'

/** The error that users see: one clear line of what, where and what to do, with a code for programs. */
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

/** What an unknown exception says, on one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split(/\r?\n/, 1)[0]!.trim()
}
