/** Replacing a file that a bundler has written: the old or the new one is there at any moment. */

import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Puts `content` at `to` in the place of `from`, with `mode`.
 * @throws the file system's error; `from` is as it was then.
 */
export function replaceFile(from: string, to: string, content: string | Uint8Array, mode: number): void {
  const temporary = join(dirname(to), `.${basename(to)}.${process.pid}.chalk-tmp`)
  try {
    writeFileSync(temporary, content, { mode })
    renameSync(temporary, to)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  if (to !== from) rmSync(from)
}
