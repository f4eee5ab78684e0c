/**
 * The process that reports on a program: collects, builds the reports and delivers them. exec starts it, and tells it by
 * messages what to report on (protocol.ts).
 */
import { duration, serializeLine } from '@chalkmark/core/operations'
import { type Heartbeats, startHeartbeats } from './heartbeats.js'
import { reportStart } from './program-reports.js'
import type { Job, ToExec, ToReporter } from './protocol.js'

/** Settles with the exit code when the program has ended, and with undefined when exec is gone. */
const ended = new Promise<number | undefined>((settle) => {
  process.on('message', (message: ToReporter) => {
    if ('ended' in message) settle(message.ended)
    else if ('wanted' in message) void reportNow()
    else void work(message.job)
  })
  process.once('disconnect', () => settle(undefined))
})

// exec is gone, and with it whoever would read this.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

function tell(message: ToExec): void {
  if (process.connected) process.send?.(message, () => {})
}

/** A problem of every heartbeat is told once. */
const told = new Set<string>()

function warn(said: string): void {
  if (told.has(said) || told.size > MANY) return
  told.add(said)
  tell({ said })
}

const MANY = 100

/** From when the start is reported until the program has ended. */
let heartbeats: Heartbeats | undefined

async function reportNow(): Promise<void> {
  try {
    const report = await heartbeats?.now()
    tell({ report: report && serializeLine(report) })
  } catch (error) {
    warn(`there is no report: ${(error as Error).message}`)
    tell({ report: undefined })
  }
}

async function work(job: Job): Promise<void> {
  process.argv = [...job.argv]
  try {
    await report(job)
  } catch (error) {
    // The config is wrong, for one. The program runs all the same.
    warn(`nothing is reported: ${(error as Error).message}`)
  }
  process.exit(0)
}

async function report(job: Job): Promise<void> {
  const { heartbeat, onSignal, listen, postexec } = job.invocation.flags
  const reports = await reportStart(job, warn)
  if (!reports) throw new Error('name --report FILE, or sinks in a config or the environment')
  if (heartbeat !== undefined || onSignal !== undefined || listen !== undefined) {
    const interval = heartbeat === undefined ? undefined : duration(heartbeat)
    heartbeats = startHeartbeats(reports, interval, warn)
    await ended
    await heartbeats.stop()
  }
  if (postexec) {
    const code = await ended
    if (code !== undefined) reports.end(code)
  }
  tell({ kept: true })
  await reports.close()
}
