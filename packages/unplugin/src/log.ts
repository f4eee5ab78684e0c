/** The messages that bundlers print for us. No other file of the plugins writes to a console. */
import { printableLine, redact } from '@chalkmark/core/redact'

/** The bundler's own logger, which knows the log level. */
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

/** For bundlers without a logger. It writes to standard error, since a build's output may go to standard output. */
export const consoleLog: Log = printableLog({
  info: (message) => console.error(message),
  warn: (message) => console.error(message),
})
