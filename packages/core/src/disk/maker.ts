/** Which process made something, and whether that process still runs. */
import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { errorCode } from './failure.js'

/** In milliseconds. After a day the process counts as gone, even if it ran on another machine. */
const TOO_OLD = 24 * 60 * 60 * 1000

/** A process, as described for later processes. */
export interface Maker {
  pid: number
  /** Tells machines and containers apart: process ids mean something only within one. */
  machine: string
  /** When it began, as the system writes it; empty if the system does not say. */
  began: string
}

/** This process. */
export function thisProcess(): Maker {
  return { pid: process.pid, machine: machineId(), began: beganAt(process.pid) }
}

/**
 * Whether a process has ended, as far as that can be known.
 * @param lastSeen when it certainly ran, in milliseconds since 1970.
 */
export function isGone({ pid, machine, began }: Maker, lastSeen: number): boolean {
  // A process on another machine or in another container may still run, but not for that long.
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

/** Process ids are reused; on Linux the time of the start tells processes apart (proc_pid_stat(5)). */
function beganAt(pid: number): string {
  if (process.platform !== 'linux') return ''
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The second field, the program's name, can hold any characters. The 22nd field is the start.
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
    // Only Linux has these files.
    return ''
  }
}
