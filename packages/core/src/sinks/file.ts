/** Reports in files. They are written only here. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { writeWhole } from '../disk/whole.js'
import { reasonOf } from '../error.js'
import { serializeReport } from '../report/serialize.js'
import type { ReportOf, Sink, Written } from './sink.js'

/** The folders in the temporary folder that this process has made, by the report's own place. */
const made = new Map<string, string>()

/** A sink that writes a report to a file and replaces an older one. @param file absolute. */
export function fileSink(file: string): Sink {
  return { write: (reportOf) => place(file, reportOf, (text) => writeWhole(file, text)) }
}

/**
 * Puts a report in its place, or in the temporary folder if its place cannot be written.
 * @param file the report's place. @param put writes its text there. @param more reports of other operations for the same file.
 * @throws Error, one line, if it cannot be written to the temporary folder either.
 */
export function place(
  file: string,
  reportOf: ReportOf,
  put: (text: string) => void,
  more: readonly Dict[] = [],
): Written {
  const textOf = (problem?: string) => serializeReport([reportOf(problem), ...more])
  try {
    put(textOf())
    return { place: file }
  } catch (error) {
    const problem = `the report cannot be written to ${file}: ${reasonOf(error)}`
    try {
      const other = fallbackPlace(file)
      writeWhole(other, textOf(problem))
      return { place: other, problem: `${problem}; it is in ${other}` }
    } catch (second) {
      throw new Error(`${problem}, nor to the temporary folder: ${reasonOf(second)}`)
    }
  }
}

/**
 * A place for a report whose own place cannot be written: a new folder for our user alone, in the temporary folder.
 * All attempts of a process to write that report get the same place.
 * @throws the file system's error.
 */
function fallbackPlace(file: string): string {
  let folder = made.get(file)
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'chalkmark-'))
    made.set(file, folder)
  }
  return join(folder, basename(file))
}
