/** Reports of `chalkmark exec` that hang, fail or come late: nothing of that touches the program. */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { list, makeTree } from '../../../core/test/disk/tree.js'
import { launch, outcomeOf, run, untilSaid } from './run.js'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A server that keeps what it gets. @param answers with this status; never if undefined. */
async function serve(answers: number | undefined) {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push(String(gunzipSync(Buffer.concat(chunks))))
      if (answers) response.writeHead(answers).end()
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

const isPosix = process.platform !== 'win32'

const sinkAt = (url: string, state: string) => ({
  CHALKMARK_POST_URL: url,
  XDG_STATE_HOME: state,
  LOCALAPPDATA: state,
})

/** How long something takes, in milliseconds. */
async function timeOf<T>(work: () => Promise<T>): Promise<[T, number]> {
  const begun = performance.now()
  return [await work(), performance.now() - begun]
}

/** Waits until something is so; on a busy machine that takes its time. */
async function until(isSo: () => boolean): Promise<void> {
  for (let count = 0; !isSo(); count++) {
    if (count > 300) throw new Error(`it has not come about: ${isSo}`)
    await after(100)
  }
}

test.runIf(isPosix)('a report reaches its server before exec ends', async () => {
  const { bodies, url } = await serve(200)
  const cwd = makeTree({})
  const { code } = await run([], ['sh', '-c', 'exit 3'], { cwd, env: sinkAt(url, makeTree({})) })
  expect(code).toBe(3)
  expect(JSON.parse(bodies[0]!)[0]).toMatchObject({ _OPERATION: 'exec', _ARGV: ['-c', 'exit 3'] })
})

test.runIf(isPosix)('a server that never answers delays nothing but the end, by little', async () => {
  const { bodies, url } = await serve(undefined)
  const state = makeTree({})
  const [ran, time] = await timeOf(() =>
    run([], ['sh', '-c', 'sleep 2; exit 3'], { cwd: makeTree({}), env: sinkAt(url, state) }),
  )
  expect(ran).toEqual({ code: 3, signal: null, stdout: '', stderr: '' })
  // 2 s of the program, and the limit of 5 s for reports on a machine that is not too busy.
  expect(time).toBeLessThan(9000)
  // It waits for a later run.
  await until(() => bodies.length > 0)
  await until(() => list(state).some((name) => name.endsWith('.json')))
})

test.runIf(isPosix)('a config that hangs or ends its process does not touch the program', async () => {
  for (const code of [
    'while (true);',
    'process.exit(9)',
    'process.abort()',
    'process.kill(process.pid, "SIGKILL")',
  ]) {
    const cwd = makeTree({ 'chalkmark.config.js': `${code}\nexport default {}` })
    const script = "trap 'echo got; exit 4' TERM; echo ready; while :; do sleep 0.1; done"
    const child = launch([], ['sh', '-c', script], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    await untilSaid(child, 'ready')
    await after(500)
    child.kill('SIGTERM')
    expect(await outcomeOf(child)).toMatchObject({ code: 4, stdout: 'got\n' })
  }
})

test.runIf(isPosix)(
  'when exec is killed, the report of the start comes all the same',
  { timeout: 120_000 },
  async () => {
    // At its first instruction, and while facts are collected.
    for (const delay of [0, 1, 100, 400]) {
      const { bodies, url } = await serve(200)
      const cwd = makeTree({})
      const env = sinkAt(url, makeTree({}))
      const command =
        delay === 0
          ? ['sh', '-c', 'kill -KILL $PPID; echo ready; sleep 1']
          : ['sh', '-c', 'echo ready; sleep 2']
      const child = launch(['--report', 'report.json'], command, {
        cwd,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      await untilSaid(child, 'ready')
      const end = outcomeOf(child)
      await after(delay)
      if (delay > 0) child.kill('SIGKILL')
      expect(await end).toMatchObject({ signal: 'SIGKILL' })
      await until(() => bodies.length > 0)
      await until(() => readdirSync(cwd).includes('report.json'))
      expect(JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))[0]).toMatchObject({
        _OPERATION: 'exec',
      })
      expect(bodies.length).toBe(1)
    }
  },
)

test.runIf(isPosix)('what sinks print goes to standard error', async () => {
  const config = { sinks: { out: { type: 'stdout' } }, reports: [{ sinks: ['out'], template: 'heartbeat' }] }
  const cwd = makeTree({ 'chalkmark.config.json': JSON.stringify(config) })
  const { stdout, stderr } = await run([], ['echo', 'word'], { cwd })
  expect(stdout).toBe('word\n')
  expect(JSON.parse(stderr)).toMatchObject({ _OPERATION: 'exec' })
})
