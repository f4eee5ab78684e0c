import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { hasTool } from '../../core/test/tool.js'
import { BIN, chalkmark } from './command.js'

let root: string
let id: string
beforeAll(async () => {
  root = makeTree({
    'package.json': '{ "name": "app" }',
    'dist/app.js': 'console.log(1)\n',
    'dist/logo.png': 'no artifact',
    'src/a.js': 'let a\n',
    '.gitignore': 'dist\nchalk-report.json\n',
  })
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
    }).trim()
  git('init', '-q')
  git('add', '.')
  git('commit', '-q', '-m', 'First')
  id = git('rev-parse', 'HEAD')
  writeFileSync(join(root, 'src/a.js'), 'let b\n')
  const { code } = await chalkmark(['insert', 'dist'], { cwd: root })
  expect(code).toBe(0)
})

test('tells commit, build and people of a file', async () => {
  for (const args of [
    ['dist/app.js'],
    ['--report', 'chalk-report.json', 'dist/app.js'],
    ['dist/app.js', '--report'],
  ]) {
    const { code, stdout, stderr } = await chalkmark(['find', ...args], { cwd: root })
    expect(stderr).toBe('chalkmark: 1 of 1 file found in reports\n')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject([
      {
        file: join(root, 'dist/app.js'),
        mark: 'valid',
        found: [
          {
            by: 'SHA-256',
            report: join(root, 'chalk-report.json'),
            origin: { commit: id, dirty: true, path: 'dist/app.js', author: 'Ann <ann@example.com>' },
            artifact: { '_X-OUTPUT-PATH': 'app.js' },
            build: { _OPERATION: 'insert', _VCS_MODIFIED_FILES: ['src/a.js'] },
          },
        ],
      },
    ])
  }
})

test('names what is in no report, and exits with 1', async () => {
  const ran = await chalkmark(['find', 'dist/app.js', 'dist/logo.png', 'src/a.js'], { cwd: root })
  expect(ran.code).toBe(1)
  expect(JSON.parse(ran.stdout).map(({ found }: { found: unknown[] }) => found.length)).toEqual([1, 0, 0])
  expect(ran.stderr).toContain('dist/logo.png: no report beside it names it')
  expect(ran.stderr).toContain('1 of 3 files found in reports')
})

test('passes over what can carry no mark in a folder', async () => {
  const { code, stdout } = await chalkmark(['find', 'dist'], { cwd: root })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toHaveLength(1)
})

test('a broken line in a log of reports is told, and the others count', async () => {
  const [host] = JSON.parse(readFileSync(join(root, 'chalk-report.json'), 'utf8'))
  writeFileSync(join(root, 'log.jsonl'), `{"_CHALKS": [\n${JSON.stringify(host)}\n`)
  const { code, stderr } = await chalkmark(['find', 'dist/app.js', '--report', 'log.jsonl'], { cwd: root })
  rmSync(join(root, 'log.jsonl'))
  expect(code).toBe(0)
  expect(stderr).toContain('warning: log.jsonl: line 1 was passed over: it is cut off\n')
})

test('does not vouch for a file that was changed', async () => {
  const marked = readFileSync(join(root, 'dist/app.js'), 'utf8')
  writeFileSync(join(root, 'changed.js'), marked.replace('log(1)', 'log(2)'))
  const { code, stderr } = await chalkmark(['find', 'changed.js'], { cwd: root })
  rmSync(join(root, 'changed.js'))
  expect(stderr).toContain('the file was changed after marking')
  expect(code).toBe(1)
})

test('does not vouch for a file of which nobody can tell whether it was changed', async () => {
  const vector = new URL('../../../test/vectors/files/nested.jar.marked', import.meta.url)
  copyFileSync(vector, join(root, 'nested.jar'))
  const { stdout } = await chalkmark(['extract', 'nested.jar'], { cwd: root })
  const { METADATA_ID } = JSON.parse(stdout)[0]._CHALKS[0]
  writeFileSync(
    join(root, 'jar.json'),
    JSON.stringify([{ _OPERATION: 'insert', _CHALKS: [{ METADATA_ID }] }]),
  )
  const found = await chalkmark(['find', 'nested.jar', '--report', 'jar.json'], { cwd: root })
  for (const name of ['nested.jar', 'jar.json']) rmSync(join(root, name))
  expect(JSON.parse(found.stdout)[0]).toMatchObject({ mark: 'unchecked', found: [{ by: 'METADATA_ID' }] })
  expect(found.stderr).toContain('nobody can tell whether the file was changed after marking')
  expect(found.code).toBe(1)
})

test('a report that says one thing thousands of times costs little', async () => {
  const [host] = JSON.parse(readFileSync(join(root, 'chalk-report.json'), 'utf8'))
  const { HASH } = host._CHALKS[0]
  const long = { ...host, _COMMIT_MESSAGE: 'x'.repeat(20_000), _CHALKS: Array(1500).fill({ HASH }) }
  writeFileSync(join(root, 'long.json'), JSON.stringify([long]))
  const { code, stdout, stderr } = await chalkmark(
    ['find', 'dist/app.js', '--report', join(root, 'long.json')],
    { cwd: root },
  )
  rmSync(join(root, 'long.json'))
  expect(code).toBe(0)
  expect(stderr).toContain('dist/app.js: the latest 20 matches are named, and 1480 more are not')
  expect(stdout.length).toBeLessThan(100_000)
  const [{ found, more }] = JSON.parse(stdout)
  expect(more).toBe(1480)
  expect(found.map(({ build }: { build?: object }) => build !== undefined).indexOf(true, 1)).toBe(-1)
  expect(found).toHaveLength(20)
  expect(found[0].build._COMMIT_MESSAGE).toHaveLength(20_000)
})

test.each([
  [['find'], /missing required argument/],
  [['find', 'dist', '--report', 'gone.json'], /the report .*gone\.json cannot be read/],
  [['find', 'gone.js'], /gone\.js/],
])('refuses %j', async (args, message) => {
  const { code, stderr } = await chalkmark(args, { cwd: root })
  expect(stderr).toMatch(message)
  expect(code).toBeGreaterThan(0)
})

test.runIf(hasTool('script'))('is a table on a terminal', () => {
  if (process.platform !== 'linux') return
  const command = `${process.execPath} ${BIN} find dist`
  const output = execFileSync('script', ['-qc', command, '/dev/null'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '160' },
  })
  expect(output).toMatch(/file +found by +commit +built +with +author +report/)
  expect(output).toMatch(new RegExp(`SHA-256 +${id.slice(0, 10)}, changed `))
  expect(existsSync(join(root, 'chalk-report.json'))).toBe(true)
})
