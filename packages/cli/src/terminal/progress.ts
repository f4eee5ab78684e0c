/** A progress bar on stderr, if the work takes longer than a second and stderr is a terminal. */
import { shown } from './messages.js'
import { redraw } from './write.js'

const AFTER = 1000
const EVERY = 100
const WIDTH = 24

export interface Progress {
  /** Records a finished file. */
  advance(done: number, path: string): void
  /** Removes the bar. */
  clear(): void
}

/**
 * @param count gives the number of files; asked once, when the bar first shows.
 * @param quiet no bar at all.
 */
export function progressBar(verb: string, count: () => number, cwd: string, quiet: boolean): Progress {
  const began = performance.now()
  let drawn = 0
  let total = 0
  if (!process.stderr.isTTY || quiet) return { advance: () => {}, clear: () => {} }
  return {
    advance(done, path) {
      const now = performance.now()
      if (now - began < AFTER || now - drawn < EVERY) return
      if (drawn === 0) total = count()
      drawn = now
      const filled = Math.round((WIDTH * Math.min(done, total)) / Math.max(total, 1))
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`
      redraw(`${verb} ${bar} ${done}/${total} ${shown(path, cwd)}`)
    },
    clear() {
      if (drawn > 0) redraw('')
      drawn = 0
    },
  }
}
