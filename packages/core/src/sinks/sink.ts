/** Where reports go. */
import type { Dict } from '@chalkmark/mark'

/** What became of a report. */
export interface Written {
  /** Where it is. */
  place: string
  /** Why it is in another place than it should be, in one line. The report says it, too. */
  problem?: string
}

/**
 * Builds the report.
 * @param problem why the report cannot be written to its place. The report then has to say so.
 */
export type ReportOf = (problem?: string) => Dict

/** Takes finished reports. None is lost silently. */
export interface Sink {
  /** @throws Error, one line, if the report could be written nowhere. */
  write(reportOf: ReportOf): Written
}
