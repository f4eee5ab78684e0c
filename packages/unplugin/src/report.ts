/**
 * The report of a plugin's builds. It is written as a whole after each output and holds the records of all outputs
 * of the process. In its file it stands beside the reports of other processes.
 */
import { dirname, resolve } from 'node:path'
import {
  type BuildFacts,
  type ChalkOptions,
  type Dict,
  hostReport,
  reasonOf,
  unmarkedReasons,
} from '@chalkmark/core'
import { DEFAULT_REPORT, reportFolder, reportKeys, reportPath } from '@chalkmark/core/config'
import { isInside } from '@chalkmark/core/output/files'
import { removeOwn, reportPlace } from '@chalkmark/core/sinks'
import type { OutputRecord, ReportRecord } from './records.js'

/** What an output adds to the report. */
export interface Contribution {
  /** The output's key: a rebuild of the same output replaces it. */
  key: string
  /** The output folder, absolute. */
  dir: string
  given: OutputRecord
  known: BuildFacts
  /** The record of the output if the report cannot be written, and so nothing is marked. */
  bare(): OutputRecord
}

export interface BuildReport {
  /** Writes the report with this in it. @returns the problems with that, one line each. */
  save(what: Contribution): string[]
  /**
   * Removes the report of an output in this folder, because it is no longer true, if no other build's is in the file.
   * Otherwise it stays until the next `save`.
   */
  remove(dir: string): void
}

/**
 * @param root the project's root, absolute.
 * @param isWanted whether sinks want reports, also if no file does.
 */
export function buildReport(
  options: ChalkOptions,
  root: string,
  record: ReportRecord,
  isWanted: boolean,
): BuildReport {
  const { report } = options
  const wanted = reportKeys(options, 'insert')
  return {
    save({ key, dir, given, known, bare }) {
      const file = reportFile(report, root, dir)
      // Moves it to the end, since its files may have replaced another output's: the formats of a library share a
      // style sheet.
      record.outputs.delete(key)
      record.outputs.set(key, given)
      const reportOf = (problem?: string) => {
        if (problem !== undefined) record.outputs.set(key, bare())
        record.unsent = compose({ record, known, wanted }, problem === undefined ? [] : [noMarks(problem)])
        return record.unsent
      }
      if (!file) {
        if (isWanted) record.rewrite = reportOf
        record.rewrite?.()
        return []
      }
      try {
        record.rewrite = undefined
        const place = reportPlace(file, reportFolder(report, root))
        const { problem } = place.write(reportOf)
        // What cannot be written has been said, and nothing is marked then.
        if (problem === undefined) record.rewrite = () => place.write(() => reportOf())
        return problem === undefined ? [] : [noMarks(problem)]
      } catch (error) {
        return [noMarks(reasonOf(error))]
      }
    },
    remove(dir) {
      const file = reportFile(report, root, dir)
      try {
        if (file) removeOwn(file, record.id)
      } catch {
        // The next `save` meets the same problem and says so.
      }
    },
  }
}

/** The problem, with the consequence that nothing is marked without a report. */
function noMarks(problem: string): string {
  return `${problem}; nothing was marked`
}

/** The path of the report. By default it is never in the output folder, which may be public. */
function reportFile(report: ChalkOptions['report'], root: string, dir: string): string | undefined {
  const file = reportPath(report, root)
  // Without an output folder (a build in memory), `dir` is the root, which is not public.
  const isPublic = file !== undefined && report === undefined && dir !== root && isInside(file, dir)
  return isPublic ? resolve(dirname(dir), DEFAULT_REPORT) : file
}

interface Composed {
  record: ReportRecord
  known: BuildFacts
  wanted: ReadonlySet<string>
}

function compose({ record, known, wanted }: Composed, problems: string[]): Dict {
  const { facts, moment } = known
  const { outputs, behind } = record
  const all = [...outputs.values()]
  // A file that was marked twice has the later mark.
  const byPath = new Map(all.flatMap(({ chalks }) => chalks).map((chalk) => [chalk._OP_ARTIFACT_PATH, chalk]))
  const unmarked = new Set([...all.flatMap(({ unmarked }) => unmarked), ...behind.reasons.keys()])
  const bare = [...unmarked].filter((path) => !byPath.has(path))
  const reasons = new Map([...all.flatMap(({ reasons }) => [...reasons]), ...behind.reasons])
  const report = hostReport({
    operation: 'insert',
    facts,
    times: { ...moment.mark, ...moment.report },
    wanted,
    chalks: [...byPath.values()],
    unmarked: bare,
    outputs: all.flatMap(({ dir }) => dir ?? []),
    bundler: [...new Set(all.flatMap(({ bundler }) => bundler ?? []))].join(', ') || undefined,
    errors: [...all.flatMap(({ errors }) => errors), ...problems],
  })
  record.id ??= String(report._ACTION_ID)
  return { ...report, _ACTION_ID: record.id, ...unmarkedReasons(bare, reasons, behind.hashes) }
}
