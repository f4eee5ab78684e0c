/**
 * The process that reports on a program: collects, builds the reports and delivers them. exec starts it, and tells it by
 * messages what to report on (protocol.ts).
 */
import { text } from 'node:stream/consumers'
import { duration, serializeLine } from '@chalkmark/core/operations'
import { letGoOfFurther } from './descriptors.js'
import { type Heartbeats, startHeartbeats } from './heartbeats.js'
import { once } from './message.js'
import { reportStart } from './program-reports.js'
import type { Job, ToExec, ToReporter } from './protocol.js'

/** The process of the program; undefined if exec was killed before it told. */
const started = hear((message) => ('started' in message ? message.started : undefined))

/** The exit code of the program; undefined if exec was killed before that. */
const ended = hear((message) => ('ended' in message ? message.ended : undefined))

process.on('message', (message: ToReporter) => {
  if ('wanted' in message) void reportNow()
})

/** What exec tells; undefined if it is gone before. @param find gives what is looked for, if a message has it. */
function hear<T>(find: (message: ToReporter) => T | undefined): Promise<T | undefined> {
  return new Promise((settle) => {
    process.on('message', (message: ToReporter) => {
      const found = find(message)
      if (found !== undefined) settle(found)
    })
    const giveUp = () => settle(undefined)
    process.once('disconnect', giveUp)
    // It was killed while this process started.
    if (!process.connected) giveUp()
  })
}

// These are the program's.
letGoOfFurther()

// exec is gone, and with it whoever would read this.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

function tell(message: ToExec): void {
  if (process.connected) process.send?.(message, () => {})
}

const warn = once((said) => tell({ said }))

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

/** What is to be reported stands in standard input: messages are lost if exec is killed before they are read. */
async function work(): Promise<void> {
  const said = await text(process.stdin)
  // It was killed before it had said anything.
  if (said === '') process.exit(0)
  const job: Job = JSON.parse(said)
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
  const reports = await reportStart(job, await started, warn)
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

void work()
