/** `chalkmark exec`: reports while the program runs. */
import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../../core/test/disk/tree.js'
import { launch, outcomeOf, run, untilSaid } from './run.js'

const isPosix = process.platform !== 'win32'

const CONFIG = `export default { sinks: { log: { type: 'file', path: 'log.jsonl' } } }`
/** Runs until there is a file `stop`. */
const UNTIL_STOP = ['sh', '-c', 'echo begun; until [ -e stop ]; do sleep 0.1; done; exit 3']

interface Report {
  _OPERATION: string
  _EXEC_ID: string
  _ACTION_ID: string
  [key: string]: unknown
}

function logIn(root: string): Report[] {
  try {
    const lines = readFileSync(join(root, 'log.jsonl'), 'utf8').split('\n').slice(0, -1)
    return lines.flatMap((line) => JSON.parse(line))
  } catch {
    return []
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((settle) => setTimeout(settle, 50))
}

const stop = (root: string) => writeFileSync(join(root, 'stop'), '')

const beatsIn = (root: string) => logIn(root).filter(({ _OPERATION }) => _OPERATION === 'heartbeat')

describe.runIf(isPosix)('--heartbeat', () => {
  test('reports again and again, with little in it', async () => {
    const root = makeTree({ 'chalkmark.config.mjs': CONFIG })
    const how = ['--heartbeat', '1s', '--postexec', '--report', 'run.json']
    const ended = outcomeOf(launch(how, UNTIL_STOP, { cwd: root }))
    await until(() => beatsIn(root).length >= 3)
    stop(root)
    expect(await ended).toMatchObject({ code: 3, stderr: '' })

    const log = logIn(root)
    const beats = beatsIn(root)
    expect(log[0]!._OPERATION).toBe('exec')
    expect(log.at(-1)).toMatchObject({ _OPERATION: 'exec', _OP_EXIT_CODE: 3 })
    expect(new Set(log.map(({ _EXEC_ID }) => _EXEC_ID)).size).toBe(1)
    expect(new Set(log.map(({ _ACTION_ID }) => _ACTION_ID)).size).toBe(log.length)
    expect(beats.map(({ _HEARTBEAT_COUNT: count }) => count)).toEqual(beats.map((_, index) => index + 1))
    for (const name of ['_MONOTIME', '_SINCE_TIMESTAMP', '_SINCE_MONOTIME'] as const) {
      const values = beats.map((beat) => beat[name] as number)
      expect(values).toEqual([...values].sort((a, b) => a - b))
      expect(values[0]).toBeGreaterThan(0)
    }
    // Both clocks tell of the same time.
    const [first] = beats
    expect(first!._SINCE_MONOTIME).toBe((first!._MONOTIME as number) - (log[0]!._MONOTIME as number))
    expect(
      Object.keys(first!)
        .filter((key) => !key.startsWith('_X-'))
        .sort(),
    ).toEqual([
      '_ACTION_ID',
      '_DATETIME',
      '_EXEC_ID',
      '_HEARTBEAT_COUNT',
      '_MONOTIME',
      '_OPERATION',
      '_OP_ERRORS',
      '_SINCE_MONOTIME',
      '_SINCE_TIMESTAMP',
      '_TIMESTAMP',
    ])
    // The report file has the start, the latest heartbeat and the end.
    const file = JSON.parse(readFileSync(join(root, 'run.json'), 'utf8')) as Report[]
    expect(file.map(({ _OPERATION }) => _OPERATION)).toEqual(['exec', 'heartbeat', 'exec'])
    expect(file[1]!._HEARTBEAT_COUNT).toBe(beats.length)
  })

  test('holds what subscriptions of heartbeats ask for, as it then is', async () => {
    const config = `export default {
      sinks: { log: { type: 'file', path: 'log.jsonl' } },
      reports: [{ sinks: ['log'], when: ['heartbeat'], template: ['_PROCESS_STATE', '_PROCESS_PID', '_COLLECTED_ARTIFACTS', '_HEARTBEAT_COUNT'] }],
    }`
    const root = makeTree({ 'chalkmark.config.mjs': config })
    const ended = outcomeOf(launch(['--heartbeat', '1s'], UNTIL_STOP, { cwd: root }))
    await until(() => beatsIn(root).length >= 1)
    stop(root)
    await ended
    const [beat] = beatsIn(root)
    expect((beat!._COLLECTED_ARTIFACTS as Report[])[0]).toMatchObject({
      _PROCESS_PID: expect.any(Number),
      _PROCESS_STATE: expect.any(String),
    })
  })

  test('asks a sink that has refused a report again', async () => {
    const server = createServer((_, response) => response.writeHead(403).end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    let asked = 0
    server.on('request', () => asked++)
    const config = `export default { sinks: { to: { type: 'post', url: 'http://127.0.0.1:${port}' } } }`
    const root = makeTree({ 'chalkmark.config.mjs': config })
    const ended = outcomeOf(launch(['--heartbeat', '1s'], UNTIL_STOP, { cwd: root }))
    await until(() => asked >= 3)
    stop(root)
    expect(await ended).toMatchObject({ code: 3 })
    server.close()
  })

  test('ends with exec when that is killed', async () => {
    const root = makeTree({ 'chalkmark.config.mjs': CONFIG })
    const child = launch(['--heartbeat', '1s'], UNTIL_STOP, { cwd: root })
    await until(() => beatsIn(root).length >= 1)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const { stdout } = spawnSync('pgrep', ['-f', 'reporter.js'], { encoding: 'utf8' })
    const left = stdout.split('\n').filter((pid) => pid && cwdOf(pid) === root)
    await until(() => left.every((pid) => cwdOf(pid) === undefined))
    stop(root)
    expect(logIn(root)[0]!._OPERATION).toBe('exec')
  })

  test.each([
    [['--heartbeat', 'often'], '--heartbeat must be a time such as 30s, 5m or 1h, not often'],
    [['--heartbeat', '0s'], '--heartbeat must be a time such as 30s, 5m or 1h, not 0s'],
    [['--on-signal', 'TERM'], '--on-signal must be one of USR1, USR2, HUP, not TERM'],
    [
      ['--listen', '0.0.0.0:80'],
      '--listen must be an address of this machine alone, such as 127.0.0.1:9090, not 0.0.0.0:80',
    ],
    [
      ['--listen', '9090'],
      '--listen must be an address of this machine alone, such as 127.0.0.1:9090, not 9090',
    ],
  ])('%j is refused, and nothing is started', async (how, message) => {
    const { code, stderr, stdout } = await run(how, ['echo', 'started'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})

/** Where a process runs; undefined if it has ended. */
function cwdOf(pid: string): string | undefined {
  const { stdout } = spawnSync('readlink', [`/proc/${pid}/cwd`], { encoding: 'utf8' })
  return stdout.trim() || undefined
}

describe.runIf(isPosix)('on demand', () => {
  test('--on-signal reports, and does not pass the signal on', async () => {
    const root = makeTree({ 'chalkmark.config.mjs': CONFIG })
    const child = launch(['--on-signal', 'USR2'], UNTIL_STOP, { cwd: root })
    const ended = outcomeOf(child)
    await until(() => logIn(root).length === 1)
    child.kill('SIGUSR2')
    await until(() => logIn(root).length === 2)
    child.kill('SIGUSR2')
    await until(() => logIn(root).length === 3)
    stop(root)
    expect(await ended).toMatchObject({ code: 3, signal: null })
    expect(logIn(root).map(({ _HEARTBEAT_COUNT: count }) => count)).toEqual([undefined, 1, 2])
  })

  test('a program that ends by that signal itself is passed on as such', async () => {
    const root = makeTree({ 'chalkmark.config.mjs': CONFIG })
    const command = ['sh', '-c', 'kill -USR2 $$; sleep 5']
    expect(await run(['--on-signal', 'USR2'], command, { cwd: root })).toMatchObject({ signal: 'SIGUSR2' })
  })

  test('--listen answers this machine alone', async () => {
    const root = makeTree({})
    const port = await freePort()
    const child = launch(['--listen', `127.0.0.1:${port}`], UNTIL_STOP, { cwd: root })
    await untilSaid(child, 'begun')
    const get = (path: string, headers = {}, method = 'GET') => ask({ port, path, headers, method })
    await untilAnswered(() => get('/healthz'))
    expect(await get('/healthz')).toEqual({ status: 200, text: 'ok\n' })
    await untilAnswered(async () => {
      const { status } = await get('/report')
      if (status !== 200) throw new Error(String(status))
    })
    const reports = [await get('/report'), await get('/report')].map(({ text }) => JSON.parse(text) as Report)
    expect(reports[0]).toMatchObject({ _OPERATION: 'heartbeat', _EXEC_ID: reports[1]!._EXEC_ID })
    expect(reports[1]!._HEARTBEAT_COUNT).toBe((reports[0]!._HEARTBEAT_COUNT as number) + 1)
    expect(await get('/other')).toMatchObject({ status: 404 })
    expect(await get('/healthz', {}, 'POST')).toMatchObject({ status: 405 })
    for (const headers of [
      { host: `attacker.example:${port}` },
      { origin: 'https://attacker.example' },
      { 'sec-fetch-site': 'cross-site' },
    ])
      expect(await get('/report', headers)).toMatchObject({ status: 403 })
    const ended = endOf(child)
    stop(root)
    expect(await ended).toBe(3)
    await expect(get('/healthz')).rejects.toThrow()
  })

  test('--listen at a port that is taken is a warning', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const root = makeTree({})
    expect(await run(['--listen', `127.0.0.1:${port}`], ['true'], { cwd: root })).toMatchObject({ code: 0 })
    taken.close()
  })
})

async function endOf(child: ChildProcess): Promise<number> {
  const [code] = await once(child, 'exit')
  return code
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function ask(options: { port: number; path: string; headers: object; method: string }) {
  return new Promise<{ status: number; text: string }>((settle, fail) => {
    const { headers, ...rest } = options
    const sent = request({ host: '127.0.0.1', ...rest, headers: { ...headers } }, (response) => {
      let text = ''
      response
        .setEncoding('utf8')
        .on('data', (piece) => {
          text += piece
        })
        .on('end', () => settle({ status: response.statusCode!, text }))
    })
    sent.on('error', fail).end()
  })
}

async function untilAnswered(attempt: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await attempt()
      return
    } catch {
      await new Promise((settle) => setTimeout(settle, 50))
    }
  }
}
