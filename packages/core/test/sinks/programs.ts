/** Servers that are not ours, which tests of sinks start and send to. scripts/install-test-tools.sh installs them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { hasTool } from '../tool.js'

const FOLDER = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'chalkmark-test-tools')

export const RCLONE = join(FOLDER, 'bin', 'rclone')
export const ROTEL = join(FOLDER, 'rotel', 'rotel-agent')

export const hasRclone = () => hasTool(RCLONE, ['version'])
export const hasRotel = () => hasTool(ROTEL, ['version'])

export interface Program {
  /** What it has written so far. */
  output(): string
  stop(): Promise<void>
}

/** Starts a program, and waits until it has written what says that it is ready. */
export async function startProgram(
  file: string,
  args: readonly string[],
  { ready, env = {} }: { ready: RegExp; env?: Record<string, string> },
): Promise<Program> {
  const child: ChildProcess = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  })
  let output = ''
  await new Promise<void>((resolve, reject) => {
    const take = (piece: Buffer) => {
      output += piece
      if (ready.test(output)) resolve()
    }
    child.stdout!.on('data', take)
    child.stderr!.on('data', take)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${file} ended: ${output}`)))
  })
  return {
    output: () => output,
    async stop() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
