/** Which process made something, and whether it is still there. */
import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { errorCode } from './failure.js'

/** After a day nobody is still writing, whatever machine it was. In milliseconds. */
const TOO_OLD = 24 * 60 * 60 * 1000

/** A process, as the next one knows it. */
export interface Maker {
  pid: number
  /** Tells machines and containers apart: process ids mean something only within one. */
  machine: string
  /** When it began, in the system's own words; empty where the system does not say. */
  began: string
}

/** This process. */
export function thisProcess(): Maker {
  return { pid: process.pid, machine: machineId(), began: beganAt(process.pid) }
}

/**
 * Whether a process is gone, as far as one can tell.
 * @param lastSeen when it was there for sure, in milliseconds since 1970.
 */
export function isGone({ pid, machine, began }: Maker, lastSeen: number): boolean {
  // On another machine or in another container the process may be running, but not for that long.
  if (machine !== machineId()) return Date.now() - lastSeen > TOO_OLD
  return !isRunning(pid) || beganAt(pid) !== began
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
}

/** A number is given to another process later; on Linux the time of its start tells them apart (proc_pid_stat(5)). */
function beganAt(pid: number): string {
  if (process.platform !== 'linux') return ''
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The second field, the program's name, can hold anything; the 22nd is the start.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

let machine: string | undefined

function machineId(): string {
  machine ??= createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8)
  return machine
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    // Only Linux has them.
    return ''
  }
}
