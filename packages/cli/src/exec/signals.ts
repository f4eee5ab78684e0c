/** Passes signals on to the program. */
import type { StartedProgram } from './start.js'

/**
 * Signals that are passed on. SIGUSR1 is one that Node would start its inspector at. SIGTSTP, SIGTTIN and SIGTTOU have
 * to stop this process, so that the shell sees that its job is stopped, and the terminal sends them to the program, too.
 */
const FORWARDED = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGTERM',
  'SIGCONT',
  'SIGWINCH',
] as const satisfies readonly NodeJS.Signals[]

export interface Forwarding {
  /** Where signals go, also those that came before. */
  to(program: StartedProgram): void
  /** Signals have their usual effect again. */
  stop(): void
}

/** Listens to signals from now on, so that none has its usual effect on this process. */
export function forwardSignals(): Forwarding {
  let program: StartedProgram | undefined
  const early: NodeJS.Signals[] = []
  const forward = (signal: NodeJS.Signals) => {
    if (program) program.kill(signal)
    else early.push(signal)
  }
  const names = process.platform === 'win32' ? [] : FORWARDED
  for (const name of names) process.on(name, forward)
  return {
    to(started) {
      program = started
      for (const signal of early) forward(signal)
    },
    stop() {
      for (const name of names) process.off(name, forward)
    },
  }
}
