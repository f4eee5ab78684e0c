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
