/** Writing the report at the end of a run. */
import { type Dict, reasonOf, serializeReport } from '@chalkmark/core'
import { writeWhole } from '@chalkmark/core/disk'
import type { Problem } from '@chalkmark/core/operations'
import type { Journal } from '@chalkmark/core/sinks'
import { fallbackPlace } from '@chalkmark/core/sinks'

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
