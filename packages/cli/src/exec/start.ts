/** Starts the program. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { Descriptors } from './descriptors.js'
import { becomeInit } from './init.js'
import { startReaper } from './reaper.js'

/** How a program ended: one of the two is null. */
export interface HowItEnded {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A program that runs. */
export interface LaunchedProgram {
  pid: number
  /** Sends it a signal; nothing happens if it has ended. */
  kill(signal: NodeJS.Signals): void
  ended: Promise<HowItEnded>
  /** Whether orphans become children of this process, which cannot wait for them. */
  leavesOrphans: boolean
}

/** Why a program does not run. */
export interface StartFailure {
  /** The exit code that shells have for that. */
  code: number
  /** One line. */
  message: string
}

/** What shells exit with (POSIX, Shell Command Language, 2.8.2). */
const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/**
 * Starts a program with the working directory, environment and process group of this process.
 * @param stdio its descriptors.
 */
export async function start(
  command: string,
  args: readonly string[],
  stdio: Descriptors,
): Promise<{ program: LaunchedProgram } | { failure: StartFailure }> {
  try {
    openStandardError()
    const isFirst = process.pid === 1 && process.platform === 'linux'
    const reaped = isFirst ? await startReaped(command, args, stdio) : undefined
    if (isFirst && !reaped) becomeInit()
    const program = reaped ?? (await startPlain(command, args, stdio))
    // Without a reaper, nobody waits for orphans.
    return { program: { ...program, leavesOrphans: program.leavesOrphans || (isFirst && !reaped) } }
  } catch (error) {
    return { failure: failureOf(error as NodeJS.ErrnoException, command) }
  }
}

async function startPlain(
  command: string,
  args: readonly string[],
  stdio: Descriptors,
): Promise<LaunchedProgram> {
  const child = spawn(command, args, { stdio: [...stdio] })
  const { pid } = child
  if (pid === undefined) {
    await once(child, 'spawn')
    throw new Error('it cannot be started')
  }
  const ended = once(child, 'exit').then(([code, signal]): HowItEnded => ({ code, signal }))
  return { pid, ended, leavesOrphans: false, kill: (signal) => child.kill(signal) }
}

/** @returns undefined if there is no reaper on this system. */
async function startReaped(
  command: string,
  args: readonly string[],
  stdio: Descriptors,
): Promise<LaunchedProgram | undefined> {
  const lines = startReaper(command, args, stdio)
  if (!lines) return undefined
  let leavesOrphans = false
  for (;;) {
    const { value: line } = await lines.next()
    if (line === undefined) return undefined
    const [what, number] = line.split(' ')
    if (what === 'alone') leavesOrphans = true
    if (what === 'failed') throw Object.assign(new Error(`error ${number}`), { code: codeOf(Number(number)) })
    if (what !== 'pid') continue
    const pid = Number(number)
    let hasEnded = false
    const ended = endIn(lines).finally(() => {
      hasEnded = true
    })
    return { pid, ended, leavesOrphans, kill: (signal) => hasEnded || process.kill(pid, signal) }
  }
}

async function endIn(lines: AsyncIterator<string>): Promise<HowItEnded> {
  const { value: line = 'signal 9' } = await lines.next()
  const [what, text] = line.split(' ')
  const number = Number(text)
  if (what === 'exit') return { code: number, signal: null }
  const [name] = Object.entries(constants.signals).find(([, other]) => other === number) ?? []
  return name ? { code: null, signal: name as NodeJS.Signals } : { code: 128 + number, signal: null }
}

function codeOf(errno: number): string | undefined {
  return Object.entries(constants.errno).find(([, other]) => other === errno)?.[0]
}

function failureOf({ code, message }: NodeJS.ErrnoException, command: string): StartFailure {
  if (code === 'ENOENT')
    return {
      code: NOT_FOUND,
      message: `${command}: there is no such program, or its interpreter is missing`,
    }
  const why = code === 'EACCES' ? 'it may not be executed' : (code ?? message)
  return { code: NOT_EXECUTABLE, message: `${command}: ${why}` }
}

/**
 * Node opens its stream for standard error whenever a socket ends, and makes the descriptor non-blocking by that. The program
 * shares it, and would lose what it writes to a full pipe. A descriptor that is non-blocking when a program is started is made
 * blocking again, so the stream is opened before that.
 */
function openStandardError(): void {
  void process.stderr
}
