/** Programs started with and without `chalkmark exec`, side by side. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { BIN, STATE } from '../command.js'

export interface Outcome {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** How a program is started: alone, or by exec with these options. */
export type How = readonly string[] | 'alone'

/** The command line that starts a program by exec. It is asked for no report unless options say so. */
export function viaExec(command: readonly string[], options: readonly string[] = []): string[] {
  return [process.execPath, BIN, 'exec', '--quiet', ...options, '--', ...command]
}

/** Starts a program. */
export function launch(how: How, command: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const [program = '', ...args] = how === 'alone' ? command : viaExec(command, how)
  return spawn(program, args, {
    ...options,
    env: { ...process.env, XDG_STATE_HOME: STATE, LOCALAPPDATA: STATE, ...options.env },
  })
}

/** Waits for the end of a program and of its output. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  const [code, signal] = await once(child, 'close')
  return { code, signal, ...texts }
}

/** Runs a program to its end. */
export function run(
  how: How,
  command: readonly string[],
  options: SpawnOptions & { input?: string } = {},
): Promise<Outcome> {
  const child = launch(how, command, options)
  child.stdin?.on('error', () => {})
  child.stdin?.end(options.input)
  return outcomeOf(child)
}

/** Settles when a program has written this text to standard output. */
export async function untilSaid(child: ChildProcess, text: string): Promise<void> {
  let said = ''
  for await (const chunk of child.stdout!.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += chunk
    if (said.includes(text)) return
  }
  throw new Error(`it ended without saying ${text}: ${said}`)
}
