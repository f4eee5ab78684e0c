/** `chalkmark exec`: the program's end, and the report. */
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../../core/test/disk/tree.js'
import { run } from './run.js'

const isPosix = process.platform !== 'win32'

/** The host reports in a file, the latest first. */
function reportsIn(root: string, name = 'report.json') {
  return JSON.parse(readFileSync(join(root, name), 'utf8'))
}

describe.runIf(isPosix)('the end of the program is passed on', () => {
  test.each([0, 1, 3, 127, 255])('exit code %i', async (code) => {
    const command = ['sh', '-c', `exit ${code}`]
    expect(await run([], command)).toEqual(await run('alone', command))
  })

  test.each(['TERM', 'INT', 'HUP', 'QUIT', 'KILL', 'USR1', 'PIPE', 'ALRM', 'SEGV', 'ABRT'])(
    'SIG%s',
    async (name) => {
      const root = makeTree({})
      const command = ['sh', '-c', `ulimit -c 0; kill -${name} $$; sleep 5`]
      const ended = await run([], command, { cwd: root })
      expect(ended).toMatchObject({ code: null, signal: `SIG${name}` })
      expect(ended).toEqual(await run('alone', command, { cwd: root }))
    },
  )

  test('a program that is not there, and one that is no program', async () => {
    const root = makeTree({ 'text.txt': 'no program', 'folder/x': '' })
    expect(await run([], ['no-such-program'], { cwd: root })).toMatchObject({
      code: 127,
      stderr: 'error: no-such-program: there is no such program, or its interpreter is missing\n',
    })
    expect(await run([], ['./text.txt'], { cwd: root })).toMatchObject({
      code: 126,
      stderr: 'error: ./text.txt: it may not be executed\n',
    })
    expect(await run([], ['./folder'], { cwd: root })).toMatchObject({ code: 126 })
  })
})

test("options behind the program are the program's", async () => {
  const { stdout } = await run(
    [],
    [process.execPath, '-p', 'process.argv.slice(1).join()', '--', '--report', '-q'],
  )
  expect(stdout).toBe('--report,-q\n')
})

describe.runIf(isPosix)('the report', () => {
  test('tells of the process and its program', async () => {
    const root = makeTree({})
    const { code } = await run(['--report', 'report.json'], ['sh', '-c', 'sleep 1; exit 4'], { cwd: root })
    expect(code).toBe(4)
    const [report, ...others] = reportsIn(root)
    expect(others).toEqual([])
    expect(report).toMatchObject({
      _OPERATION: 'exec',
      _ARGV: ['-c', 'sleep 1; exit 4'],
      _EXEC_ID: expect.stringMatching(/^[0-9a-f]{16}$/),
      _OP_UNMARKED_COUNT: 1,
      _OP_CHALKER_VERSION: expect.any(String),
    })
    expect(report).not.toHaveProperty('_OP_EXIT_CODE')
    expect(report._COLLECTED_ARTIFACTS[0]).toMatchObject({
      _PROCESS_ARGV: ['sh', '-c', 'sleep 1; exit 4'],
      _PROCESS_CWD: root,
      _PROCESS_PID: expect.any(Number),
    })
  })

  test('has no password that only its program tells', async () => {
    const root = makeTree({ mysql: '#!/bin/sh\nsleep 1\n' })
    chmodSync(join(root, 'mysql'), 0o755)
    await run(['--report', 'report.json'], [join(root, 'mysql'), '-pQqSecretqQ', 'db'], { cwd: root })
    const [report] = reportsIn(root)
    expect(report._ARGV).toHaveLength(2)
    expect(JSON.stringify(report)).not.toContain('QqSecretqQ')
  })

  test('comes again at the end', async () => {
    const root = makeTree({})
    await run(['--report', 'report.json', '--postexec'], ['sh', '-c', 'kill -TERM $$'], { cwd: root })
    const reports = reportsIn(root)
    expect(reports.map((report: { _OP_EXIT_CODE?: number }) => report._OP_EXIT_CODE)).toEqual([
      143,
      undefined,
    ])
    expect(new Set(reports.map((report: { _EXEC_ID: string }) => report._EXEC_ID)).size).toBe(1)
    expect(new Set(reports.map((report: { _ACTION_ID: string }) => report._ACTION_ID)).size).toBe(2)
  })

  test('a wrong config changes nothing for the program', async () => {
    const root = makeTree({ 'chalkmark.config.json': '{ "sinks": 3 }' })
    const ran = await run([], ['sh', '-c', 'exit 5'], { cwd: root })
    expect(ran).toEqual({ code: 5, signal: null, stdout: '', stderr: '' })
  })
})
