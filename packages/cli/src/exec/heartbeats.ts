/** Reports again and again, and on demand. */
import type { Dict } from '@chalkmark/core'
import type { ProgramReports } from './program-reports.js'

export interface Heartbeats {
  /** Reports now. Who asks while a report is being made gets that one. */
  now(): Promise<Dict>
  /** Begins no more reports, and waits for the one that is being made. */
  stop(): Promise<void>
}

/**
 * @param interval between the end of one report and the next one, in milliseconds; undefined for reports on demand alone.
 * @param warn is told of each problem, in one line.
 */
export function startHeartbeats(
  reports: ProgramReports,
  interval: number | undefined,
  warn: (text: string) => void,
): Heartbeats {
  let running: Promise<Dict> | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function now(): Promise<Dict> {
    running ??= reports.heartbeat().finally(() => {
      running = undefined
    })
    return running
  }

  async function beat(): Promise<void> {
    try {
      await now()
    } catch (error) {
      warn(`there is no heartbeat: ${(error as Error).message}`)
    }
    wait()
  }

  function wait(): void {
    if (interval !== undefined && !stopped) timer = setTimeout(beat, interval)
  }

  wait()
  return {
    now,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running?.catch(() => {})
    },
  }
}
