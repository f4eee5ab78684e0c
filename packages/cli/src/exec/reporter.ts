/**
 * The process that reports on a program: collects, builds the reports and delivers them. exec starts it, and tells it by
 * messages what to report on (protocol.ts).
 */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { Dict } from '@chalkmark/core'
import { type Execution, observeExecution } from '@chalkmark/core/operations'
import { type Delivery, openDelivery, reportPlace } from '@chalkmark/core/sinks'
import { resolveConfig } from '../config/resolve.js'
import type { Job, ToExec, ToReporter } from './protocol.js'

/** Settles with the exit code when the program has ended; never if exec is gone before. */
const ended = new Promise<number>((settle) => {
  process.on('message', (message: ToReporter) => {
    if ('ended' in message) settle(message.ended)
    else void work(message.job)
  })
})

// exec is gone, and with it whoever would read this.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

function tell(message: ToExec): void {
  if (process.connected) process.send?.(message, () => {})
}

const warn = (said: string) => tell({ said })

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

/** Where the reports of a program go. */
interface Out {
  file: string | undefined
  delivery: Delivery
}

async function report(job: Job): Promise<void> {
  const { flags, cwd } = job.invocation
  const { options, configFile, warning } = await resolveConfig(job.invocation)
  if (warning) warn(warning)
  const delivery = openDelivery({ options, env: job.env, root: cwd })
  const out: Out = { delivery, file: flags.report === undefined ? undefined : resolve(cwd, flags.report) }
  if (!delivery.isWanted && out.file === undefined) {
    warn('nobody gets the report: name --report FILE, or sinks in a config or the environment')
    return
  }
  const execution = await observeExecution({
    root: cwd,
    env: job.env,
    policy: options.env,
    keys: options.keys,
    configFile,
    template: flags.keys,
    templates: options.templates,
    flags: job.invocation.given,
    program: { ...job, cwd, execId: randomBytes(8).toString('hex') },
  })
  put(execution.report({ operation: 'exec' }), out)
  if (flags.postexec) await reportEnd(execution, out)
  tell({ kept: true })
  for (const problem of await delivery.end()) warn(problem)
  for (const note of delivery.notes()) warn(note)
}

/** Reports once more when the program has ended. */
async function reportEnd(execution: Execution, out: Out): Promise<void> {
  const gone = new Promise<undefined>((settle) => process.once('disconnect', () => settle(undefined)))
  const code = await Promise.race([ended, gone])
  if (code !== undefined) put(execution.report({ operation: 'exec', keys: { _OP_EXIT_CODE: code } }), out)
}

function put(report: Dict, { file, delivery }: Out): void {
  if (file !== undefined) {
    const errors = (report._OP_ERRORS ?? []) as string[]
    const { problem } = reportPlace(file).write((said) =>
      said ? { ...report, _OP_ERRORS: [...errors, said] } : report,
    )
    if (problem) warn(problem)
  }
  if (delivery.isWanted) delivery.put(report)
}
