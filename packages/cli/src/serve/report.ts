/** The report of everything that was marked. */
import { type Dict, reasonOf } from '@chalkmark/core'
import { reportKeys } from '@chalkmark/core/config'
import { reportOperation, type SessionOutcome } from '@chalkmark/core/operations'
import { type Delivery, type Journal, openDelivery, openJournal } from '@chalkmark/core/sinks'
import { writeLine } from '../terminal/write.js'
import type { BeginParams } from './params.js'

export interface ReportFile {
  /** Called before marks are written to files. @throws ChalkError `NO_REPORT`; the files then stay as they are. */
  save(chalks: readonly Dict[]): void
  /**
   * Writes the report.
   * @param paths of all files that were to be marked.
   * @returns where the report is, null if there is none; and the problems.
   */
  finish(
    outcome: SessionOutcome,
    paths: readonly string[],
  ): Promise<{ written: string | null; errors: string[] }>
}

/** Begins the report. If that is not possible, `save` throws the reason. */
export function openReport(params: BeginParams): ReportFile {
  const { report: file, options, root } = params
  let journal: Journal | undefined
  let delivery: Delivery
  try {
    delivery = openDelivery({ options, root, env: process.env })
    journal = file === undefined ? undefined : openJournal(file)
  } catch (error) {
    const save = () => {
      throw error
    }
    return { save, finish: async () => ({ written: null, errors: [reasonOf(error)] }) }
  }
  return {
    save: (chalks) => journal?.append(chalks),
    async finish(outcome, paths) {
      const tell = () => {
        for (const note of delivery.notes()) writeLine('stderr', `chalkmark: ${note}`)
      }
      tell()
      if (!journal && !delivery.isWanted) return { written: null, errors: [] }
      const report = reportOf(outcome, paths, params)
      const written = journal?.finish(report)
      if (delivery.isWanted) delivery.put(report)
      const errors = [
        ...(journal?.warnings ?? []),
        ...(written?.problem === undefined ? [] : [written.problem]),
      ]
      errors.push(...(await delivery.end()))
      tell()
      return { written: written?.place ?? null, errors }
    },
  }
}

function reportOf(outcome: SessionOutcome, paths: readonly string[], { client, options }: BeginParams): Dict {
  const { facts, moment, repositories } = outcome
  const times = { ...moment.mark, ...moment.report }
  const report = reportOperation({
    operation: 'insert',
    facts,
    times,
    wanted: reportKeys(options, 'insert'),
    outcome,
    paths,
    flags: ['--stdio'],
    repositories,
  })
  if (client !== undefined) report['_X-CLIENT'] = client
  return report
}
