/** Passes signals on to the program. */
import { readFileSync } from 'node:fs'
import type { LaunchedProgram } from './start.js'
import { callWitness } from './witness.js'

/**
 * Signals that are passed on. SIGUSR1 is one at which Node would start its inspector. SIGTSTP, SIGTTIN and SIGTTOU have to
 * stop this process, so that the shell sees that its job is stopped, and the terminal sends them to the program, too.
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

/** How long a program must be stopped before this process stops, too, in milliseconds. */
const STOPPED = 20

export interface Forwarding {
  /** Where signals go, also those that came before. */
  to(program: LaunchedProgram): void
  /** Signals have their usual effect again. */
  stop(): void
}

/**
 * Listens to signals from now on, so that none has its usual effect on this process.
 * @param taken is not passed on: it is for somebody else in this process.
 */
export function forwardSignals(taken?: NodeJS.Signals): Forwarding {
  let send: ((signal: NodeJS.Signals) => void) | undefined
  const early: NodeJS.Signals[] = []
  const forward = (signal: NodeJS.Signals) => (send ? send(signal) : early.push(signal))
  const names = process.platform === 'win32' ? [] : FORWARDED.filter((name) => name !== taken)
  for (const name of names) process.on(name, forward)
  const ends: (() => void)[] = []
  return {
    to(program) {
      const witness = callWitness()
      send = (signal) => program.kill(signal)
      if (witness) {
        send = (signal) => void sendUnlessSeen(signal)
        ends.push(witness.dismiss, stopWith(program))
      }
      for (const signal of early) send(signal)

      async function sendUnlessSeen(signal: NodeJS.Signals): Promise<void> {
        // The witness does not end by the first two. A terminal that changes its size tells the program, too, and a shell
        // that continues a job continues all of it.
        if (signal === 'SIGWINCH') return
        const isMissing = signal === 'SIGCONT' ? isStopped(program.pid) : !(await witness!.saw(signal))
        if (isMissing) program.kill(signal)
      }
    },
    stop() {
      for (const name of names) process.off(name, forward)
      for (const end of ends) end()
    },
  }
}

/**
 * Stops this process when the program has stopped itself, as an editor does at Ctrl-Z: the shell waits for this process.
 * What goes on at SIGCONT is passed on. @returns what ends it.
 */
function stopWith({ pid }: LaunchedProgram): () => void {
  if (process.platform !== 'linux') return () => {}
  const look = () => {
    if (!isStopped(pid)) return
    setTimeout(() => isStopped(pid) && process.kill(process.pid, 'SIGSTOP'), STOPPED).unref()
  }
  process.on('SIGCHLD', look)
  return () => process.off('SIGCHLD', look)
}

function isStopped(pid: number): boolean {
  try {
    return /^\d+ \(.*\) T /s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    // It has ended.
    return false
  }
}
