/** What bundlers print of ours. Nothing else in the plugins writes to a console. */
import { printableLine, redact } from '@chalkmark/core/redact'

/** How a bundler wants to hear from us: its own logger, which knows its log level. */
export interface Log {
  info(message: string): void
  warn(message: string): void
}

/** A log that takes any message, and hands it on as one line without secrets that neither a terminal nor a CI system would obey. */
export function printableLog(log: Log): Log {
  return {
    info: (message) => log.info(printableLine(redact(message))),
    warn: (message) => log.warn(printableLine(redact(message))),
  }
}

/** Where the bundler has no logger: standard error, since a build's output may go to standard output. */
export const consoleLog: Log = printableLog({
  info: (message) => console.error(message),
  warn: (message) => console.error(message),
})
