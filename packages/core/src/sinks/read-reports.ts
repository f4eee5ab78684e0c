/**
 * Reports that are there already: files with a JSON array of host reports (nested arrays too, as the reference program
 * writes), with one host report, or with one on each line; and folders of such files.
 */
import { lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { DEFAULT_REPORT } from '../config/options.js'
import { below } from '../disk/paths.js'
import { readPlainFile } from '../disk/plain.js'
import { ChalkError, reasonOf } from '../error.js'
import type { ReadReport } from '../report/lookup.js'

/** What files in a folder are called that may be reports. */
const NAMES = /\.(?:json|jsonl|ndjson)$/i

/**
 * Reads reports.
 * @param places absolute paths of files and folders. In a folder, files that are no reports are passed over.
 * @throws ChalkError `NO_REPORT`, one line: a place that is not there, or a named file that is no report.
 */
export function readReports(places: readonly string[]): ReadReport[] {
  return places.flatMap((place) => {
    let isFolder: boolean
    try {
      isFolder = statSync(place).isDirectory()
    } catch (error) {
      throw new ChalkError('NO_REPORT', `the report ${place} cannot be read: ${reasonOf(error)}`)
    }
    if (!isFolder) return [{ place, hosts: readHosts(place) }]
    const found = filesIn(place).flatMap((path) => {
      try {
        return [{ place: path, hosts: readHosts(path) }]
      } catch {
        // Other JSON.
        return []
      }
    })
    if (found.length > 0) return found
    throw new ChalkError('NO_REPORT', `there is no report in ${place}: name the file, or its folder`)
  })
}

/** The files below a folder whose names fit, without following links. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return entry.name === 'node_modules' || entry.name === '.git' ? [] : filesIn(path)
    return entry.isFile() && NAMES.test(entry.name) ? [path] : []
  })
}

/** @throws ChalkError `NO_REPORT` */
function readHosts(path: string): Dict[] {
  let hosts: Dict[]
  try {
    const content = readPlainFile(path)
    if (!content) throw new Error('it is no regular file')
    hosts = hostsIn(content.toString('utf8'))
  } catch (error) {
    throw new ChalkError('NO_REPORT', `the report ${path} cannot be read: ${reasonOf(error)}`)
  }
  if (hosts.length > 0) return hosts
  throw new ChalkError('NO_REPORT', `${path} is no report: no object in it has _CHALKS or _OPERATION`)
}

/** The host reports in a text. @throws SyntaxError for a text that is neither JSON nor JSON lines. */
function hostsIn(text: string): Dict[] {
  const values = parseAll(text).flat(Number.POSITIVE_INFINITY) as unknown[]
  return values.filter(isHost)
}

function parseAll(text: string): unknown[] {
  try {
    return [JSON.parse(text)]
  } catch (error) {
    try {
      return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line))
    } catch {
      // Most files are one document, so its error says more than that of its first line.
      throw error
    }
  }
}

function isHost(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && ('_CHALKS' in value || '_OPERATION' in value)
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
