/** A client of `chalkmark serve`, as small as it gets. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { BIN, STATE } from './command.js'

// biome-ignore lint/suspicious/noExplicitAny: tests look into it
export type Answer = any

export interface Client {
  child: ChildProcess
  /** Sends a request, and waits for its answer. */
  call(method: string, params?: unknown): Promise<Answer>
  /** Writes bytes as they are. */
  send(bytes: string | Uint8Array): void
  /** Closes standard input. */
  close(): void
  /** Waits for the end. */
  ended: Promise<{ code: number | null; signal: string | null; lines: string[]; stderr: string }>
  /** Waits for so many lines of output, and gives them all. */
  answers(count: number): Promise<Answer[]>
}

export interface ClientOptions {
  cwd: string
  env?: Record<string, string>
  /** How long a file may get, in units of 512 bytes: as if the disk were full. Not on Windows. */
  fileSize?: number
}

export function serve({ cwd, env, fileSize }: ClientOptions): Client {
  const command = [process.execPath, BIN, 'serve', '--stdio']
  if (fileSize !== undefined) command.unshift('sh', '-c', `ulimit -f ${fileSize}; exec "$0" "$@"`)
  const child = spawn(command[0]!, command.slice(1), {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      XDG_STATE_HOME: STATE,
      LOCALAPPDATA: STATE,
      SystemRoot: process.env.SystemRoot,
      ...env,
    } as NodeJS.ProcessEnv,
  })
  let rest = ''
  let stderr = ''
  let sent = 0
  const lines: string[] = []
  const waiting = new Map<number, (answer: Answer) => void>()
  let counted: (() => void) | undefined
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop()!
    lines.push(...parts)
    for (const line of parts) {
      const answer = parse(line)
      waiting.get(answer.id)?.(answer)
    }
    counted?.()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  // Whatever is written to a server that has gone is lost.
  child.stdin.on('error', () => {})
  /** Ends everything if it is no answer. */
  function parse(line: string): Answer {
    try {
      return JSON.parse(line)
    } catch {
      stderr += `no JSON on standard output: ${line}`
      child.kill('SIGKILL')
      return {}
    }
  }
  const ended = once(child, 'close').then(([code, signal]) => {
    if (rest !== '') lines.push(rest)
    return { code, signal, lines, stderr }
  })
  const send = (bytes: string | Uint8Array) => void child.stdin.write(bytes)
  return {
    child,
    send,
    ended,
    close: () => child.stdin.end(),
    call(method, params) {
      const id = ++sent
      const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve))
      send(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
      const gone = ended.then(({ stderr }) => {
        throw new Error(`no answer to ${method}: ${stderr}`)
      })
      return Promise.race([answered, gone])
    },
    async answers(count) {
      while (lines.length < count) {
        await new Promise<void>((resolve) => {
          counted = resolve
        })
      }
      return lines.map((line) => JSON.parse(line))
    },
  }
}
