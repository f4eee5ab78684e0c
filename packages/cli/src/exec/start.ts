/** Starts the program. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** How a program ended: one of the two is null. */
export interface HowItEnded {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A program that runs. */
export type StartedChild = ChildProcess & { pid: number }

export type Start =
  | { child: StartedChild; ended: Promise<HowItEnded> }
  /** Why it does not run, in one line, and the exit code that shells have for that. */
  | { failure: { code: number; message: string } }

/** What shells exit with (POSIX, Shell Command Language, 2.8.2). */
const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/** Starts a program with the standard streams, working directory, environment and process group of this process. */
export async function start(command: string, args: readonly string[]): Promise<Start> {
  try {
    await freeInspector()
    const child = spawn(command, args, { stdio: 'inherit' })
    if (child.pid === undefined) throw (await once(child, 'error').catch((error) => [error]))[0]
    const ended = once(child, 'exit').then(([code, signal]): HowItEnded => ({ code, signal }))
    return { child: child as StartedChild, ended }
  } catch (error) {
    return { failure: failureOf(error as NodeJS.ErrnoException, command) }
  }
}

function failureOf(
  { code, message }: NodeJS.ErrnoException,
  command: string,
): { code: number; message: string } {
  if (code === 'ENOENT')
    return { code: NOT_FOUND, message: `${command}: there is no such program, or its interpreter is missing` }
  const why = code === 'EACCES' ? 'it may not be executed' : message
  return { code: NOT_EXECUTABLE, message: `${command}: ${why}` }
}

/** `NODE_OPTIONS=--inspect` is for the program, if that is Node: its inspector needs the port that ours has taken. */
async function freeInspector(): Promise<void> {
  if (!process.env.NODE_OPTIONS?.includes('--inspect')) return
  const { close } = await import('node:inspector')
  close()
}
