import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { expect, test } from 'vitest'
import { sha256Hex } from '../../src/bytes/splices.js'
import { CONVERT_FORMATS, convertReports } from '../../src/report/convert/index.js'
import { makeTree } from '../disk/tree.js'
import { hasTool } from '../tool.js'

const COMMIT = '0123456789abcdef0123456789abcdef01234567'
const host: Dict = {
  _OPERATION: 'insert',
  _ACTION_ID: 'f00d',
  _TIMESTAMP: 1767323045678,
  _COMMIT_ID: COMMIT,
  _BRANCH: 'main',
  _COMMIT_MESSAGE: 'Draw a line\n\nAnd more.',
  _AUTHOR: 'Ada Example <ada@example.com>',
  _DATE_COMMITTED: '2026-01-02T03:04:05.000+00:00',
  _ORIGIN_URI: 'https://example.com/team/shop.git',
  BUILD_URI: 'https://ci.example.com/job/7',
  _CHALKS: [{ CHALK_ID: 'X', HASH: 'a', ARTIFACT_VERSION: '1.2.0', _OP_ARTIFACT_PATH: '/x/dist/a.js' }],
}
const env: Dict = { _OPERATION: 'env', _ACTION_ID: 'beef', _TIMESTAMP: 1767400000000, _OP_HOSTNAME: 'one' }

const converted = (format: (typeof CONVERT_FORMATS)[number], hosts = [env, host]) =>
  JSON.parse(convertReports(format, hosts, { projects: ['web'] }).text)

test('a marker for Honeycomb', () => {
  expect(converted('honeycomb-marker')).toEqual({
    message: '1.2.0 0123456789 main: Draw a line',
    type: 'deploy',
    start_time: 1767323045,
    url: 'https://ci.example.com/job/7',
  })
  expect(converted('honeycomb-marker', [{ _OPERATION: 'env' }])).toEqual({
    message: 'a build',
    type: 'deploy',
  })
})

test('a release for Sentry', () => {
  expect(converted('sentry-release')).toEqual({
    version: COMMIT,
    ref: COMMIT,
    url: 'https://ci.example.com/job/7',
    projects: ['web'],
    dateReleased: '2026-01-02T03:04:05.678Z',
    commits: [
      {
        id: COMMIT,
        repository: 'team/shop',
        author_name: 'Ada Example',
        author_email: 'ada@example.com',
        message: 'Draw a line\n\nAnd more.',
        timestamp: '2026-01-02T03:04:05.000Z',
      },
    ],
  })
  expect(converted('sentry-release', [{ _CHALKS: [{ ARTIFACT_VERSION: 'a/b\tc' }] }])).toEqual({
    version: 'a-b-c',
    projects: ['web'],
  })
  expect(() => convertReports('sentry-release', [host])).toThrow(/--project SLUG/)
  expect(() => converted('sentry-release', [env])).toThrow(/name no commit, version or tag/)
})

test('log records for OpenTelemetry, one a report', () => {
  const { resourceLogs } = converted('opentelemetry')
  expect(resourceLogs).toHaveLength(2)
  const [{ resource, scopeLogs }] = resourceLogs.slice(1)
  expect(resource.attributes).toContainEqual({ key: 'vcs.ref.head.revision', value: { stringValue: COMMIT } })
  expect(scopeLogs[0].logRecords[0]).toMatchObject({
    timeUnixNano: '1767323045678000000',
    eventName: 'chalk.report',
  })
})

/** An output with its report: a file with a mark, one with a strange name, one without a mark, and an archive. */
function output() {
  const files = { 'index.html': 'a', "assets/a b'$(x).js": 'b', 'robots.txt': 'c', 'app.jar': 'd' }
  const names = Object.keys(files).filter((name) => process.platform !== 'win32' || !name.includes('$'))
  const root = makeTree(
    Object.fromEntries(names.map((name) => [`dist/${name}`, files[name as keyof typeof files]])),
  )
  const path = (name: string) => join(root, 'dist', name)
  const sha = (name: string) => sha256Hex(Buffer.from(files[name as keyof typeof files]))
  const chalk = (name: string, more: Dict = {}): Dict => ({
    '_X-OUTPUT-PATH': name,
    _OP_ARTIFACT_PATH: path(name),
    _CURRENT_HASH: sha(name),
    ...more,
  })
  const report: Dict = {
    _CHALKS: [
      ...names.slice(0, -2).map((name) => chalk(name)),
      chalk('app.jar', {
        _OP_ARTIFACT_TYPE: 'JAR',
        _CURRENT_HASH: 'f'.repeat(64),
        '_X-FILE-SHA256': sha('app.jar'),
      }),
      { _OP_ARTIFACT_PATH: `${path('app.jar')}!/lib.jar`, _CURRENT_HASH: 'e'.repeat(64) },
    ],
    _UNMARKED: [path('app.js.map'), path('x.wasm')],
    '_X-UNMARKED': { 'a copy of a source file': { [path('robots.txt')]: sha('robots.txt') } },
  }
  return { root, report, names, sha }
}

test('checksums of all files of an output, as they lie there', () => {
  const { report, names, sha } = output()
  const { text, warnings } = convertReports('checksums', [report])
  expect(text).toBe(
    [...names]
      .sort()
      .map((name) => `${sha(name)}  ${name}\n`)
      .join(''),
  )
  expect(warnings).toEqual([expect.stringMatching(/^no checksum of 1 of 5 files/)])
})

test.runIf(hasTool('sha256sum'))('sha256sum -c takes them', () => {
  const { root, report, names } = output()
  writeFileSync(join(root, 'SHA256SUMS'), convertReports('checksums', [report]).text)
  const said = execFileSync('sha256sum', ['-c', '../SHA256SUMS'], {
    cwd: join(root, 'dist'),
    encoding: 'utf8',
  })
  expect(said.match(/: OK$/gm)).toHaveLength(names.length)
})

test('an archive whose file no key has a digest of has no checksum', () => {
  const chalk = { _OP_ARTIFACT_PATH: '/d/app.jar', _OP_ARTIFACT_TYPE: 'JAR', _CURRENT_HASH: 'a'.repeat(64) }
  expect(() => convertReports('checksums', [{ _CHALKS: [chalk] }])).toThrow(/no digest of any file/)
})

test.each([
  'a\nb.js',
  'a\u202eb.js',
  '\u001b[31m.js',
  'a\rb',
  '../../etc/passwd',
  'a/../../x',
  './x',
  'a//b',
])('a name that would lead astray has no checksum: %j', (name) => {
  const chalks = [name, 'good.js'].map((one) => ({
    '_X-OUTPUT-PATH': one,
    _OP_ARTIFACT_PATH: `/d/${one}`,
    _CURRENT_HASH: 'a'.repeat(64),
  }))
  const { text, warnings } = convertReports('checksums', [{ _CHALKS: chalks }])
  expect(text).toBe(`${'a'.repeat(64)}  good.js\n`)
  expect(warnings).toHaveLength(1)
})

test.each(['//server/share/x.js', 'C:\\x\\y.js', 'https://example.com/x.js'])(
  'what lies elsewhere than the output has no checksum: %s',
  (path) => {
    const chalks = [path, '/d/good.js'].map((one) => ({
      _OP_ARTIFACT_PATH: one,
      _CURRENT_HASH: 'a'.repeat(64),
    }))
    const { text, warnings } = convertReports('checksums', [{ _CHALKS: chalks }])
    expect(text).toMatch(/^a{64} {2}(?:d\/)?good\.js\n$/)
    expect(warnings).toHaveLength(1)
  },
)

test.each(CONVERT_FORMATS)('%s of hostile reports is text or one line of an error', (format) => {
  for (const hostile of [
    { _CHALKS: 5, _COMMIT_ID: [], _TIMESTAMP: 1e300, _ORIGIN_URI: {} },
    { _CHALKS: [null, 5, [], { COMMIT_ID: 5, ARTIFACT_VERSION: {} }], _AUTHOR: `${'<'.repeat(1e6)}` },
    {
      _OPERATION: 'x',
      _COMMIT_ID: 'a/'.repeat(1e6),
      _AUTHOR: ` ${' '.repeat(1e6)}`,
      _ORIGIN_URI: '/'.repeat(1e6),
      _DATE_COMMITTED: 'x',
    },
    {
      _BUILD_URI: 'javascript:alert(1)',
      _COMMIT_MESSAGE: '\u001b[31m\n',
      _CHALKS: [{ _OP_ARTIFACT_PATH: '/x', _CURRENT_HASH: 'zz' }],
    },
  ] as unknown as Dict[]) {
    try {
      const { text } = convertReports(format, [hostile], { projects: ['web'] })
      expect(text).not.toContain('"url"')
    } catch (error) {
      expect(error).toMatchObject({ name: 'ChalkError' })
      expect((error as Error).message).not.toContain('\n')
    }
  }
})
