/**
 * Which descriptors the program gets. Besides the standard streams these are the ones that this process was started with, such
 * as those of `3<file`, `<(…)`, a jobserver of make, or sockets. Node would keep them from programs that it starts.
 */
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { devNull } from 'node:os'

/** open(2), as octal digits. Node has closed those of both kinds to programs, and opens its own pipes non-blocking. */
const CLOSED_TO_PROGRAMS = 0o2000000
const NON_BLOCKING = 0o4000
/** Reading or writing. */
const ACCESS = 0o3

/** For `stdio` of spawn: each descriptor by its number. */
export type Descriptors = readonly (number | 'inherit' | 'ignore')[]

/**
 * Those of this process. Elsewhere than on Linux these are the standard streams. Ask before this process starts any other, or
 * the sockets to that one would count, too.
 */
export function inherited(): Descriptors {
  freeInspector()
  const stdio: Descriptors[number][] = ['inherit', 'inherit', 'inherit']
  for (const number of found()) {
    while (stdio.length < number) stdio.push('ignore')
    stdio[number] = number
  }
  return stdio
}

/** `NODE_OPTIONS=--inspect` is for the program, if that is Node: its inspector needs the port that ours has taken. */
function freeInspector(): void {
  if (process.env.NODE_OPTIONS?.includes('--inspect')) process.getBuiltinModule('node:inspector').close()
}

/**
 * Lets go of standard streams. Who is at the other end sees when the program closes them, and a terminal keeps what the program
 * has set: at its end, Node sets it back to what it was at its start, if it still has it.
 */
export function letGo(streams: readonly (0 | 1 | 2)[]): void {
  if (process.platform === 'win32') return
  try {
    // The lowest free descriptor is taken, which is the one that was just closed.
    for (const stream of streams) {
      closeSync(stream)
      openSync(devNull, 'r+')
    }
  } catch {
    // There are no devices.
  }
}

/** Lets go of further descriptors that programs get in any case, such as those of `>(…)`. Node has none of these. */
export function letGoOfFurther(): void {
  for (const { number, flags } of openOnes()) if (!(flags & CLOSED_TO_PROGRAMS)) closeSync(number)
}

function found(): number[] {
  const open = openOnes()
  const numbers = open.filter((one) => isInherited(one, open)).map(({ number }) => number)
  return numbers.sort((a, b) => a - b)
}

/** All but the standard streams. */
function openOnes(): Descriptor[] {
  if (process.platform !== 'linux') return []
  try {
    const numbers = readdirSync('/proc/self/fd').map(Number)
    return numbers.filter((number) => number > 2).flatMap((number) => look(number) ?? [])
  } catch {
    // No /proc: a container may have none.
    return []
  }
}

interface Descriptor {
  number: number
  /** What it leads to: `/path`, `pipe:[4711]`, `anon_inode:[eventpoll]`. */
  target: string
  flags: number
}

function look(number: number): Descriptor | undefined {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${number}`, 'latin1')
    const [, flags = '0'] = /^flags:\s*([0-7]+)$/m.exec(info) ?? []
    return { number, target: readlinkSync(`/proc/self/fd/${number}`), flags: Number.parseInt(flags, 8) }
  } catch {
    // The one by which the list was read.
    return undefined
  }
}

/** Node itself has pipes, both of whose ends are here, and objects of the kernel without a name. */
function isInherited({ number, target, flags }: Descriptor, all: readonly Descriptor[]): boolean {
  // Programs get it in any case.
  if (!(flags & CLOSED_TO_PROGRAMS)) return false
  if (target.startsWith('anon_inode:')) return false
  // One that libuv keeps in reserve.
  if (
    target === devNull &&
    (flags & ACCESS) === 0 &&
    all.some((other) => isLoop(other) && other.number < number)
  )
    return false
  if (!target.startsWith('pipe:') || ofJobserver().includes(number)) return true
  const isOtherEnd = (other: Descriptor) =>
    other.target === target && (other.flags & ACCESS) !== (flags & ACCESS)
  return !(flags & NON_BLOCKING) && !all.some(isOtherEnd)
}

/** libuv's own, which it has from the start. */
function isLoop({ target }: Descriptor): boolean {
  return target === 'anon_inode:[eventpoll]'
}

/** GNU make, "POSIX Jobserver Interaction": the two ends of a pipe. */
function ofJobserver(): number[] {
  const [, ...ends] = /--jobserver-(?:auth|fds)=(\d+),(\d+)/.exec(process.env.MAKEFLAGS ?? '') ?? []
  return ends.map(Number)
}
