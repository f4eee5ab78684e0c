/**
 * Starts the reporter, and waits for it at the end.
 *
 * It is a process of its own, in a session of its own: it may take long, hang or fail, and signals are passed on all the
 * same. It goes on when this process is killed.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { say, writeDirectly } from './message.js'
import type { Job, ToExec, ToReporter } from './protocol.js'
import type { HowItEnded } from './start.js'

/** How long the end of the program is held back for reports that are not handed over yet, in milliseconds. */
const LIMIT = 5000

/** How much longer for those that wait in the outbox and may be delivered at any moment, in milliseconds. */
const GRACE = 1000

export interface Reporter {
  /** Asks for a report now. @returns it as JSON; undefined if there is none. */
  report(): Promise<string | undefined>
  /** Tells it that the program runs. */
  started(pid: number): void
  /** Nothing is to be reported. */
  cancel(): void
  /** Tells it that the program has ended, and waits for its reports as long as that is of use. */
  finish(end: HowItEnded): Promise<void>
}

/**
 * Starts the reporter for a program that will be started next. It knows what to report on before the program's first
 * instruction, which may be one that kills this process.
 */
export function startReporter(job: Omit<Job, 'argv' | 'env'>): Reporter {
  const reporter = open()
  const { quiet } = job.invocation.flags
  const warn = (text: string) => quiet || say('warning', text)
  const gone = endOf(reporter, warn)
  const kept = new Promise<void>((resolve) => {
    reporter.on('message', (message: ToExec) => {
      if ('said' in message) warn(message.said)
      else if ('kept' in message) resolve()
      else for (const answer of waiting.splice(0)) answer(message.report)
    })
  })
  const waiting: ((report: string | undefined) => void)[] = []
  void gone.then(() => {
    for (const answer of waiting.splice(0)) answer(undefined)
  })
  const whole: Job = { ...job, argv: process.argv, env: process.env }
  reporter.stdin?.on('error', () => {}).end(JSON.stringify(whole))
  return {
    report() {
      tell(reporter, { wanted: true })
      return new Promise((answer) => (reporter.connected ? waiting.push(answer) : answer(undefined)))
    },
    started: (pid) => tell(reporter, { started: pid }),
    cancel: () => reporter.kill('SIGKILL'),
    async finish({ code, signal }) {
      tell(reporter, { ended: signal ? 128 + constants.signals[signal] : (code ?? 0) })
      // Nothing outlives the first process of a container, which may be our parent.
      const more = process.pid === 1 || process.ppid === 1 ? LIMIT : GRACE
      let isKept = false
      const delivered = kept.then(() => {
        isKept = true
        return after(more)
      })
      await Promise.race([gone, after(LIMIT), delivered])
      // What is kept is delivered in the background. Otherwise it hangs, as the code of a config may.
      if (!isKept) reporter.kill('SIGKILL')
    },
  }
}

function open(): ChildProcess {
  const reporter = fork(fileURLToPath(new URL('./reporter.js', import.meta.url)), {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    // These are for the program. The reporter gets them as data.
    env: { ...process.env, NODE_OPTIONS: undefined },
    execArgv: [],
  })
  // Standard output is the program's.
  for (const stream of [reporter.stdout, reporter.stderr])
    stream?.on('data', (chunk: Buffer) => writeDirectly(chunk))
  return reporter
}

/** Settles when the reporter has ended, or could not be started. */
async function endOf(reporter: ChildProcess, warn: (text: string) => void): Promise<void> {
  try {
    const [code, signal] = await once(reporter, 'exit')
    if (code !== 0) warn(`reporting has stopped: ${signal ?? `exit code ${code}`}`)
  } catch (error) {
    warn(`nothing is reported: ${(error as Error).message}`)
  }
}

function tell(reporter: ChildProcess, message: ToReporter): void {
  // It may have ended.
  if (reporter.connected) reporter.send(message, () => {})
}
