/** What a format of another system is. */
import type { Dict } from '@chalkmark/mark'

/** What reports do not say. */
export interface ConvertOptions {
  /** Slugs of Sentry projects. */
  projects?: readonly string[]
}

export interface Converted {
  /** With a line end. */
  text: string
  /** One line each. */
  warnings: string[]
}

/**
 * @param hosts redacted host reports, the latest first. At least one.
 * @throws ChalkError `BAD_OPTION` if an option is missing, `NO_REPORT` if the reports do not say what is needed.
 */
export type Convert = (hosts: readonly Dict[], options: ConvertOptions) => Converted
