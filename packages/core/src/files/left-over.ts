/** Cleaning up after a process that was killed while it wrote. */
import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { finishRewrites } from './in-place.js'
import { isLeftOver, makerSuffix } from './maker.js'

/**
 * Finishes and removes what a killed process left in `stage`. Does nothing while that process may still be running.
 * @throws the file system's error.
 */
export function removeLeftOver(stage: string): void {
  if (!isLeftOver(stage)) return
  finishRewrites(stage)
  rmSync(stage, { recursive: true, force: true })
}

/**
 * The name of a temporary file beside `file`, of this process.
 * @param kind tells it from others beside the same file.
 */
export function temporaryBeside(file: string, kind: string): string {
  return join(dirname(file), `.${basename(file)}.${kind}${makerSuffix()}`)
}

/** The temporary files beside `file` whose processes are gone. */
export function leftOverBeside(file: string, kind: string): string[] {
  const prefix = `.${basename(file)}.${kind}.`
  const names = readdirSync(dirname(file)).filter((name) => name.startsWith(prefix))
  return names.map((name) => join(dirname(file), name)).filter(isLeftOver)
}
