/** The commands that compare, search and change reports, as users run them. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { hasTool } from '../../core/test/tool.js'
import { BIN, chalkmark } from './command.js'

let root: string
beforeAll(async () => {
  root = makeTree({
    'a/dist/index.html': '<!doctype html><script src="app.js"></script>\n',
    'a/dist/app.js': 'console.log(1)\n',
    'b/dist/index.html': '<!doctype html><script src="app.js"></script>\n',
    'b/dist/app.js': 'console.log(2)\n',
    'other.json': '{}',
  })
  for (const folder of ['a', 'b'])
    expect((await chalkmark(['insert', 'dist'], { cwd: join(root, folder) })).code).toBe(0)
})

const [A, B] = ['a/chalk-report.json', 'b/chalk-report.json']

test('diff: the files that differ, and exit code 1', async () => {
  const { code, stdout, stderr } = await chalkmark(['report', 'diff', A!, B!], { cwd: root })
  expect(stderr).toBe('chalkmark: of 2 files: 1 same, 1 changed\n')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject([
    {
      a: A,
      b: B,
      same: false,
      files: [
        { name: 'app.js', state: 'changed' },
        { name: 'index.html', state: 'same' },
      ],
    },
  ])
  const same = await chalkmark(['report', 'diff', A!, 'a'], { cwd: root })
  expect(same).toMatchObject({ code: 0, stderr: 'chalkmark: of 2 files: 2 same\n' })
})

test.runIf(hasTool('script') && process.platform === 'linux')('diff is a table on a terminal', () => {
  const command = `${process.execPath} ${BIN} report diff ${A} ${B}; true`
  const output = execFileSync('script', ['-qc', command, '/dev/null'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '160' },
  })
  expect(output).toMatch(/file +in A +in B\r\napp\.js +changed +\w{10} +\w{10}\r\n/)
  expect(output).not.toContain('index.html')
})

test('diff tells broken lines and what cannot be compared, and goes on; with --strict it fails', async () => {
  const report = (more: object) => `${JSON.stringify({ _OPERATION: 'insert', _CHALKS: [], ...more })}\n`
  writeFileSync(join(root, 'x.jsonl'), `${report({})}{"_CHA\n${report({ _UNMARKED: ['/d/a.js'] })}`)
  for (const strict of [[], ['--strict']]) {
    const { code, stderr } = await chalkmark(['report', 'diff', 'x.jsonl', 'x.jsonl', ...strict], {
      cwd: root,
    })
    expect(code).toBe(strict.length)
    expect(stderr).toContain('warning: x.jsonl: line 2 was passed over: it is cut off\n')
    expect(stderr).toContain('warning: 1 file cannot be compared, since the reports have no digest of it\n')
  }
})

test.each([
  [['diff', A!], 2, /report diff compares two reports, and 1 was named/],
  [['diff', A!, B!, A!], 2, /and 3 were named/],
  [['diff', A!, 'gone.json'], 1, /the report .*gone\.json cannot be read/],
  [['diff', A!, 'other.json'], 1, /other\.json is no report/],
])('refuses %j', async (args, code, message) => {
  const ran = await chalkmark(['report', ...args], { cwd: root })
  expect(ran.stderr).toMatch(message)
  expect(ran.stderr.trim().split('\n')).toHaveLength(1)
  expect(ran.code).toBe(code)
})
