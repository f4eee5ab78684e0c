/** chalkmark serve --stdio */
import { ChalkError, reasonOf } from '@chalkmark/core/config'
import { onInterrupt } from '../interrupt.js'
import { createLines, type Lines } from '../serve/lines.js'
import { createMethods, type Methods } from '../serve/methods.js'
import {
  answer,
  answerError,
  CODES,
  MAX_LINE,
  type Refused,
  type Request,
  RpcError,
  readRequest,
} from '../serve/rpc.js'
import { writeJson, writeLine } from '../terminal/write.js'

/** With this many unanswered requests, no more are read. */
const MAX_PENDING = 256

export async function run(): Promise<number> {
  const interrupt = onInterrupt()
  const methods = createMethods(interrupt.signal)
  const pending = await readAll(methods, interrupt.signal)
  await Promise.all(pending)
  for (const error of await methods.finish()) writeLine('stderr', `chalkmark: ${error}`)
  interrupt.dispose()
  return interrupt.signal.aborted ? interrupt.signal.reason : 0
}

/**
 * Serves until the input ends, `end` was called or a signal came.
 * @returns the requests that are still being worked on.
 */
function readAll(methods: Methods, signal: AbortSignal): Promise<Iterable<Promise<void>>> {
  const { stdin } = process
  const lines: Lines = createLines(MAX_LINE)
  const pending = new Set<Promise<void>>()
  return new Promise((resolve) => {
    const take = (line: Parameters<typeof readRequest>[0]) => {
      const served = serve(readRequest(line), methods).finally(() => {
        pending.delete(served)
        if (pending.size < MAX_PENDING) stdin.resume()
      })
      pending.add(served)
    }
    const stop = () => {
      stdin.destroy()
      resolve(pending)
    }
    stdin.on('data', (chunk: Buffer) => {
      for (const line of lines.push(chunk)) take(line)
      if (methods.hasEnded) stop()
      else if (pending.size >= MAX_PENDING) stdin.pause()
    })
    stdin.on('end', () => {
      const rest = lines.end()
      if (rest !== undefined) take(rest)
      stop()
    })
    stdin.on('error', (error) => {
      writeLine('stderr', `chalkmark: standard input cannot be read: ${reasonOf(error)}`)
      stop()
    })
    signal.addEventListener('abort', stop)
  })
}

async function serve(request: Request | Refused, methods: Methods): Promise<void> {
  if ('error' in request) return write(answerError(request.id, request.error))
  const { id } = request
  try {
    const result = await methods.call(request)
    if (id !== undefined) write(answer(id, result))
  } catch (error) {
    if (id !== undefined) write(answerError(id, asRpcError(error)))
  }
}

function asRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error
  if (error instanceof ChalkError) return new RpcError(CODES.OTHER, error.code, error.message)
  return new RpcError(CODES.INTERNAL, 'INTERNAL', `unexpected error: ${reasonOf(error)}`)
}

function write(line: string): void {
  writeJson(line)
}
