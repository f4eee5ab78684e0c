/** `import 'chalkmark/heartbeat'`: a program reports on itself. */
import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../../core/test/disk/tree.js'
import { STATE } from '../command.js'

const MODULE = new URL('../../dist/heartbeat.js', import.meta.url)

const CONFIG = `export default { sinks: { log: { type: 'file', path: 'log.jsonl' } } }`
/** Runs until its log has this many lines. */
const UNTIL = (count: number) => `
  const { existsSync, readFileSync } = require('node:fs')
  const look = () => {
    const lines = existsSync('log.jsonl') ? readFileSync('log.jsonl', 'utf8').split('\\n').length - 1 : 0
    if (lines >= ${count}) process.exit(5)
    setTimeout(look, 50)
  }
  console.log('begun', process.argv.slice(2).join())
  look()`

interface Ended {
  code: number | string | null | undefined
  stdout: string
  stderr: string
}

function node(root: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((settle) => {
    const options = {
      cwd: root,
      env: { ...process.env, XDG_STATE_HOME: STATE, LOCALAPPDATA: STATE, ...env },
    }
    execFile(process.execPath, [...args], options, (error, stdout, stderr) =>
      settle({ code: error ? error.code : 0, stdout, stderr }),
    )
  })
}

function logIn(root: string): Record<string, unknown>[] {
  const lines = readFileSync(join(root, 'log.jsonl'), 'utf8').split('\n').slice(0, -1)
  return lines.flatMap((line) => JSON.parse(line))
}

/** The first line that a program writes to standard error; the program is then ended. */
async function firstWarning(
  root: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const child = spawn(process.execPath, [...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  for await (const line of createInterface({ input: child.stderr })) {
    child.kill('SIGKILL')
    return line
  }
  throw new Error('it ended without a warning')
}

const BY_FLAG = ['--import', MODULE.href]

describe('chalkmark/heartbeat', () => {
  test('reports the start of the program, and then that it still runs', async () => {
    const root = makeTree({ 'chalkmark.config.mjs': CONFIG, 'app.cjs': UNTIL(3) })
    const ended = await node(root, [...BY_FLAG, 'app.cjs', 'x'], { CHALKMARK_HEARTBEAT: '1s' })
    expect(ended).toEqual({ code: 5, stdout: 'begun x\n', stderr: '' })
    const [start, ...beats] = logIn(root)
    expect(start).toMatchObject({
      _OPERATION: 'exec',
      _ARGV: [...BY_FLAG, join(root, 'app.cjs'), 'x'],
      _UNMARKED: expect.arrayContaining([join(root, 'app.cjs')]),
    })
    expect(
      beats.map(({ _OPERATION, _EXEC_ID, _HEARTBEAT_COUNT: count }) => [_OPERATION, _EXEC_ID, count]),
    ).toEqual([
      ['heartbeat', start!._EXEC_ID, 1],
      ['heartbeat', start!._EXEC_ID, 2],
    ])
  })

  test('does so when the program imports it, also twice', async () => {
    const app = `import ${JSON.stringify(MODULE.href)}; import ${JSON.stringify(`${MODULE.href}?again`)}; import './app.cjs'`
    const root = makeTree({ 'chalkmark.config.mjs': CONFIG, 'app.cjs': UNTIL(1), 'app.mjs': app })
    expect(await node(root, ['app.mjs'])).toEqual({ code: 5, stdout: 'begun \n', stderr: '' })
    expect(logIn(root)).toHaveLength(1)
  })

  test('does not keep a program alive, nor change how it ends', async () => {
    const root = makeTree({ 'chalkmark.config.mjs': CONFIG })
    for (const program of ['0', 'process.exitCode = 7', 'process.exit(9)', 'throw 1', 'Promise.reject(1)']) {
      const [alone, beside] = [
        await node(root, ['--import', 'data:text/javascript,', '-e', program]),
        await node(root, [...BY_FLAG, '-e', program]),
      ]
      expect(beside).toEqual(alone)
    }
  })

  test('lets the worker threads of a program alone', async () => {
    const program = `
      const { Worker } = require('node:worker_threads')
      new Worker('require("node:fs").writeFileSync("thread", String(require("node:worker_threads").isMainThread))', { eval: true })`
    const root = makeTree({ 'chalkmark.config.mjs': CONFIG, 'app.cjs': `${program};${UNTIL(1)}` })
    expect(await node(root, [...BY_FLAG, 'app.cjs'])).toMatchObject({ code: 5, stderr: '' })
    expect(readFileSync(join(root, 'thread'), 'utf8')).toBe('false')
    expect(logIn(root)).toHaveLength(1)
  })

  test('says in one line why nothing is reported', async () => {
    const root = makeTree({})
    const program = 'setInterval(() => {}, 1000)'
    expect(await firstWarning(root, [...BY_FLAG, '-e', program])).toBe(
      'warning: nothing is reported: name sinks in a config or the environment',
    )
    expect(await firstWarning(root, [...BY_FLAG, '-e', program], { CHALKMARK_HEARTBEAT: 'often' })).toBe(
      'warning: nothing is reported: CHALKMARK_HEARTBEAT must be a time such as 30s, 5m or 1h, not often',
    )
  })
})
