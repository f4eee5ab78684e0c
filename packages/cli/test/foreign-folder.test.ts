/**
 * Trees in which somebody else has put something, by an archive that was unpacked or because the folder is shared:
 * nothing outside is read or written, nothing waits, and nothing false gets into the report.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { list, makeTree } from '../../core/test/disk/tree.js'
import { hasTool } from '../../core/test/tool.js'
import { BIN, chalkmark, STATE } from './command.js'

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

describe.runIf(onUnix)('named pipes where files are expected', () => {
  test.each([
    'dist/a.js',
    'dist/model.onnx.chalk',
    '.chalkignore',
    'dist/.chalkignore',
    'package.json',
    'CODEOWNERS',
    '.git',
    '.git/HEAD',
    '.git/packed-refs',
    '.git/config',
  ])(
    '%s is not waited for',
    async (name) => {
      const root = makeTree({ 'dist/b.js': SCRIPT, 'dist/model.onnx': 'model' })
      if (name.startsWith('.git/')) {
        expect(spawnSync('git', ['init', '-q', root]).status).toBe(0)
        rmSync(join(root, name), { force: true })
      }
      fifo(join(root, name))
      for (const command of ['insert', 'verify', 'delete']) {
        const { code } = await chalkmark([command, 'dist'], { cwd: root })
        expect(code, command).not.toBeNull()
      }
      expect(readdirSync(root).filter((found) => found.startsWith('.chalk-tmp'))).toEqual([])
    },
    30_000,
  )
})

test.runIf(onUnix)('a CODEOWNERS that leads out of the repository gets into no mark', async () => {
  const { root, victim } = makeProject()
  symlinkSync(victim, join(root, 'CODEOWNERS'))
  await chalkmark(['insert', 'dist'], { cwd: root })
  expect(reportOf(root) + readFileSync(join(root, 'dist/a.js'), 'utf8')).not.toContain('precious')
  expect(reportOf(root)).toContain('leads out of the repository')
})

describe.runIf(onUnix)('the place of the report', () => {
  test.each(['named pipe', 'folder'])(
    'that is a %s and that nobody has named is left, and nothing marked',
    async (kind) => {
      const { root } = makeProject()
      if (kind === 'folder') mkdirSync(join(root, 'chalk-report.json'))
      else fifo(join(root, 'chalk-report.json'))
      const { code, stderr } = await chalkmark(['insert', 'dist'], { cwd: root })
      expect(code).toBe(1)
      expect(stderr).toMatch(/the report cannot be written to .*: what is there is no regular file/)
      expect(readFileSync(join(root, 'dist/a.js'), 'utf8')).toBe(SCRIPT)
    },
  )

  test('may be a device that a user names, which stays one', async () => {
    const { root } = makeProject()
    const { code, stderr } = await chalkmark(['insert', 'dist', '--report', '/dev/null'], { cwd: root })
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('the report is /dev/null') })
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
    expect(readFileSync(join(root, 'dist/a.js'), 'utf8')).toMatch(MARK)
  })

  test('may be a program, as shells name it', async () => {
    const { root } = makeProject()
    const shell =
      'node "$0" insert dist --report >(cat > copy.json; touch done); until [ -e done ]; do sleep 0.05; done'
    const env = { ...process.env, XDG_STATE_HOME: STATE }
    spawnSync('bash', ['-c', shell, BIN], { cwd: root, env, timeout: 120_000 })
    expect(JSON.parse(readFileSync(join(root, 'copy.json'), 'utf8'))[0]._OPERATION).toBe('insert')
  })

  test('a link in a shared folder to a file elsewhere is not written through, though it is named', async () => {
    const { root, victim } = makeProject()
    symlinkSync(victim, join(root, 'link.json'))
    await chalkmark(['insert', 'dist', '--report', 'link.json'], { cwd: root })
    expect(readFileSync(victim, 'utf8')).toBe('precious')
    expect(lstatSync(join(root, 'link.json')).isFile()).toBe(true)
  })

  test('that fails in the end: a private folder, which the summary names', async () => {
    const { root } = makeProject()
    mkdirSync(join(root, 'tmp'), { mode: 0o777 })
    mkdirSync(join(root, 'out'))
    // The report's place becomes a folder while files are marked: when the first mark is there.
    const child = spawn(
      process.execPath,
      [BIN, 'insert', 'dist', '--report', 'out/report.json', '--key', `X-LONG=${'x'.repeat(10)}`],
      {
        cwd: root,
        env: { ...process.env, XDG_STATE_HOME: STATE, TMPDIR: join(root, 'tmp') },
      },
    )
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    while (readdirSync(join(root, 'out')).length === 0) await new Promise((resolve) => setImmediate(resolve))
    mkdirSync(join(root, 'out/report.json'))
    await once(child, 'close')
    const [name] = readdirSync(join(root, 'tmp'))
    const place = join(root, 'tmp', name!, 'report.json')
    expect(stderr).toContain(`the report is ${place}`)
    expect(lstatSync(join(root, 'tmp', name!)).mode & 0o777).toBe(0o700)
    expect(JSON.parse(readFileSync(place, 'utf8'))[0]._OPERATION).toBe('insert')
  })
})

/** Somebody else, who can write to the folder: nobody, where we are root. */
describe.runIf(onUnix && process.getuid?.() === 0 && hasTool('python3'))(
  'another user in a shared folder',
  () => {
    const NOBODY = 65_534

    /** Runs `insert` while `attack` (Python, with `tree` and `outside` set) runs as that user, again and again. */
    async function underAttack(
      mode: number,
      attack: string,
      rounds = 5,
    ): Promise<{ trees: string[]; outside: string }> {
      const outside = makeTree({ 'a.js': 'precious', 'sub/a.js': 'precious', 3: 'precious' })
      chmodSync(outside, 0o755)
      const trees: string[] = []
      for (let round = 0; round < rounds; round++) {
        const root = makeTree({ 'dist/sub/a.js': 'console.log("ours")\n' })
        trees.push(root)
        for (const folder of [root, join(root, 'dist'), join(root, 'dist/sub')]) chmodSync(folder, mode)
        const code = `import os,sys,time\nos.setgroups([]); os.setuid(${NOBODY})\ntree,outside=sys.argv[1:]\nos.chdir(tree)\nend=time.time()+6\nprint('ready',flush=True)\nwhile time.time()<end:\n  try:\n    ${attack}\n  except OSError: pass\n`
        const attacker = spawn('python3', ['-c', code, join(root, 'dist'), outside])
        await Promise.race([
          once(attacker.stdout, 'data'),
          once(attacker, 'close').then(() => expect.fail('no attack')),
        ])
        await chalkmark(['insert', 'dist'], { cwd: root })
        attacker.kill()
        await once(attacker, 'close')
      }
      return { trees, outside }
    }

    const unharmed = (outside: string) => {
      expect(list(outside)).toEqual(['3', 'a.js', 'sub', 'sub/a.js'])
      for (const name of ['3', 'a.js', 'sub/a.js'])
        expect(readFileSync(join(outside, name), 'utf8')).toBe('precious')
    }

    test('who swaps a folder for a link', async () => {
      const { outside } = await underAttack(
        0o777,
        "os.rename('sub','x'); os.symlink(outside,'sub'); os.unlink('sub'); os.rename('x','sub')",
      )
      unharmed(outside)
    }, 60_000)

    test('who swaps our temporary folder for a link', async () => {
      const { outside, trees } = await underAttack(
        0o777,
        "[(os.rename(n,n+'.moved'),os.symlink(outside,n)) for n in os.listdir('.') if n.startswith('.chalk-tmp') and '.moved' not in n]",
      )
      unharmed(outside)
      for (const root of trees) {
        expect(readFileSync(join(root, 'dist/sub/a.js'), 'utf8')).toMatch(/^console\.log\("ours"\)\n/)
      }
    }, 60_000)

    /** Once our temporary folder shows in `proj`, `proj` is a link to another folder with the same names. */
    test.each<[name: string, cwd: string, args: (top: string) => string[]]>([
      ['in which we work', 'proj', () => ['dist']],
      ['in which we work, by its absolute path', 'proj', (top) => [join(top, 'proj/dist')]],
      ['above what we mark', '.', () => ['--report', 'proj/chalk-report.json', 'proj/dist']],
      [
        'above what we mark, by absolute paths',
        '.',
        (top) => ['--report', join(top, 'proj/r'), join(top, 'proj/dist')],
      ],
      ['of the report', '.', () => ['--report', 'proj/chalk-report.json', 'mine']],
    ])(
      'who swaps the folder %s for a link',
      async (_, cwd, args) => {
        // The run can be over before the other process sees what it waits for. That try shows nothing, so there are more.
        for (const delay of [0, 0, 0, 5, 5, 30, 30]) {
          const names = ['dist/a.js', 'chalk-report.json', 'r', 'a.js']
          const outside = makeTree(Object.fromEntries(names.map((name) => [name, 'precious'])))
          const top = makeTree({ 'proj/dist/a.js': SCRIPT, 'mine/a.js': SCRIPT })
          chmodSync(top, 0o777)
          const code = `import os,sys,time\nos.setgroups([]); os.setuid(${NOBODY})\ntop,outside,delay=sys.argv[1:]\nos.chdir(top)\nprint('ready',flush=True)\nwhile not any(n.startswith('.chalk-tmp') for n in os.listdir('proj')): pass\ntime.sleep(int(delay)/1000)\nos.rename('proj','moved'); os.symlink(outside,'proj')\n`
          const attacker = spawn('python3', ['-c', code, top, outside, String(delay)])
          await once(attacker.stdout, 'data')
          const ended = once(attacker, 'close')
          await chalkmark(['insert', ...args(top)], { cwd: join(top, cwd) })
          attacker.kill()
          await ended
          if (!lstatSync(join(top, 'proj')).isSymbolicLink()) continue
          expect(list(outside)).toEqual([...names, 'dist'].sort())
          for (const name of names) expect(readFileSync(join(outside, name), 'utf8')).toBe('precious')
          expect(list(join(top, 'moved')).filter((name) => name.includes('.chalk-tmp'))).toEqual([])
        }
      },
      120_000,
    )

    test('who links a file of root into the tree', async () => {
      const { root, victim } = makeProject()
      chmodSync(join(root, 'dist'), 0o1777)
      linkSync(victim, join(root, 'dist/b.js'))
      const { code, stderr } = await chalkmark(['insert', 'dist'], { cwd: root })
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/b\.js: it has several names/),
      })
      expect(readFileSync(victim, 'utf8')).toBe('precious')
    })
  },
)
