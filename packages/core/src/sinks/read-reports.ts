/** Reports that are there already, all at once. each-report.ts reads them one by one. */
import { lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { DEFAULT_REPORT } from '../config/options.js'
import { below } from '../disk/paths.js'
import { readPlainFile } from '../disk/plain.js'
import type { ReadReport } from '../report/lookup.js'
import { filesIn, isFolder, noReportIn, reportsIn, type TellBad, unreadable } from './each-report.js'

/**
 * Reads reports that fit into memory: at most 64 MiB a file.
 * @param places absolute paths of files and folders. In a folder, files that are no reports are passed over.
 * @param tellBad of broken lines in a file that has whole ones.
 * @throws ChalkError `NO_REPORT`, one line: a place that is not there, or a named file without a report.
 */
export function readReports(places: readonly string[], tellBad: TellBad = () => {}): ReadReport[] {
  return places.flatMap((place) => {
    if (!isFolder(place)) return [{ place, hosts: readHosts(place, tellBad) }]
    const found = filesIn(place).flatMap((path) => {
      try {
        return [{ place: path, hosts: readHosts(path, tellBad) }]
      } catch {
        // Other JSON.
        return []
      }
    })
    if (found.length > 0) return found
    throw noReportIn(place)
  })
}

/** @throws ChalkError `NO_REPORT` */
function readHosts(path: string, tellBad: TellBad): Dict[] {
  let content: Buffer | undefined
  try {
    content = readPlainFile(path)
    if (!content) throw new Error('it is no regular file')
  } catch (error) {
    throw unreadable(path, error)
  }
  const bytes = [content]
  return [...reportsIn(path, () => bytes, tellBad)].map(({ host }) => host)
}

/**
 * The reports that lie where builds put them: `chalk-report.json` in the file's folder or in one above it, up to the
 * root of the repository. Outside of a repository the search ends at `cwd` or, for files elsewhere, at the folder
 * above the file's.
 * @param file absolute. @param cwd absolute.
 */
export function reportsBeside(file: string, cwd: string): string[] {
  const places: string[] = []
  const start = dirname(file)
  const last = topOf(start, cwd)
  for (let folder = start; ; folder = dirname(folder)) {
    const path = join(folder, DEFAULT_REPORT)
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile()) places.push(path)
    if (folder === last || folder === dirname(folder)) return places
  }
}

function topOf(start: string, cwd: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (lstatSync(join(folder, '.git'), { throwIfNoEntry: false })) return folder
    if (folder === dirname(folder)) return below(cwd, start) === undefined ? dirname(start) : cwd
  }
}
