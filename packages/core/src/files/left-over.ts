/** Cleaning up after a process that was killed while it wrote. */
import { lstatSync, rmSync } from 'node:fs'
import { errorCode } from './failure.js'
import { finishRewrites } from './in-place.js'
import { makerOf } from './stage.js'

/** After a day nobody is still writing, whatever machine it was. */
const TOO_OLD = 24 * 60 * 60 * 1000

/**
 * Finishes and removes what a killed process left in `stage`. Does nothing while that process may still be running.
 * @throws the file system's error.
 */
export function removeLeftOver(stage: string): void {
  const maker = makerOf(stage)
  if (!maker) return
  // On another machine or in another container nobody can tell whether it is running.
  const isGone = maker.here && !isRunning(maker.pid)
  if (!isGone && Date.now() - lstatSync(stage).mtimeMs < TOO_OLD) return
  finishRewrites(stage)
  rmSync(stage, { recursive: true, force: true })
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
}
