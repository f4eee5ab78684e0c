/** Writing the report's file: whole or not at all, and never lost without a word. */
import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { temporaryBeside } from '../files/beside.js'
import { INSTANCE } from '../files/instance.js'

/**
 * Writes `text` to `file`, making its folder; through a temporary file beside it, so that a reader never sees half
 * a report.
 * @throws the file system's error; nothing is left behind then.
 */
export function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const temporary = temporaryBeside(file, `tmp.${INSTANCE}`)
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Where a report goes whose own place can not be written: the same name for the same place. */
export function fallbackPlace(file: string): string {
  const id = createHash('sha256').update(file).digest('hex').slice(0, 12)
  return join(tmpdir(), `chalkmark-${id}`, basename(file))
}
