/** Cleaning up after a process that was killed while it wrote. */
import { rmSync } from 'node:fs'
import { finishRewrites } from './in-place.js'
import { isLeftOver } from './maker.js'

/**
 * Finishes and removes what a killed process left in `stage`. Does nothing while that process may still be running.
 * @throws the file system's error.
 */
export function removeLeftOver(stage: string): void {
  if (!isLeftOver(stage)) return
  finishRewrites(stage)
  rmSync(stage, { recursive: true, force: true })
}
