/** The commands that compare, search and change reports, as users run them. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
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

/** The host reports that a command has printed. */
const printed = ({ stdout }: { stdout: string }) => JSON.parse(stdout)

test('query: by commit, id, path, hash and key, over folders, lists and JSON Lines', async () => {
  const [host] = JSON.parse(readFileSync(join(root, B!), 'utf8'))
  const app = host._CHALKS.find((chalk: { HASH: string; _OP_ARTIFACT_PATH: string }) =>
    chalk._OP_ARTIFACT_PATH.endsWith('app.js'),
  )
  writeFileSync(join(root, 'log.jsonl'), `${JSON.stringify(host)}\n{"_CHA\n`)
  const query = async (...args: string[]) => {
    const ran = await chalkmark(['report', 'query', ...args], { cwd: root })
    return { code: ran.code, stderr: ran.stderr, found: printed(ran) }
  }
  const all = await query('a', 'b')
  expect(all.stderr).toBe('chalkmark: 4 artifacts in 2 of 2 reports\n')
  for (const [args, number] of [
    [['--id', app.CHALK_ID], 1],
    [['--id', app.METADATA_ID.toLowerCase()], 1],
    [['--id', host._ACTION_ID], 2],
    [['--hash', app.HASH.slice(0, 12)], 1],
    [['--hash', app._CURRENT_HASH.toUpperCase()], 1],
    [['--path', '*.html'], 2],
    [['--path', '*.html', '--path', 'app.*'], 4],
    [['--path', '*.html', '--hash', app.HASH], 0],
    [['--path', 'b/dist/**'], 0],
    [['--path', `${root.replaceAll('\\', '/')}/b/dist/**`], 2],
    [['--commit', '0123456'], 4],
    [['--commit', '123456'], 0],
    [['--key', '_OPERATION=insert', '--key', 'ARTIFACT_TYPE=HTML'], 2],
    [['--key', 'OPERATION=insert'], 4],
    [['--key', 'ARTIFACT_TYPE=HTML', '--key', 'ARTIFACT_TYPE=JavaScript'], 4],
    [['--key', '__proto__=x'], 0],
  ] as const) {
    const { found, code } = await query('a', 'b', ...args)
    expect(found, args.join(' ')).toHaveLength(number)
    expect(code).toBe(number > 0 ? 0 : 1)
  }
  const inLog = await query('log.jsonl', '--path', 'app.js')
  expect(inLog.stderr).toContain('warning: log.jsonl: line 2 was passed over')
  expect(inLog.found).toMatchObject([
    {
      report: join(root, 'log.jsonl'),
      line: 1,
      origin: { commit: app.COMMIT_ID },
      artifact: { HASH: app.HASH },
      build: { _OPERATION: 'insert' },
    },
  ])
  expect((await chalkmark(['report', 'query', 'a', '--key', 'X'], { cwd: root })).code).toBe(2)
})

test.runIf(hasTool('script') && process.platform === 'linux')('query is a table on a terminal', () => {
  const command = `${process.execPath} ${BIN} report query a b --path app.js`
  const output = execFileSync('script', ['-qc', command, '/dev/null'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '200' },
  })
  expect(output).toMatch(
    /file +hash +id +commit +built +report\r\n.*app\.js +\w{10} +[\w-]{20,} .* a\/chalk-report\.json:2\r\n/,
  )
})

test('merge: one file, none twice, by time, whatever the form', async () => {
  const [a] = JSON.parse(readFileSync(join(root, A!), 'utf8'))
  const [b] = JSON.parse(readFileSync(join(root, B!), 'utf8'))
  const late = { ...b, _ACTION_ID: 'late', _TIMESTAMP: a._TIMESTAMP + 1e6, _BIG: 12345678901234567890n }
  const text = JSON.stringify(late, (_, value) => (typeof value === 'bigint' ? `big${value}` : value), 2)
  writeFileSync(join(root, 'late.json'), `[${text.replace(/"big(\d+)"/, '$1')}]`)
  // Parts of one report, as sinks may have them.
  const { _BRANCH: _, ...lessKeys } = a
  const lines = [lessKeys, ...a._CHALKS.map((chalk: object) => ({ ...a, _CHALKS: [chalk] }))]
  writeFileSync(join(root, 'parts.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  const places = ['late.json', 'parts.jsonl', A!, B!, 'a', 'late.json']
  const ids = (hosts: { _ACTION_ID: string }[]) => hosts.map((host) => host._ACTION_ID)

  const toStdout = await chalkmark(['report', 'merge', ...places], { cwd: root })
  expect(toStdout).toMatchObject({ code: 0, stderr: 'chalkmark: 3 reports; 5 said nothing more\n' })
  expect(ids(printed(toStdout))).toEqual(['late', b._ACTION_ID, a._ACTION_ID])
  expect(printed(toStdout)[2]).toEqual(a)
  expect(toStdout.stdout).toContain('12345678901234567890')

  for (const name of ['all.json', 'all.jsonl']) {
    const { stderr } = await chalkmark(['report', 'merge', ...places, '-o', name], { cwd: root })
    expect(stderr).toBe(`chalkmark: 3 reports in ${name}; 5 said nothing more\n`)
  }
  expect(readFileSync(join(root, 'all.json'), 'utf8')).toBe(toStdout.stdout)
  const log = readFileSync(join(root, 'all.jsonl'), 'utf8').trimEnd().split('\n')
  expect(ids(log.map((line) => JSON.parse(line)))).toEqual([a._ACTION_ID, b._ACTION_ID, 'late'])
  // Again, into itself.
  await chalkmark(['report', 'merge', 'all.json', 'all.jsonl', '-o', 'all.json'], { cwd: root })
  expect(readFileSync(join(root, 'all.json'), 'utf8')).toBe(toStdout.stdout)
})

test.runIf(process.platform !== 'win32')('ends quietly when nobody reads any more', () => {
  const wide = {
    _OPERATION: 'insert',
    _CHALKS: Array.from({ length: 20_000 }, (_, n) => ({ HASH: String(n) })),
  }
  writeFileSync(join(root, 'wide.json'), JSON.stringify(wide))
  for (const command of ['query', 'merge']) {
    const line = `"${process.execPath}" "${BIN}" report ${command} wide.json wide.json 2> said.txt | head -c 100 > head.txt`
    execFileSync('sh', ['-c', line], { cwd: root })
    // Nothing is said of what nobody has read, and no error.
    expect(readFileSync(join(root, 'said.txt'), 'utf8')).toMatch(
      command === 'query' ? /^$/ : /^chalkmark: 1 report; 1/,
    )
    expect(readFileSync(join(root, 'head.txt'), 'utf8')).toHaveLength(100)
  }
})

test.runIf(hasTool('sha256sum'))('convert: checksums of what was marked, and of archives', async () => {
  const folder = makeTree({
    'dist/index.html': '<!doctype html><p>a</p>\n',
    'dist/app.js': 'let a\n',
    'src/a.js': 'let a\n',
  })
  for (const [command, said] of [
    [['pack', 'src', '-o', 'dist/app.zip'], 'app.zip: OK\n'],
    [['insert', 'dist'], 'app.js: OK\nindex.html: OK\n'],
    [['extract', 'dist'], 'app.js: OK\napp.zip: OK\nindex.html: OK\n'],
  ] as const) {
    const { stdout } = await chalkmark([...command, '--json'], { cwd: folder })
    writeFileSync(join(folder, 'r.json'), stdout)
    const args = ['report', 'convert', '--to', 'checksums', 'r.json', '-o', 'SHA256SUMS']
    const ran = await chalkmark(args, { cwd: folder })
    expect(ran).toMatchObject({ code: 0, stdout: '', stderr: 'chalkmark: wrote SHA256SUMS\n' })
    const cwd = join(folder, 'dist')
    expect(execFileSync('sha256sum', ['-c', '../SHA256SUMS'], { cwd, encoding: 'utf8' })).toBe(said)
  }
})

test.each([
  [['convert', A!], 2, /--to .* not specified; see chalkmark report convert --help/],
  [['merge'], 2, /missing required argument 'paths'; see chalkmark report merge --help/],
  [['show', '--htm'], 2, /unknown option '--htm'; did you mean --html\? See chalkmark report show --help/],
  [['nope'], 2, /unknown command 'nope'; see chalkmark report --help/],
  [['query', A!, '--id', '--json'], 2, /see chalkmark report query --help/],
  [['convert', A!, '--to', 'xml'], 2, /checksums, honeycomb-marker, sentry-release, opentelemetry/],
  [['convert', A!, '--to', 'sentry-release'], 2, /needs --project SLUG/],
  [['convert', 'other.json', '--to', 'opentelemetry'], 1, /is no report/],
])('refuses %j', async (args, code, message) => {
  const ran = await chalkmark(['report', ...args], { cwd: root })
  expect(ran.stderr).toMatch(message)
  expect(ran.code).toBe(code)
})

test('collect: what a cache has restored without its report, and where that is', async () => {
  const folder = makeTree({
    'dist/index.html': '<!doctype html><p>a</p>\n',
    'dist/tool.js': '#!/usr/bin/env node\nlet a\n',
  })
  const pointer = 'https://reports.example.com/7'
  await chalkmark(['insert', 'dist', '--key', `CHALK_PTR=${pointer}`], { cwd: folder })
  const built = readFileSync(join(folder, 'chalk-report.json'), 'utf8')
  const collect = (...args: string[]) => chalkmark(['report', 'collect', 'dist', ...args], { cwd: folder })

  // The report of the build is there, so there is nothing to tell.
  expect(await collect()).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'chalkmark: collected 0 marks; 2 are in the report of a build\n',
  })
  expect(readFileSync(join(folder, 'chalk-report.json'), 'utf8')).toBe(built)

  rmSync(join(folder, 'chalk-report.json'))
  for (const round of [1, 2]) {
    expect((await collect()).stderr, String(round)).toBe(
      'chalkmark: collected 2 marks; the report is chalk-report.json\n',
    )
    const hosts = JSON.parse(readFileSync(join(folder, 'chalk-report.json'), 'utf8'))
    expect(hosts).toMatchObject([
      {
        _OPERATION: 'extract',
        _CHALKS: [{ CHALK_PTR: pointer, _VALIDATED_METADATA: true }, { CHALK_PTR: pointer }],
      },
    ])
    expect(hosts).toHaveLength(1)
  }
  const toStdout = await collect('--report', '-')
  expect(printed(toStdout)).toMatchObject([{ _OPERATION: 'extract', _CHALKS: [{}, {}] }])
})

test('collect: says if marks do not tell, and fails if one is wrong', async () => {
  const folder = makeTree({ 'dist/index.html': '<!doctype html><p>a</p>\n' })
  await chalkmark(['insert', 'dist', '--no-report'], { cwd: folder })
  const ran = await chalkmark(['report', 'collect', 'dist'], { cwd: folder })
  expect(ran.stderr).toContain('note: 1 mark does not say where the report of the build went')
  expect(ran.code).toBe(0)
  const page = join(folder, 'dist/index.html')
  writeFileSync(page, readFileSync(page, 'utf8').replace('<p>a', '<p>b'))
  expect((await chalkmark(['report', 'collect', 'dist'], { cwd: folder })).code).toBe(1)
})
