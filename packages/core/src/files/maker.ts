/** Whose temporary files these are: their names end in the process and the machine that made them. */
import { createHash } from 'node:crypto'
import { lstatSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { errorCode } from './failure.js'

const SUFFIX = /\.(\d+)\.([0-9a-f]{8})$/

/** After a day nobody is still writing, whatever machine it was. */
const TOO_OLD = 24 * 60 * 60 * 1000

/** What the names of this process's temporary files and folders end in: `.4711.9f86d081`. */
export function makerSuffix(): string {
  return `.${process.pid}.${machineId()}`
}

/** Whether a file or folder is a temporary one, of this process or another, by its name. */
export function isTemporary(name: string): boolean {
  return SUFFIX.test(name)
}

/** Whether the process that made a temporary file or folder is gone, as far as one can tell. */
export function isLeftOver(path: string): boolean {
  const [, pid, machine] = SUFFIX.exec(path) ?? []
  if (pid === undefined) return false
  if (machine === machineId() && !isRunning(Number(pid))) return true
  // On another machine or in another container the process may be running, but not for that long.
  return Date.now() - lstatSync(path).mtimeMs > TOO_OLD
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
}

let machine: string | undefined

/** Tells machines and containers apart: process ids mean something only within one. */
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
