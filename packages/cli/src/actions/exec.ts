/**
 * chalkmark exec: starts a program and reports on it.
 *
 * Nothing here or in ../exec loads the core, but for the reporter, which is a process of its own. So the program starts
 * at once, and whatever happens to a report, signals and the program's end are passed on.
 */
import type { ExecFlags } from '../commands/exec.js'
import { inherited, letGo, letGoOfFurther } from '../exec/descriptors.js'
import { passOn } from '../exec/end.js'
import { checkFlags } from '../exec/flags.js'
import { listen } from '../exec/listen.js'
import { say } from '../exec/message.js'
import { type Reporter, startReporter } from '../exec/reporting.js'
import { forwardSignals } from '../exec/signals.js'
import { start } from '../exec/start.js'
import type { Invocation } from '../invocation.js'

export async function run(invocation: Invocation<ExecFlags>): Promise<number> {
  const startedAt = Date.now()
  // Later there are sockets of our own.
  const stdio = inherited()
  const [command = '', ...args] = invocation.paths
  const { demand, address } = await checkFlags(invocation.flags)
  const job = { invocation, command, args, startedAt }
  const signals = forwardSignals(demand)
  // With the first process all others end, and it may have to become another program before it starts one.
  let reporter: Reporter | undefined = process.pid === 1 ? undefined : startReporter(job)
  const onDemand = () => void reporter?.report()
  if (demand) process.on(demand, onDemand)
  const started = await start(command, args, stdio)
  if ('failure' in started) {
    reporter?.cancel()
    say('error', started.failure.message)
    return started.failure.code
  }
  const { program } = started
  signals.to(program)
  letGo([0, 1])
  letGoOfFurther()
  reporter ??= startReporter(job)
  reporter.started(program.pid)
  if (program.leavesOrphans && !invocation.flags.quiet) say('warning', LEFT_ORPHANS)
  const server = address && listen(address, reporter.report, (text) => say('warning', text))
  const end = await program.ended
  signals.stop()
  server?.close()
  if (demand) process.off(demand, onDemand)
  await reporter.finish(end)
  return passOn(end)
}

const LEFT_ORPHANS =
  'processes whose parents end stay as zombies: start this as `tini -- chalkmark exec …`, or the container with --init'
