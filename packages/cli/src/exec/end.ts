/** Ends this process as the program has ended. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { findProgram } from '@chalkmark/core/disk'
import { letGo } from './descriptors.js'
import type { HowItEnded } from './start.js'

/** Signals that leave a core file (signal(7)). */
const WITH_CORE = new Set([
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGQUIT',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
  'SIGXCPU',
  'SIGXFSZ',
])

/** For a signal that has no effect, in milliseconds. */
const PATIENCE = 1000

/**
 * Ends this process with the program's exit code, or by the signal that ended the program. The first process of a
 * container cannot end by a signal: it ends with 128 and the signal's number, as the container then does in any case.
 */
export function passOn({ code, signal }: HowItEnded): Promise<never> {
  letGo([0, 1, 2])
  if (!signal) process.exit(code ?? 0)
  const status = 128 + constants.signals[signal]
  if (process.pid === 1 || process.platform === 'win32') process.exit(status)
  if (WITH_CORE.has(signal)) leaveNoCore()
  setUsual(signal)
  process.kill(process.pid, signal)
  return new Promise(() => setTimeout(() => process.exit(status), PATIENCE))
}

/** Node ignores some signals, such as SIGPIPE, from its start. A signal that nobody listens to any more has its usual effect. */
function setUsual(signal: NodeJS.Signals): void {
  if (signal === 'SIGKILL' || signal === 'SIGSTOP') return
  const ignore = () => {}
  process.on(signal, ignore)
  process.off(signal, ignore)
}

/** This process must not write a core file over that of the program. Both may be called `core`. */
function leaveNoCore(): void {
  if (process.platform !== 'linux') return
  const [, soft] = /^Max core file size\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  // 1 is less than a core file can have, and also keeps it from programs that take core files (core(5)).
  const prlimit = findProgram('prlimit', process.env)
  if (soft !== '0' && prlimit)
    spawnSync(prlimit, ['--core=1:', '--pid', String(process.pid)], { stdio: 'ignore' })
}
