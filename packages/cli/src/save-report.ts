/** Writing the report at the end of a run. */
import { type Dict, fallbackPlace, reasonOf, serializeReport, writeWhole } from '@chalkmark/core'
import type { Journal, Problem } from '@chalkmark/core/files'

/**
 * Ends the journal with the report. A report that cannot be written where it belongs goes to the temporary folder.
 * @returns where it is, and what went wrong.
 * @throws the file system's error if it cannot be written there either.
 */
export function saveReport(
  journal: Journal,
  file: string,
  report: Dict,
): { written: string; problem?: Problem } {
  try {
    journal.finish(report)
    return { written: file }
  } catch (error) {
    const other = fallbackPlace(file)
    writeWhole(other, serializeReport([report]))
    const message = `the report cannot be written to ${file}: ${reasonOf(error)}; it is in ${other}`
    return { written: other, problem: { path: file, code: 'NO_REPORT', message } }
  }
}
