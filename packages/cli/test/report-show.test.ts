/** `chalkmark report show`, where it is no terminal. The page is opened in a browser by test/e2e/report-page.test.ts. */
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { chalkmark } from './command.js'

const HOST = {
  _OPERATION: 'insert',
  _CHALKS: [{ CHALK_ID: 'ABCDEF-GHJK-MNPQ-RSTVWX', _OP_ARTIFACT_PATH: '/a.js' }],
}
const REPORT = JSON.stringify([HOST])

test('prints JSON in a pipe, of all reports that are named', async () => {
  const cwd = makeTree({
    'chalk-report.json': REPORT,
    'logs/a.jsonl': `{"_OPERATION":"env"}\n{"_OPERATION":"exec"}\n`,
  })
  expect(JSON.parse((await chalkmark(['report', 'show'], { cwd })).stdout)).toEqual([HOST])
  const { stdout, code } = await chalkmark(['report', 'show', 'logs', 'chalk-report.json'], { cwd })
  expect(JSON.parse(stdout)).toEqual([{ _OPERATION: 'env' }, { _OPERATION: 'exec' }, HOST])
  expect(code).toBe(0)
})

test('writes a page, also into a new folder, to stdout and in the place of an older one', async () => {
  const cwd = makeTree({ 'chalk-report.json': REPORT, 'old.html': 'old' })
  const pages = []
  for (const file of ['new/page.html', 'old.html']) {
    const { code, stdout, stderr } = await chalkmark(['report', 'show', '--html', file], { cwd })
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: `chalkmark: 1 report shown in ${join(file)}\n`,
    })
    pages.push(readFileSync(join(cwd, file), 'utf8'))
  }
  pages.push((await chalkmark(['report', 'show', '--html', '-'], { cwd })).stdout)
  expect(new Set(pages).size).toBe(1)
  expect(pages[0]).toMatch(/^<!doctype html>.*The artifact is marked\..*<\/html>\n$/s)
})

test('says what was passed over', async () => {
  const cwd = makeTree({ 'a.jsonl': `${JSON.stringify(HOST)}\n{"_OPERATION":\n` })
  const { code, stderr } = await chalkmark(['report', 'show', '--html', 'page.html', 'a.jsonl'], { cwd })
  expect(code).toBe(0)
  expect(stderr).toContain('warning: a.jsonl: line 2 was passed over')
})

test.runIf(process.platform !== 'win32')('never replaces the report, under whatever name', async () => {
  const cwd = makeTree({ 'chalk-report.json': REPORT, 'reports/a.json': REPORT })
  symlinkSync('chalk-report.json', join(cwd, 'link.json'))
  symlinkSync('.', join(cwd, 'here'))
  for (const [file, report] of [
    ['chalk-report.json', 'chalk-report.json'],
    ['here/chalk-report.json', 'chalk-report.json'],
    ['chalk-report.json', 'link.json'],
    ['reports/a.json', 'reports'],
  ] as const) {
    const { code, stderr } = await chalkmark(['report', 'show', '--html', file, report], { cwd })
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `chalkmark: --html ${file}: that is the report itself; name another file\n`,
    })
  }
  expect(readFileSync(join(cwd, 'chalk-report.json'), 'utf8')).toBe(REPORT)
})

test.each([
  [['report', 'show'], {}, /^chalkmark: the report .*chalk-report\.json cannot be read: .*no such file/],
  [['report', 'show', 'a.json'], { 'a.json': '{}' }, /a\.json is no report/],
  [
    ['report', 'show', '--html', 'dir', 'a.json'],
    { 'a.json': REPORT, 'dir/x': '' },
    /^chalkmark: the page cannot be written to .*dir: dir is there already and is no regular file/,
  ],
])('%j says what is wrong, in one line', async (args, files, message) => {
  const { code, stderr, stdout } = await chalkmark(args, { cwd: makeTree(files as Record<string, string>) })
  expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({
    code: 1,
    stdout: '',
    lines: 1,
  })
  expect(stderr).toMatch(message)
})

test('shows and merges reports of others without their secrets', async () => {
  const secret = 'hV7nQ2xK9p41Zt4w'
  const host = {
    ...HOST,
    _ACTION_ID: 'a1b2c3d4e5f60718',
    _COMMIT_MESSAGE: `login with password=${secret}`,
    _ORIGIN_URI: `https://jane:${secret}@git.example/app`,
    'X-DB-PASSWORD': secret,
  }
  const plain = '[{"_OPERATION":"env",   "_X-NUMBER": 1.50}]'
  const cwd = makeTree({ 'chalk-report.json': JSON.stringify([host]), 'plain.json': plain })
  for (const args of [['show'], ['show', '--html', '-'], ['merge', 'chalk-report.json', 'plain.json']]) {
    const { stdout, code } = await chalkmark(['report', ...args], { cwd })
    expect(code).toBe(0)
    expect(stdout).not.toContain(secret)
    expect(stdout).toContain('REDACTED')
    // What holds no secret keeps its text.
    if (args[0] === 'merge') expect(stdout).toContain(plain.slice(1, -1))
  }
  await chalkmark(['report', 'merge', 'chalk-report.json', '-o', 'all.jsonl'], { cwd })
  expect(readFileSync(join(cwd, 'all.jsonl'), 'utf8')).not.toContain(secret)
})
