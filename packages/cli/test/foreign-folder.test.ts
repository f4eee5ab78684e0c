/**
 * Trees in which somebody else has put something, by an archive that was unpacked or because the folder is shared:
 * nothing outside is read or written, nothing waits, and nothing false gets into the report.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../core/test/files/tree.js'
import { chalkmark } from './command.js'

const onUnix = process.platform !== 'win32'
const SCRIPT = 'console.log(1)\n'

/** A tree with a script, and a file outside that nobody may touch. */
function makeProject(): { root: string; outside: string; victim: string } {
  const root = makeTree({ 'dist/a.js': SCRIPT })
  const outside = makeTree({ victim: 'precious', 'sub/victim': 'precious' })
  return { root, outside, victim: join(outside, 'victim') }
}

const reportOf = (root: string) => readFileSync(join(root, 'chalk-report.json'), 'utf8')
const long = (path: string) => utimesSync(path, 1000, 1000)
const fifo = (path: string) => expect(spawnSync('mkfifo', [path]).status).toBe(0)
const MARK = /"MAGIC"/

describe.runIf(onUnix)('what stands in a tree', () => {
  test('as a note of an earlier version to overwrite a file outside is not followed', async () => {
    const { root, outside, victim } = makeProject()
    symlinkSync(outside, join(root, 'dist/sub'))
    const stage = join(root, 'dist/.chalk-tmp.999999999.00000000/sub')
    mkdirSync(stage, { recursive: true })
    writeFileSync(join(stage, `victim.${lstatSync(victim).ino}.redo`), 'attack')
    long(join(root, 'dist/.chalk-tmp.999999999.00000000'))
    const { code, stderr } = await chalkmark(['insert', 'dist'], { cwd: root })
    expect(code).toBe(0)
    expect(readFileSync(victim, 'utf8')).toBe('precious')
    expect(stderr).toMatch(
      /warning: .*dist\/\.chalk-tmp\.999999999\.00000000: .*nothing says that a run of ours/,
    )
    expect(readdirSync(stage)).toHaveLength(1)
  })

  test.each([
    ['a named pipe', (path: string) => fifo(path)],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link', (path: string, victim: string) => symlinkSync(victim, path)],
    ['a hard link', (path: string, victim: string) => linkSync(victim, path)],
    ['a file', (path: string) => writeFileSync(path, 'null\n3\n{"CHALK_ID":"FORGED"}\n')],
  ])('as a journal of an earlier version is named and not read: %s', async (_, put) => {
    for (const kind of ['journal', 'tmp']) {
      const { root, victim } = makeProject()
      const name = `.chalk-report.json.${kind}.999999999.00000000`
      put(join(root, name), victim)
      if (!lstatSync(join(root, name)).isSymbolicLink()) long(join(root, name))
      const { code, stderr } = await chalkmark(['insert', 'dist'], { cwd: root })
      expect(code).toBe(0)
      expect(stderr).toContain(name)
      expect(reportOf(root)).not.toContain('FORGED')
      expect(JSON.parse(reportOf(root))).toHaveLength(1)
      expect(existsSync(join(root, name))).toBe(true)
      expect(readFileSync(victim, 'utf8')).toBe('precious')
    }
  })

  test('as a journal in a folder of ours is not read either', async () => {
    const { root } = makeProject()
    const folder = join(root, '.chalk-tmp.9f86d081884c7d659a2feaa0')
    mkdirSync(folder, { mode: 0o700 })
    writeFileSync(join(folder, 'journal'), '{"CHALK_ID":"FORGED"}\n')
    const { stderr } = await chalkmark(['insert', 'dist'], { cwd: root })
    expect(stderr).toMatch(/warning: .*\.chalk-tmp\.9f86d081884c7d659a2feaa0: /)
    expect(reportOf(root)).not.toContain('FORGED')
  })

  test('as links of the names that temporary files could have is not written through', async () => {
    const { root, victim } = makeProject()
    const space = existsSync('/proc/self/ns/pid') ? readlinkSync('/proc/self/ns/pid') : ''
    const machine = createHash('sha256').update(`${hostname()} ${space}`).digest('hex').slice(0, 8)
    for (let pid = process.pid; pid < process.pid + 300; pid++) {
      symlinkSync(victim, join(root, `.chalk-report.json.journal.${pid}.${machine}`))
      symlinkSync(victim, join(root, 'dist', `.chalk-tmp.${pid}.${machine}`))
    }
    const { stderr } = await chalkmark(['insert', 'dist'], { cwd: root })
    expect(readFileSync(victim, 'utf8')).toBe('precious')
    expect(readFileSync(join(root, 'dist/a.js'), 'utf8')).toMatch(MARK)
    expect(stderr.split('\n').length).toBeLessThan(15)
  })

  test('as a report that is a link: it is replaced, and what it leads to stays', async () => {
    const { root, victim } = makeProject()
    symlinkSync(victim, join(root, 'chalk-report.json'))
    expect((await chalkmark(['insert', 'dist'], { cwd: root })).code).toBe(0)
    expect(readFileSync(victim, 'utf8')).toBe('precious')
    expect(JSON.parse(reportOf(root))).toHaveLength(1)
  })
})
