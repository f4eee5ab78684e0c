/** `verify` with the report of the build: what the build has left without a mark is no problem, anything else is. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { chalkmark } from './command.js'

/** With a shebang, it counts as an artifact in a source tree, too. */
const WORKER = '#!/usr/bin/env node\nself.skipWaiting()\n'
const PAGE = '<!doctype html>\n<title>One</title>\n<p>One\n'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

let root: string
const put = (name: string, content: string) => {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), content)
}
const verify = async (...args: string[]) => chalkmark(['verify', ...args], { cwd: root })

/** A report that knows the worker as one that came later, and a script as marked. */
const report = (path = 'dist/sw.js', content = WORKER) =>
  JSON.stringify([
    {
      _OPERATION: 'insert',
      _CHALKS: [
        { _OP_ARTIFACT_PATH: join(root, 'dist/app.js'), '_X-OUTPUT-PATH': 'app.js' },
        { _OP_ARTIFACT_PATH: join(root, dirname(path), 'home.js'), '_X-OUTPUT-PATH': 'home.js' },
      ],
      '_X-UNMARKED': {
        'made after the bundle': { [join(root, path)]: createHash('sha256').update(content).digest('hex') },
      },
    },
  ])

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'chalkmark-report-')))
  folders.push(root)
  put('dist/index.html', PAGE)
  await chalkmark(['insert', 'dist', '--report', '-'], { cwd: root })
  put('dist/sw.js', WORKER)
})

it('without a report, what has no mark is a problem', async () => {
  const { code, stderr } = await verify('dist')
  expect(code).toBe(1)
  expect(stderr).toContain('dist/sw.js: it carries no mark; mark it with chalkmark insert')
})

it('what the report beside knows is none', async () => {
  put('chalk-report.json', report())
  const { code, stderr } = await verify('dist')
  expect(code, stderr).toBe(0)
  expect(stderr).toContain("no mark, and the build's report says so: made after the bundle: dist/sw.js")
  expect(stderr).toContain("1 valid mark, 0 problems, 1 without a mark, as the build's report says")
})

it('what a named report knows is none, if all else is as that report says', async () => {
  put('dist/index.html', PAGE)
  await chalkmark(['insert', 'dist/index.html', '--report', 'kept/report.json'], { cwd: root })
  const kept = JSON.parse(readFileSync(join(root, 'kept/report.json'), 'utf8'))
  kept[0]['_X-UNMARKED'] = JSON.parse(report())[0]['_X-UNMARKED']
  put('kept/report.json', JSON.stringify(kept))
  const { code, stderr } = await verify('dist', '--report', 'kept/report.json')
  expect(code, stderr).toBe(0)
  expect(stderr).toContain('1 valid mark, 0 problems, 1 as in the report, 1 without a mark')
})

it('a report in the output excuses nothing, though only a folder of the output is verified', async () => {
  put('dist/js/b.js', 'b()\n')
  await chalkmark(['insert', 'dist/js', '--no-report'], { cwd: root })
  put('chalk-report.json', report())
  put('dist/js/evil.js', 'evil()\n')
  put('dist/chalk-report.json', report('dist/js/evil.js', 'evil()\n'))
  const { code, stderr } = await verify('dist/js')
  expect(code).toBe(1)
  expect(stderr).toContain('it is in the output of a build that another report tells of')
  rmSync(join(root, 'chalk-report.json'))
  expect((await verify('dist/js')).code).toBe(0)
})

it('it is a problem if every artifact has to have a mark', async () => {
  put('chalk-report.json', report())
  expect((await verify('dist', '--require-marks')).code).toBe(1)
})

/** A report of a build into `output`, with a marked page and copies of the worker. */
const reportOf = (output: string, copies: Record<string, string>) =>
  JSON.stringify([
    {
      _OPERATION: 'insert',
      _CHALKS: [{ _OP_ARTIFACT_PATH: `${output}/index.html`, '_X-OUTPUT-PATH': 'index.html' }],
      '_X-UNMARKED': {
        'a copy of a source file': Object.fromEntries(
          Object.entries(copies).map(([name, content]) => [
            `${output}/${name}`,
            createHash('sha256').update(content).digest('hex'),
          ]),
        ),
      },
    },
  ])

it.each([
  ['it is where it was', () => join(root, 'dist'), 'dist', ['dist']],
  ['it has its name', () => '/ci/job 7/dist', 'dist', ['dist']],
  ['it comes from Windows', () => 'D:\\a\\site\\dist', 'dist', ['dist']],
  ['what holds it is verified', () => '/ci/job 7/dist', 'build/dist', ['build']],
  ['one of its folders is verified', () => '/ci/job 7/dist', 'dist', ['dist/legal']],
  [
    'one of its files is verified',
    () => '/ci/job 7/dist',
    'dist',
    ['dist/legal/index.html', 'dist/index.html'],
  ],
  ['it has another name', () => '/ci/job 7/dist', 'public', ['public']],
])('a file is excused in its own place of the output only: %s', async (_how, output, now, args) => {
  const legal = '<!doctype html>\n<title>Closed</title>\n<p>Closed\n'
  const marked = readFileSync(join(root, 'dist/index.html'), 'utf8')
  rmSync(join(root, 'dist'), { recursive: true })
  put(`${now}/index.html`, marked)
  put(`${now}/legal/index.html`, legal)
  put(`${now}/legal/sw.js`, WORKER)
  const built = output()
  const told = reportOf(built, { 'legal/index.html': legal, 'legal/sw.js': WORKER, 'b/index.html': 'b' })
  put('chalk-report.json', built.includes('\\') ? told.replaceAll('/legal/', '\\\\legal\\\\') : told)
  expect((await verify(...args)).stderr).not.toContain('it carries no mark')
  // In the place of a marked page, of another copy, and in a new place.
  put(`${now}/index.html`, legal)
  put(`${now}/b/index.html`, legal)
  put(`${now}/legal/e/sw.js`, WORKER)
  const { code, stderr } = await verify(...args)
  expect(code).toBe(1)
  const problems: [string, RegExp][] = [
    ['index.html', /report says that it was marked/],
    ['b/index.html', /changed after the build/],
    ['legal/e/sw.js', /report does not know it/],
  ]
  for (const [name, message] of problems) {
    const isAsked = args.some((one) => `${now}/${name}`.startsWith(one))
    const line = stderr.split('\n').find((one) => one.includes(`${now}/${name}: it carries no mark`))
    if (isAsked) expect([name, line]).toEqual([name, expect.stringMatching(message)])
  }
})

it.each([
  [
    'a file that the report does not know',
    'dist/other.js',
    'steal()\n',
    "and the build's report does not know it",
  ],
  ['other content', 'dist/sw.js', 'steal()\n', 'and was changed after the build, as its report says'],
  ['the content of another file', 'dist/copy.js', WORKER, "and the build's report does not know it"],
  ['one that was marked', 'dist/app.js', 'f()\n', "though the build's report says that it was marked"],
])('%s is a problem', async (_what, name, content, message) => {
  put('chalk-report.json', report())
  put(name, content)
  const { code, stderr } = await verify('dist')
  expect(code).toBe(1)
  expect(stderr).toContain(`${name}: it carries no mark, ${message}; mark it with chalkmark insert`)
})

it.each([
  ['inside of what is verified', ['dist'], 'dist/chalk-report.json'],
  ['the same without a path', [], 'chalk-report.json'],
])('a report %s is not taken', async (_where, args, file) => {
  put(file, report())
  const { code, stderr } = await verify(...args)
  expect(code).toBe(1)
  if (args.length === 0) expect(stderr).toContain('it is inside of what is verified; --report takes it')
  expect((await verify(...args, '--report', file)).stderr).not.toContain('sw.js: it carries no mark')
})

it.each(['{', '{}', '[null, 7, { "_X-UNMARKED": { "a": { "b": 1 }, "c": null }, "_CHALKS": [null] }]'])(
  'what is no report excuses nothing: %s',
  async (text) => {
    put('chalk-report.json', text)
    const { code, stderr } = await verify('dist')
    expect(code).toBe(1)
    expect(stderr).not.toContain('TypeError')
    const named = await verify('dist', '--report', 'chalk-report.json')
    expect(named.code).toBe(1)
    expect(named.stderr).not.toContain('TypeError')
  },
)

it('a page that was stamped is told, with what to run, and that puts it right', async () => {
  put('dist/index.html', PAGE)
  await chalkmark(['insert', 'dist', '--report', '-'], { cwd: root })
  const marked = readFileSync(join(root, 'dist/index.html'), 'utf8')
  for (const stamped of [
    marked.replace('One', 'Two'),
    `${marked}<!-- build 7 -->\n`,
    `<!-- build 7 -->\n${marked}`,
    marked.replace('<p>', '<meta name="build" content="7"><p>'),
    `${marked.replace('<p>', '<p id="a">')}\n<script>stamp()</script>`,
  ]) {
    put('dist/index.html', stamped)
    const { code, stderr } = await verify('dist/index.html')
    expect(code).toBe(1)
    expect(stderr).toMatch(/dist\/index\.html: .*chalkmark insert/)
    await chalkmark(['insert', '--missing', 'dist', '--report', '-'], { cwd: root })
    expect((await verify('dist')).stderr).toContain('2 valid marks, 0 problems')
    expect(readFileSync(join(root, 'dist/index.html'), 'utf8').split('MAGIC')).toHaveLength(2)
  }
})

it('a page with the mark of another one is told from one that was changed', async () => {
  const marked = readFileSync(join(root, 'dist/index.html'), 'utf8')
  put('dist/about.html', marked.replace('One', 'About'))
  put('dist/404.html', marked)
  const { code, stderr } = await verify('dist')
  expect(code).toBe(1)
  expect(stderr).toContain(
    `dist/about.html: it carries a copy of the mark of ${join(root, 'dist/404.html')}, and was made from that file or changed after it; mark it with chalkmark insert --missing`,
  )
  put('dist/index.html', marked.replace('One', 'Home'))
  rmSync(join(root, 'dist/404.html'))
  expect((await verify('dist')).stderr).toContain(
    'dist/index.html: its mark is in 2 files and fits none of them, so they were made from one file after that was marked; mark it with chalkmark insert --missing',
  )
})
