/** The report of everything that was marked. */
import { type Dict, reasonOf } from '@chalkmark/core'
import { reportOperation, type SessionOutcome } from '@chalkmark/core/operations'
import { type Journal, openJournal } from '@chalkmark/core/sinks'
import type { BeginParams } from './params.js'

export interface ReportFile {
  /** Called before marks are written to files. @throws ChalkError `NO_REPORT`; the files then stay as they are. */
  save(chalks: readonly Dict[]): void
  /**
   * Writes the report.
   * @param paths of all files that were to be marked.
   * @returns where the report is, null if there is none; and the problems.
   */
  finish(outcome: SessionOutcome, paths: readonly string[]): { written: string | null; errors: string[] }
}

/** Begins the report. If that is not possible, `save` throws the reason. */
export function openReport({ report: file, client }: BeginParams): ReportFile {
  if (file === undefined) return { save: () => {}, finish: () => ({ written: null, errors: [] }) }
  let journal: Journal
  try {
    journal = openJournal(file)
  } catch (error) {
    const save = () => {
      throw error
    }
    return { save, finish: () => ({ written: null, errors: [reasonOf(error)] }) }
  }
  return {
    save: journal.append,
    finish(outcome, paths) {
      const { facts, moment, repositories } = outcome
      const times = { ...moment.mark, ...moment.report }
      const flags = ['--stdio']
      const report = reportOperation({
        operation: 'insert',
        facts,
        times,
        outcome,
        paths,
        flags,
        repositories,
      })
      if (client !== undefined) report['_X-CLIENT'] = client
      const { place, problem } = journal.finish(report)
      return { written: place, errors: [...journal.warnings, ...(problem === undefined ? [] : [problem])] }
    },
  }
}
