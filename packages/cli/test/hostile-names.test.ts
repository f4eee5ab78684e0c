/** Names and marks that would steer a terminal, or be a command to a CI system: they are shown, and nothing happens. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { hasTool } from '../../core/test/tool.js'
import { BIN, chalkmark } from './command.js'

/** Windows allows none of them in names of files. */
const onUnix = process.platform !== 'win32'
const hasScript = process.platform === 'linux' && hasTool('script')

const NAMES = [
  '\x1b]0;title\x07\x1b[2Ja.js',
  '::set-output name=x::y.js',
  'b\n::add-mask::x\n.js',
  'c\r##[group]x.js',
  '##vso[task.complete]d.js',
  "##teamcity[buildStop comment='x']e.js",
  'section_start:0:f\r\x1b[0K.js',
  '--- g.js',
  '+++ h.js',
  '~~~ i.js',
  '\u202ej.js',
  '\u2028k.js',
  '\x9b31ml.js',
]

const MARK = (text: string) =>
  `let a\n// { "MAGIC" : "dadfedabbadabbed", "CHALK_ID" : "${text}", "CHALK_VERSION" : "1.1.3", "ORIGIN_URI" : "${text}", "METADATA_ID" : "${text}" }\n`
const HOSTILE = '\\u001b]0;title\\u0007\\n::error::x\\u202e##vso[task.complete]\\u2028'

/** Nothing but text, and no line that a CI system would obey. */
function expectText(output: string): void {
  for (const line of output.split('\n')) {
    expect(line).toMatch(/^[ -~…]*$/)
    expect(line).not.toMatch(/^\s*(?:::|---|\+\+\+|~~~|\^\^\^)/)
    expect(line).not.toMatch(/##\w*\[/)
  }
}

function makeHostile(): string {
  return makeTree({
    ...(onUnix && Object.fromEntries(NAMES.map((name) => [`dist/${name}`, 'let a\n']))),
    'dist/m.js': MARK(HOSTILE),
    'dist/s.sh': '#!/usr/bin/\x1b]0;title\x07nope\n',
    'dist/::x\x1b[31m.unknown': '',
  })
}

describe.each([
  [['verify', 'dist']],
  [['verify', '--json', '--verbose', 'dist']],
  [['extract', 'dist']],
  [['extract', '--json', '--verbose', 'dist']],
  [['insert', '--verbose', 'dist']],
  [['insert', '--json', '--report', '-', 'dist']],
  [['delete', '--json', 'dist']],
  [['pack', 'dist', '-o', 'x.zip', '--verbose']],
  [['verify', '\x1b[2J::error::x']],
  [['verify', '::error::x\n::error::y']],
  [['\x1b[2J\n::error::x']],
  [['insert', '--\x1b[2J']],
  [['insert', '--config', '\n::error::\x1b[31m.mjs']],
  [['keys', '\n::error::\x1b[31m']],
  [['config', '--exclude', '\n##vso[x]\x1b[31m']],
  [['config', '--json', '--exclude', '\n##vso[x]\u202e\x9b']],
])('%j', (args) => {
  test('writes text', async () => {
    const ran = await chalkmark(args, { cwd: makeHostile() })
    expectText(ran.stderr)
    expectText(ran.stdout)
    expect(ran.stderr + ran.stdout).not.toBe('')
    if (args.includes('--json')) JSON.parse(ran.stdout)
  })

  test.runIf(hasScript)('and on a terminal, without colours', () => {
    const quoted = [process.execPath, BIN, ...args]
      .map((one) => `'${one.replaceAll("'", `'\\''`)}'`)
      .join(' ')
    const { stdout } = spawnSync('script', ['-qec', quoted, '/dev/null'], {
      cwd: makeHostile(),
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', SHELL: '/bin/sh' },
    })
    expectText(stdout.replaceAll('\r\n', '\n'))
  })
})

test('the report is text, and means the same', async () => {
  const root = makeHostile()
  const { stdout } = await chalkmark(['extract', '--json', 'dist/m.js'], { cwd: root })
  const [{ _CHALKS }] = JSON.parse(stdout)
  expect(_CHALKS[0].CHALK_ID).toBe(JSON.parse(`"${HOSTILE}"`))
})

test('answers to build tools are text', async () => {
  const root = makeHostile()
  const request = (id: number, method: string, params: object) =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`
  const stdin =
    request(1, 'begin', { protocol: 1, root, report: false }) +
    request(2, 'mark', { path: join(root, 'dist/s.sh') }) +
    request(3, 'verify', { path: join(root, 'dist/m.js') }) +
    request(4, 'end', {})
  const { stdout } = await chalkmark(['serve', '--stdio'], { cwd: root, stdin })
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(answers).toHaveLength(4)
  const texts: string[] = []
  JSON.stringify(answers, (_, value) => {
    if (typeof value === 'string') texts.push(value)
    return value
  })
  for (const text of texts) {
    expectText(text)
    expect(text).not.toContain('\n')
  }
})
