/**
 * What this process has put into each report file.
 *
 * A build can have several outputs, environments, compilers or configs, each with a plugin instance of its own, and
 * all of them share one report and one line on the console. So the record of a report file belongs to the process.
 */
import type { Dict, Places } from '@chalkmark/core'

/** What one output adds to the report. A rebuild of the same output replaces it. */
export interface OutputRecord {
  chalks: Dict[]
  unmarked: string[]
  /** Why, by path. */
  reasons: Map<string, string>
  errors: string[]
  /** The output folder, absolute, if it holds nothing else of the project. */
  dir?: string
  /** The bundler's name and version. */
  bundler?: string | undefined
}

/** A folder that a build writes to, to be looked at once more when the build is over. */
export interface WatchedFolder {
  /** Milliseconds since 1970: when the first build into it began. */
  since: number
  /** Whose files the bundler copies there as they are, absolute. */
  publicDir?: string | undefined
}

export interface ReportRecord {
  /** The report's `_ACTION_ID`, once there is a report: each new version takes the place of the one before. */
  id?: string
  /** The latest version, if it was not given to sinks yet. */
  unsent?: Dict
  /** How many versions were. */
  sent: number
  /** The output folders, absolute. */
  folders: Map<string, WatchedFolder>
  /** What came behind the bundle: why it has no mark, and the SHA-256 of each file without one, by path. */
  behind: { reasons: Map<string, string>; hashes: Map<string, string> }
  /** Paths of the files that came behind the bundle, for the line on the console. */
  later: string[]
  /** Writes the report once more. */
  rewrite?: (() => unknown) | undefined
  /** By the output's key. */
  outputs: Map<string, OutputRecord>
  /** Builds that have begun and not finished. */
  open: number
  /**
   * Set while an app is built in several builds. The app itself counts as an open build. `toCome`: how many builds
   * are not over.
   */
  app?: { toCome?: number }
  /** The facts for these builds, by what was asked for. `head`: what was checked out then. */
  facts: Map<string, { head: string; places: Places }>
  /** Builds that have begun and marked nothing yet. */
  begun: Set<object>
  /** The problems that have been printed. */
  warned: Set<string>
  /** For each wanted archive, the folders of the outputs that go into it. */
  dirs: Map<string, Set<string>>
  /** Paths of files marked, and milliseconds spent on it, since the last line on the console. */
  marked: Set<string>
  spent: number
  /** Outputs without a single mark, and the problems with them, since that line. */
  bare: { outputs: number; problems: number }
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
    sent: 0,
    folders: new Map(),
    behind: { reasons: new Map(), hashes: new Map() },
    later: [],
    outputs: new Map(),
    open: 0,
    facts: new Map(),
    begun: new Set(),
    warned: new Set(),
    dirs: new Map(),
    marked: new Set(),
    spent: 0,
    bare: { outputs: 0, problems: 0 },
  }
}

/**
 * One more build has begun. Builds that begin together (compilers, environments of an app) belong to one commit and CI
 * run. A build that has marked its output may be over without saying so, as rollup tells plugins only of `close()`. So
 * it does not lend its facts to one that begins later.
 */
export function openBuild(record: ReportRecord, watch = false): void {
  if (!watch && record.begun.size === 0 && !record.app) record.facts.clear()
  record.open++
}

/** All builds of an app are over. */
export function closeApp(record: ReportRecord): void {
  record.open--
  record.app = undefined
}
