/** Single temporary files, beside the file that they are for: `.chalk-report.json.journal.4711.9f86d081`. */
import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { inside } from './inside.js'
import { isLeftOver, makerSuffix } from './maker.js'

/**
 * The name of a temporary file beside `file`, of this process.
 * @param kind tells it from others beside the same file.
 */
export function temporaryBeside(file: string, kind: string): string {
  return inside(dirname(file), `.${basename(file)}.${kind}${makerSuffix()}`)
}

/** The temporary files beside `file` whose processes are gone. */
export function leftOverBeside(file: string, kind: string): string[] {
  const prefix = `.${basename(file)}.${kind}.`
  const names = readdirSync(dirname(file)).filter((name) => name.startsWith(prefix))
  return names.map((name) => join(dirname(file), name)).filter(isLeftOver)
}
