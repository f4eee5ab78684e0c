/** Programs that do unusual things, with and without `chalkmark exec`. */
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../../core/test/disk/tree.js'
import { hasTool } from '../../../core/test/tool.js'
import { launch, outcomeOf, run, untilSaid, viaExec } from './run.js'

const canRun = process.platform === 'linux' && hasTool('perl', ['-v'])

/** Runs it both ways. How it ends and what it writes must be the same. */
async function same(command: readonly string[], options: Parameters<typeof run>[2] = {}) {
  const alone = await run('alone', command, options)
  const byExec = await run([], command, options)
  expect(byExec).toEqual(alone)
  return byExec
}

describe.runIf(canRun)('the same with and without', () => {
  test('100 MB on stdout, and on stderr, to a slow reader', { timeout: 60_000 }, async () => {
    // Both streams are one pipe, which is full when its reader begins.
    const slowly = ['sh', '-c', '"$@" 2>&1 | { sleep 1; sha256sum; }', 'sh']
    for (const stream of ['STDOUT', 'STDERR']) {
      const writer = ['perl', '-e', `print ${stream} "0123456789abcdef" x 65536 for 1 .. 100`]
      const alone = await run('alone', [...slowly, ...writer])
      expect(await run('alone', [...slowly, ...viaExec(writer)])).toEqual(alone)
    }
  })

  test('100 MB on stdin, to its end', { timeout: 60_000 }, async () => {
    const input = '0123456789abcdef'.repeat(65536 * 100)
    expect((await same(['sha256sum'], { input })).code).toBe(0)
  })

  test('stdin that it leaves to the next', async () => {
    const line = ['sh', '-c', 'read one; echo "$one"']
    const both = (first: readonly string[]) => [
      ...['sh', '-c', `printf 'a\\nb\\nc\\n' | { "$@"; cat; }`, 'sh'],
      ...first,
    ]
    expect(await run('alone', both(viaExec(line)))).toEqual(await run('alone', both(line)))
  })

  test('a reader that goes away', async () => {
    const writer = ['perl', '-e', '$SIG{PIPE} = "DEFAULT"; print "x\\n" while 1']
    const piped = (command: readonly string[]) => [
      ...['bash', '-c', 'set -o pipefail; "$@" | head -1; echo $?', 'bash'],
      ...command,
    ]
    const alone = await run('alone', piped(writer))
    expect(alone.stdout).toBe('x\n141\n')
    expect(await run('alone', piped(viaExec(writer)))).toEqual(alone)
  })

  test('children that outlive it', async () => {
    const root = makeTree({})
    const command = ['sh', '-c', '(sleep 1; echo late >late.txt; echo late) & echo done; exit 6']
    expect(await same(command, { cwd: root })).toMatchObject({ code: 6, stdout: 'done\nlate\n' })
    expect(readdirSync(root)).toContain('late.txt')
  })

  test('SIGTERM that it ignores', async () => {
    for (const how of ['alone', []] as const) {
      const script = '$SIG{TERM} = "IGNORE"; $| = 1; print "ready\\n"; sleep 2; print "still here\\n"; exit 7'
      const child = launch(how, ['perl', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
      await untilSaid(child, 'ready')
      for (let count = 0; count < 5; count++) child.kill('SIGTERM')
      expect(await outcomeOf(child)).toEqual({ code: 7, signal: null, stdout: 'still here\n', stderr: '' })
    }
  })

  test.each(['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'TERM', 'CONT', 'WINCH'] as const)(
    'SIG%s reaches it, once',
    async (name) => {
      const script = `$| = 1; $SIG{${name}} = sub { print "got\\n" }; print "ready\\n"; for (1 .. 3) { sleep 1 } exit 8`
      const child = launch([], ['perl', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
      await untilSaid(child, 'ready')
      child.kill(`SIG${name}`)
      expect(await outcomeOf(child)).toEqual({ code: 8, signal: null, stdout: 'got\n', stderr: '' })
    },
  )

  test('a core file', async () => {
    const { stdout } = spawnSync('sh', ['-c', 'ulimit -c unlimited && cat /proc/sys/kernel/core_pattern'])
    // Where files are written elsewhere, or by a program, there is nothing to compare.
    if (!/^core\s*$/.test(String(stdout))) return
    for (const name of ['SEGV', 'ABRT', 'QUIT']) {
      const sizeOfCore = async (command: readonly string[]) => {
        const root = makeTree({})
        const ran = await run('alone', ['sh', '-c', 'ulimit -c unlimited; exec "$@"', 'sh', ...command], {
          cwd: root,
        })
        expect(ran).toMatchObject({ code: null, signal: `SIG${name}` })
        const [file = ''] = readdirSync(root).filter((entry) => entry.startsWith('core'))
        return statSync(join(root, file)).size
      }
      const dying = ['perl', '-e', `kill ${name} => $$; sleep 5`]
      // Perl's and not that of Node, which is a hundred times larger.
      expect((await sizeOfCore(viaExec(dying))) / (await sizeOfCore(dying))).toBeCloseTo(1, 0)
    }
  })

  test('directory, umask, limits, niceness and environment', async () => {
    const root = makeTree({ 'with blank/x': '' })
    const script = 'pwd -P; umask; nice; ulimit -t; env | grep -v -e ^_= -e ^SHLVL= | sort'
    const before = 'umask 0027; ulimit -t 1000; exec nice -n 3 "$@"'
    const setUp = (command: readonly string[]) => ['sh', '-c', before, 'sh', ...command]
    const command = ['sh', '-c', script]
    const options = {
      cwd: join(root, 'with blank'),
      env: { NODE_OPTIONS: '--no-warnings', EMPTY: '', LINES: 'one\ntwo', NODE_CHANNEL: 'x' },
    }
    expect(await run('alone', setUp(viaExec(command)), options)).toEqual(
      await run('alone', setUp(command), options),
    )
  })

  test('streams that it closes are closed', async () => {
    // The reader says when there is no more, while the program still runs.
    const closing = `exec >&- 2>&-; sleep 3; echo ended >ended.txt`
    const read = (command: readonly string[]) => [
      ...['bash', '-c', '"$@" 2>/dev/null | { cat; ls; }; "$@" > >(cat; ls >&2) 2>/dev/null; wait', 'bash'],
      ...command,
    ]
    const write = (command: readonly string[]) => [
      ...['bash', '-c', 'trap "" PIPE; { sleep 1; echo word; echo $? >&2; } | "$@"', 'bash'],
      ...command,
    ]
    const once = async (command: readonly string[]) => await run('alone', command, { cwd: makeTree({}) })
    const writing = ['sh', '-c', closing]
    expect(await once(read(viaExec(writing)))).toEqual(await once(read(writing)))
    const reading = ['sh', '-c', 'exec <&-; sleep 3']
    const alone = await once(write(reading))
    expect(alone.stderr).toMatch(/broken pipe/i)
    const withoutNumbers = ({ stderr, ...rest }: typeof alone) => ({
      ...rest,
      stderr: stderr.replace(/\d+: /g, ''),
    })
    expect(withoutNumbers(await once(write(viaExec(reading))))).toEqual(withoutNumbers(alone))
  })

  test('further descriptors', async () => {
    const root = makeTree({ 'in.txt': 'from a file\n' })
    const script = 'read -u 3 a; echo to a file >&7; read -u 5 b; read -u 20 c; echo "$a, $b, $c"'
    const opened = '"$@" 3<in.txt 7>out.txt 5< <(echo from a program) 20<in.txt; cat out.txt'
    const shell = (command: readonly string[]) => ['bash', '-c', opened, 'bash', ...command]
    const command = ['bash', '-c', script]
    const alone = await run('alone', shell(command), { cwd: root })
    expect(alone.stdout).toBe('from a file, from a program, from a file\nto a file\n')
    expect(await run('alone', shell(viaExec(command)), { cwd: root })).toEqual(alone)
  })

  test('no descriptors of our own', async () => {
    await same(['sh', '-c', 'ls /proc/self/fd'], { stdio: ['ignore', 'pipe', 'pipe'] })
  })

  test('the jobserver of make', async () => {
    const root = makeTree({
      Makefile: 'all:\n\t+@$(VIA) $(MAKE) --no-print-directory -f inner.mk\n',
      'inner.mk': 'all: a b\na b:\n\t@echo $@\n',
    })
    const make = (via: string) => run('alone', ['make', '-j2', `VIA=${via}`], { cwd: root })
    // Without the descriptors make warns that there is no jobserver.
    expect(await make(viaExec([]).join(' '))).toMatchObject({ code: 0, stderr: '' })
  })

  test('an inspector that is meant for the program', async () => {
    const env = { NODE_OPTIONS: '--inspect=127.0.0.1:0' }
    const print = 'process.stdout.write(String(Boolean(require("node:inspector").url())))'
    const { code, stdout } = await run([], [process.execPath, '-e', print], { env })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'true' })
  })
})
