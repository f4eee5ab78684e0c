/** The report file of a build. */
import { lstatSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Dict, Value } from '@chalkmark/mark'
import { openBelow, openFolder, type Top } from '../disk/folder.js'
import { isPrivate } from '../disk/trust.js'
import { makeFolder, writeWholeIn } from '../disk/whole.js'
import { CodecError, reasonOf } from '../error.js'
import { serializeReport } from '../report/serialize.js'
import { addTo, placedIn } from './report-file.js'

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

/** The report with one more problem in it. */
export function withError(report: Dict, problem: string | undefined): Dict {
  const { _OP_ERRORS: errors = [] } = report
  return problem === undefined ? report : { ...report, _OP_ERRORS: [...(errors as Value[]), problem] }
}

/** The folders in the temporary folder that this process has made, by the report's own place. */
const made = new Map<string, Top>()

/** The place of a build's report: a file, in which it stands beside the reports of other builds. */
export interface ReportPlace {
  /** @throws Error, one line, if the report could be written nowhere. */
  write(reportOf: ReportOf): Written
}

/** @param file absolute. @param named the folder above it that the user has named, if not the file itself. */
export function reportPlace(file: string, named?: string): ReportPlace {
  return { write: (reportOf) => putOrFallBack(file, reportOf, (reports) => add(file, named, reports)) }
}

function add(file: string, named: string | undefined, reports: readonly Dict[]): void {
  const folder = makeFolder(dirname(file), named)
  const name = basename(file)
  try {
    addTo(folder, name, reports, (text) => writeWholeIn(folder, name, text))
  } finally {
    folder.close()
  }
}

/**
 * Puts a report in its place, or in the temporary folder if its place cannot be written.
 * @param file the report's place. @param put writes it there. @param more reports of other operations for the same file.
 * @throws Error, one line, if it cannot be written to the temporary folder either.
 */
export function putOrFallBack(
  file: string,
  reportOf: ReportOf,
  put: (reports: readonly Dict[]) => void,
  more: readonly Dict[] = [],
): Written {
  const reports = (problem?: string) => [placedIn(file, reportOf(problem)), ...more]
  try {
    put(reports())
    return { place: file }
  } catch (error) {
    const problem = `the report cannot be written to ${file}: ${reasonOf(error)}`
    try {
      const other = writeFallback(file, serializeReport(reports(problem)))
      return { place: other, problem: `${problem}; it is in ${other}` }
    } catch (second) {
      throw new Error(`${problem}, nor to the temporary folder: ${reasonOf(second)}`)
    }
  }
}

/**
 * Writes a report whose own place cannot be written: in a new folder for our user alone, in the temporary folder.
 * All attempts of a process to write that report use the same one.
 * @returns where the report is.
 * @throws the file system's error; CodecError `CHANGED` if somebody has put another folder there.
 */
function writeFallback(file: string, text: string): string {
  const known = made.get(file)
  const folder = known ? openBelow(known, []) : openFolder(mkdtempSync(join(tmpdir(), 'chalkmark-')))
  const { path, dev, ino } = folder
  try {
    // Whoever owns the temporary folder can put a link in the place of what we have just made.
    if (!isPrivate(lstatSync(folder.at('.'))))
      throw new CodecError(
        'CHANGED',
        `somebody else changes ${path} at the same time; nothing is written there`,
      )
    made.set(file, { path, dev, ino })
    writeWholeIn(folder, basename(file), text)
    return join(path, basename(file))
  } finally {
    folder.close()
  }
}
