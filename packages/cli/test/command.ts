/** The built command, run as users run it. */
import { type SpawnOptions, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

export const BIN = fileURLToPath(new URL('../bin.js', import.meta.url))

/** Where runs tell the next one what they have begun: not among the files of tests. */
export const STATE = mkdtempSync(join(tmpdir(), 'chalkmark-state-'))
afterAll(() => rmSync(STATE, { recursive: true, force: true }))

export interface Ran {
  /** The exit code; null if a signal ended it. */
  code: number | null
  stdout: string
  stderr: string
}

export interface RunOptions extends Pick<SpawnOptions, 'uid' | 'gid'> {
  cwd: string
  env?: Record<string, string>
  /** Piped to it; without, there is nothing on stdin. */
  stdin?: string | Uint8Array
}

/** Runs `chalkmark` with these arguments. No variable of the environment that changes what it does is passed on. */
export function chalkmark(args: readonly string[], { cwd, env, stdin, ...ids }: RunOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd,
      env: {
        PATH: process.env.PATH,
        HOME: cwd,
        XDG_STATE_HOME: STATE,
        LOCALAPPDATA: STATE,
        SystemRoot: process.env.SystemRoot,
        // For tests in no repository. A repository's own commit comes first.
        BUILD_COMMIT_ID: '0123456789abcdef0123456789abcdef01234567',
        ...env,
      } as NodeJS.ProcessEnv,
      ...ids,
    })
    const ran: Ran = { code: null, stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      ran.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      ran.stderr += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ ...ran, code }))
    child.stdin.end(stdin)
  })
}

/** The host report that a command printed as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into it
export function hostOf({ stdout }: Ran): any {
  return JSON.parse(stdout)[0]
}
