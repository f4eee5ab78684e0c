/** The worker thread that reports on its own process. */
import { workerData } from 'node:worker_threads'
import { duration } from '@chalkmark/core/config'
import type { ExecFlags } from '../commands/exec.js'
import { startHeartbeats } from '../exec/heartbeats.js'
import { once, say } from '../exec/message.js'
import { reportStart } from '../exec/program-reports.js'
import type { Job } from '../exec/protocol.js'
import type { CommonFlags } from '../options.js'
import type { OfProgram } from './index.js'

/** Between two reports, unless CHALKMARK_HEARTBEAT says otherwise. */
const PAUSE = '30s'

const warn = once((text) => say('warning', text))

/** @throws Error, one line */
async function work(): Promise<void> {
  const { CHALKMARK_HEARTBEAT: given = PAUSE } = process.env
  const pause = duration(given)
  if (!pause) throw new Error(`CHALKMARK_HEARTBEAT must be a time such as 30s, 5m or 1h, not ${given}`)
  const reports = await reportStart(jobOf(workerData), process.pid, warn)
  if (!reports) throw new Error('name sinks in a config or the environment')
  startHeartbeats(reports, pause, warn)
  await reports.close()
}

/** This process as if exec had started it. */
function jobOf({ argv, execArgv }: OfProgram): Job {
  const flags: CommonFlags & ExecFlags = {}
  return {
    invocation: { command: 'exec', runsConfig: true, flags, given: [], paths: [], cwd: process.cwd() },
    argv,
    env: process.env,
    command: process.execPath,
    args: [...execArgv, ...argv.slice(1)],
    startedAt: Math.round(performance.timeOrigin),
  }
}

work().catch((error: Error) => warn(`nothing is reported: ${error.message}`))
