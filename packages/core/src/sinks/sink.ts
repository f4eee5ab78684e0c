/** Where reports go. */
import type { Dict } from '@chalkmark/mark'

/** What became of a report. */
export interface Written {
  /** Where it is. */
  place: string
  /** Why it is not where it belongs, in one line; the report holds it too. */
  problem?: string
}

/**
 * A report that is not made yet.
 * @param problem why it cannot go where it belongs, which it then has to tell.
 */
export type ReportOf = (problem?: string) => Dict

/** Takes finished reports. None is lost silently. */
export interface Sink {
  /** @throws Error, one line, if the report is nowhere. */
  write(reportOf: ReportOf): Written
}
