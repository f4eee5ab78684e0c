/**
 * What this process has put into each report file.
 *
 * A build can have several outputs, environments, compilers or configs, each with a plugin instance of its own, and
 * all of them share one report and one line on the console. So the record of a report file belongs to the process.
 */
import type { Dict, Facts } from '@chalkmark/core'

/** What one output gave to the report. A rebuild of the same output replaces it. */
export interface OutputRecord {
  chalks: Dict[]
  unmarked: string[]
  errors: string[]
}

export interface ReportRecord {
  /** By the output's key. */
  outputs: Map<string, OutputRecord>
  /** Builds that have begun and not finished. */
  open: number
  /** Set while an app is built in several builds; it counts as open itself. `toCome`: how many are not over. */
  app?: { toCome?: number }
  /** What was collected for them, by what was asked. Builds that overlap are of one commit and CI run. */
  facts: Map<string, Promise<Facts>>
  /** The problems that the console has been told of. */
  warned: Set<string>
  /** For each archive that was asked for, the folders of the outputs that it is made of. */
  dirs: Map<string, Set<string>>
  /** Paths of files marked, and milliseconds spent on it, since the last line on the console. */
  marked: Set<string>
  spent: number
}

const KEY = Symbol.for('chalkmark.records')

/** The record of a report file (absolute path). Shared by every copy of this package in the process. */
export function recordOf(reportFile: string): ReportRecord {
  const holder = globalThis as { [KEY]?: Map<string, ReportRecord> }
  const records = (holder[KEY] ??= new Map())
  const record = records.get(reportFile) ?? newRecord()
  records.set(reportFile, record)
  return record
}

function newRecord(): ReportRecord {
  return {
    outputs: new Map(),
    open: 0,
    facts: new Map(),
    warned: new Set(),
    dirs: new Map(),
    marked: new Set(),
    spent: 0,
  }
}

/** One more build has begun. */
export function openBuild(record: ReportRecord, watch = false): void {
  // A watcher's rebuild is of the same commit and CI run; another build may be of another.
  if (record.open === 0 && !watch) record.facts.clear()
  record.open++
}

/** All builds of an app are over. */
export function closeApp(record: ReportRecord): void {
  record.open--
  record.app = undefined
}
