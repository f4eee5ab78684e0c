/** Where a report goes whose own place can not be written. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** By the report's own place: the folders that this process has made. */
const made = new Map<string, string>()

/**
 * A place for a report whose own place can not be written: in the temporary folder, in a new folder for our user alone.
 * The same for all of a process's attempts to write that report.
 * @throws the file system's error.
 */
export function fallbackPlace(file: string): string {
  let folder = made.get(file)
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'chalkmark-'))
    made.set(file, folder)
  }
  return join(folder, basename(file))
}
