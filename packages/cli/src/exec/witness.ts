/**
 * Tells a signal to the whole process group from one to this process alone. A terminal sends Ctrl-C to all processes in its
 * foreground, so the program has it already, and must not get it twice. Node does not say where a signal comes from. So a
 * witness runs in the same group: it ends by the signal only if the whole group got it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { findProgram } from '@chalkmark/core/disk'

/** In milliseconds: a process that got a signal has ended by then, or the signal is pending (proc(5)). */
const TIME = 50

/** For how long the end of a witness belongs to a signal that comes, in milliseconds. */
const FRESH = 500

export interface Witness {
  /** Whether a signal that has just come went to the whole group. Without a witness it counts as if it had. */
  saw(signal: NodeJS.Signals): Promise<boolean>
  dismiss(): void
}

/** @returns undefined if there is no terminal that could send signals to the group, or no program that can be a witness. */
export function callWitness(): Witness | undefined {
  const cat = hasTerminal() ? findProgram('cat', process.env) : undefined
  if (cat === undefined) return undefined
  let isNeeded = true
  let witness = start(cat)
  /** The last signal that has ended a witness. It may be known before the signal itself. */
  let seen: { signal: NodeJS.Signals | null; at: number } | undefined
  const watch = () =>
    witness.once('exit', (_, signal) => {
      if (!isNeeded) return
      seen = { signal, at: performance.now() }
      witness = start(cat)
      watch()
    })
  watch()
  const wasSeen = (signal: NodeJS.Signals) => {
    if (seen?.signal !== signal || performance.now() - seen.at > FRESH) return false
    seen = undefined
    return true
  }
  return {
    saw: async (signal) => wasSeen(signal) || (await endsBy(witness, signal, () => wasSeen(signal))),
    dismiss() {
      isNeeded = false
      witness.kill('SIGKILL')
    },
  }
}

/** Something that reads standard input, which never ends before this process. */
function start(cat: string): ChildProcess {
  const witness = spawn(cat, { stdio: ['pipe', 'ignore', 'ignore'] })
  witness.on('error', () => {})
  witness.unref()
  return witness
}

function endsBy(witness: ChildProcess, signal: NodeJS.Signals, wasSeen: () => boolean): Promise<boolean> {
  const { pid } = witness
  if (pid === undefined) return Promise.resolve(true)
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(isPending(pid, signal)), TIME)
    const onExit = () => finish(wasSeen())
    const finish = (isSeen: boolean) => {
      clearTimeout(timer)
      witness.off('exit', onExit)
      resolve(isSeen)
    }
    witness.once('exit', onExit)
  })
}

/** Whether a process is about to end by the signal: on a busy machine it may not have come to that. */
function isPending(pid: number, signal: NodeJS.Signals): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const [, pending = '0'] = /^ShdPnd:\s*([0-9a-f]+)$/m.exec(status) ?? []
    const bit = 1n << BigInt(constants.signals[signal] - 1)
    return /^State:\s*[ZX]/m.test(status) || (BigInt(`0x${pending}`) & bit) !== 0n
  } catch {
    // No Linux, or it is gone.
    return process.platform === 'linux'
  }
}

function hasTerminal(): boolean {
  if (process.platform === 'win32') return false
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}
