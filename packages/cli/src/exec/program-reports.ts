/** The reports on one program: of its start, that it still runs, and of its end. */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { Dict } from '@chalkmark/core'
import { heartbeatKeys } from '@chalkmark/core/config'
import { type ExecOptions, type Instant, instant, observeExecution } from '@chalkmark/core/operations'
import { type Delivery, openDelivery, reportPlace, withError } from '@chalkmark/core/sinks'
import { resolveConfig } from '../config/resolve.js'
import type { Job } from './protocol.js'

export interface ProgramReports {
  /** Reports once more that the program still runs, and sees to its delivery. */
  heartbeat(): Promise<Dict>
  /** Reports that the program has ended. */
  end(exitCode: number): void
  /** Waits for the delivery of the first report and of the last one. */
  close(): Promise<void>
}

/**
 * Collects what is to be known of a program, and reports on its start.
 * @param pid of the program, if it is known. @param warn is told of each problem, in one line.
 * @returns undefined if nobody gets a report. @throws ChalkError, UsageError
 */
export async function reportStart(
  job: Job,
  pid: number | undefined,
  warn: (text: string) => void,
): Promise<ProgramReports | undefined> {
  const { flags, cwd } = job.invocation
  const { options, configFile, warning } = await resolveConfig(job.invocation)
  if (warning) warn(warning)
  const open = () => openDelivery({ options, env: job.env, root: cwd })
  const delivery = open()
  const file = flags.report === undefined ? undefined : resolve(cwd, flags.report)
  // Who listens may ask at any time.
  if (!delivery.isWanted && file === undefined && flags.listen === undefined) return undefined
  const put = (report: Dict, to: Delivery) => {
    const written =
      file === undefined ? undefined : reportPlace(file).write((said) => withError(report, said))
    if (written?.problem) warn(written.problem)
    if (to.isWanted) to.put(report)
  }
  const delivered = async (by: Delivery) => {
    for (const said of [...(await by.end()), ...by.notes()]) warn(said)
  }
  const observed: ExecOptions = {
    root: cwd,
    env: job.env,
    policy: options.env,
    keys: options.keys,
    configFile,
    template: flags.keys,
    templates: options.templates,
    flags: job.invocation.given,
    program: { ...job, cwd, pid, execId: randomBytes(8).toString('hex') },
  }
  const execution = await observeExecution(observed)
  const first: Instant = instant()
  put(execution.report({ operation: 'exec', at: first }), delivery)
  const ofHeartbeats = { ...observed, template: [...heartbeatKeys(options)] }
  let count = 0
  return {
    async heartbeat() {
      // What was collected at the start may no longer be so.
      const now = await observeExecution(ofHeartbeats)
      const keys = { _HEARTBEAT_COUNT: ++count }
      const report = now.report({ operation: 'heartbeat', since: first, keys })
      // A sink that has refused a report is asked again: hours may have passed.
      const own = open()
      put(report, own)
      await delivered(own)
      return report
    },
    end: (code) => put(execution.report({ operation: 'exec', keys: { _OP_EXIT_CODE: code } }), delivery),
    close: () => delivered(delivery),
  }
}
