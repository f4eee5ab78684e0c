import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { list, makeTree } from '../../core/test/disk/tree.js'
import { hasTool } from '../../core/test/tool.js'
import { BIN, chalkmark } from './command.js'

/** util-linux's, which gives a command a terminal. */
const hasScript = process.platform === 'linux' && hasTool('script')

/** What a command shows on a terminal of 80 columns. */
function onTerminal(args: string, cwd: string, env: NodeJS.ProcessEnv = {}): string {
  const command = `stty cols 80; '${process.execPath}' '${BIN}' ${args}`
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd,
    encoding: 'utf8',
    // Node gives no colours to CI systems that it does not know.
    env: { ...process.env, NO_COLOR: undefined, CI: undefined, TERM: 'xterm-256color', ...env },
  })
  return stdout.replaceAll('\r\n', '\n')
}

describe.runIf(hasScript)('on a terminal', () => {
  test('marks are a table, as wide as the terminal', async () => {
    const root = makeTree({
      'dist/app.js': 'let a\n',
      [`dist/${'deep/'.repeat(12)}b.css`]: 'a {}\n',
      'dist/c.js': '',
    })
    await chalkmark(['insert', 'dist'], { cwd: root })
    writeFileSync(
      join(root, 'dist/app.js'),
      readFileSync(join(root, 'dist/app.js'), 'utf8').replace('let', 'var'),
    )
    writeFileSync(join(root, 'dist/d.js'), 'let d\n')
    const shown = onTerminal('extract dist', root)
    expect(shown).toContain('\x1b[')
    const lines = stripVTControlCharacters(shown).trimEnd().split('\n')
    expect(lines[0]).toMatch(/^artifact +type +id +valid +commit$/)
    expect(lines[1]).toMatch(/^dist\/app\.js +JavaScript +(?:\w+-){3}\w+ +no +0123456789$/)
    expect(lines[2]).toMatch(/^dist\/c\.js +JavaScript +(?:\w+-){3}\w+ +yes +0123456789$/)
    expect(lines[3]).toMatch(/^….*deep\/b\.css +CSS +(?:\w+-){3}\w+ +yes +0123456789$/)
    expect(lines[4]).toMatch(/^dist\/d\.js +no mark$/)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  test('a report is a table, with what is unmarked and why', () => {
    const artifact = (path: string, more: object) => ({
      CHALK_ID: 'ABCDEF-GHJK-MNPQ-RSTVWX',
      COMMIT_ID: '0123456789abcdef0123456789abcdef01234567',
      _OP_ARTIFACT_PATH: `/site/dist/${path}`,
      _OP_ARTIFACT_TYPE: 'JavaScript',
      ...more,
    })
    const host = {
      _OPERATION: 'extract\x1b[31m\r\n::error::x',
      _OP_HOSTNAME: '\u202ehost\x07',
      _CHALKS: [
        artifact('a.js', { _VALIDATED_METADATA: true }),
        artifact(`${'deep/'.repeat(12)}b.js`, {
          _VALIDATED_METADATA: false,
          _ERR_INFO: ['HASH does not fit\x1b[2J'],
        }),
        artifact('c.js', { _OP_ARTIFACT_TYPE: 'x'.repeat(5000), '_X-UNCHECKED': 'it is split' }),
      ],
      '_X-UNMARKED': { 'a copy of a source file': { '/site/dist/d.js': '' } },
      '_X-LEFT-OUT': { 'no format': ['/site/dist/e.png'] },
      _OP_ERRORS: ['no\ncommit'],
    }
    const root = makeTree({ 'chalk-report.json': JSON.stringify([host]) })
    const shown = onTerminal('report show', root)
    expect(shown).toContain('\x1b[')
    const lines = stripVTControlCharacters(shown).trimEnd().split('\n')
    expect(lines.join('\n')).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/)
    const table = lines.slice(lines.indexOf('in /site/dist/') + 1)
    expect(table.slice(0, 5)).toEqual([
      expect.stringMatching(/^artifact +state +type +id +commit$/),
      expect.stringMatching(/^….*\/b\.js +invalid +JavaScript +ABCDEF-GHJK-MNPQ-RSTVWX +0123456789$/),
      expect.stringMatching(/^c\.js +unchecked +x{25}… +ABCDEF-GHJK-MNPQ-RSTVWX +0123456789$/),
      expect.stringMatching(/^d\.js +no mark$/),
      expect.stringMatching(/^a\.js +valid +JavaScript +ABCDEF-GHJK-MNPQ-RSTVWX +0123456789$/),
    ])
    const text = table.slice(5).join('\n')
    expect(text).toContain('no mark: a copy of a source file\n  d.js\n')
    expect(text).toContain('1 path left out, which --verbose names\nmessage: no\\ncommit')
    expect(stripVTControlCharacters(onTerminal('report show --verbose', root))).toContain(
      'left out: no format\n  e.png',
    )
  })

  test('NO_COLOR is obeyed, and --json too', () => {
    const root = makeTree({ 'dist/app.js': 'let a\n' })
    expect(onTerminal('insert dist', root, { NO_COLOR: '1' })).not.toContain('\x1b')
    expect(JSON.parse(onTerminal('extract --json dist', root))[0]._OP_CHALK_COUNT).toBe(1)
  })

  test('names in a mark cannot steer the terminal', () => {
    const root = makeTree({ 'dist/a\x1b[31m.js': 'let a\n' })
    expect(onTerminal('insert dist', root, { NO_COLOR: '1' })).not.toContain('\x1b')
  })
})

test.runIf(process.platform !== 'win32')('Ctrl-C: what is begun is finished and reported', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 3000 }, (_, index) => [`dist/f${index}.js`, 'let a\n'.repeat(500)]),
  )
  const root = makeTree(files)
  const env = { ...process.env, BUILD_COMMIT_ID: '0123456789abcdef0123456789abcdef01234567' }
  const child = spawn(process.execPath, [BIN, 'insert', 'dist'], { cwd: root, stdio: 'ignore', env })
  const closed = once(child, 'close')
  while (!readdirSync(join(root, 'dist')).some((name) => name.startsWith('.chalk-tmp'))) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  child.kill('SIGINT')
  expect(await closed).toEqual([130, null])
  const [host] = JSON.parse(readFileSync(join(root, 'chalk-report.json'), 'utf8'))
  expect(host._OP_ERRORS).toEqual(['the run was stopped before all files were looked at'])
  const marked = Object.keys(files).filter((name) => readFileSync(join(root, name), 'utf8') !== files[name])
  expect(host._OP_CHALK_COUNT).toBe(marked.length)
  expect(marked.length).toBeGreaterThan(0)
  expect(marked.length).toBeLessThan(3000)
  expect(list(root)).toHaveLength(3002)
})
