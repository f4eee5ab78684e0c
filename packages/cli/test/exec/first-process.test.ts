/** `chalkmark exec` as the first process of a container: in a PID namespace of its own, where that is permitted. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../../core/test/disk/tree.js'
import { BIN } from '../command.js'
import { launch, outcomeOf, run, untilSaid } from './run.js'

const UNSHARE = ['unshare', '-pf', '--mount-proc']
const isPermitted =
  process.platform === 'linux' && spawnSync(UNSHARE[0]!, [...UNSHARE.slice(1), 'true']).status === 0

/** As the first process. */
const asFirst = (command: readonly string[], options: readonly string[] = []) => [
  ...UNSHARE,
  process.execPath,
  BIN,
  'exec',
  ...options,
  '--',
  ...command,
]

/** Two processes lose their parents and end; then says how many zombies there are. */
const ORPHANS = ['sh', '-c', "sh -c '(sleep 0.1 &); (sleep 0.2 &)'; sleep 1; ps -eo stat | grep -c Z"]

/** A folder with these programs only. */
function pathOf(names: readonly string[]): string {
  const folder = makeTree({})
  for (const name of names) {
    const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
    symlinkSync(stdout.trim(), join(folder, name))
  }
  return folder
}

const PROGRAMS = ['sh', 'ps', 'grep', 'sleep', 'unshare']

describe.runIf(isPermitted)('as the first process', () => {
  test('it waits for orphans, which Node does not', async () => {
    const node = `require('node:child_process').spawn(process.argv[1], process.argv.slice(2), { stdio: 'inherit' })`
    const alone = await run('alone', [...UNSHARE, process.execPath, '-e', node, ...ORPHANS])
    expect(alone.stdout).toBe('2\n')
    expect(await run('alone', asFirst(ORPHANS, ['-q']))).toMatchObject({ stdout: '0\n', stderr: '' })
  })

  test('without Perl, a shell does, or a warning says so', async () => {
    const ran = await run('alone', asFirst(ORPHANS), { env: { PATH: pathOf(PROGRAMS) } })
    if ('execve' in process) expect(ran.stdout).toBe('0\n')
    else expect(ran.stderr).toContain('warning: processes whose parents end stay as zombies')
  })

  test('it starts no program of the working directory', async () => {
    const cwd = makeTree({ perl: '#!/bin/sh\necho ran >> RAN\n', sh: '#!/bin/sh\necho ran >> RAN\n' })
    for (const name of ['perl', 'sh']) chmodSync(join(cwd, name), 0o755)
    const command = asFirst(['/bin/sh', '-c', 'exit 9'], ['-q'])
    for (const PATH of [`.:${process.env.PATH}`, `:${pathOf(PROGRAMS)}`])
      expect(await run('alone', command, { cwd, env: { PATH } })).toMatchObject({ code: 9 })
    expect(existsSync(join(cwd, 'RAN'))).toBe(false)
  })

  test.each([
    ['exit 0', 0],
    ['exit 9', 9],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
    // A real-time signal.
    ['kill -40 $$', 168],
  ])('%s', async (script, code) => {
    expect(await run('alone', asFirst(['sh', '-c', script], ['-q']))).toMatchObject({ code, stderr: '' })
  })

  test('programs that are not there, or none', async () => {
    const root = makeTree({ 'text.txt': 'no program' })
    expect(await run('alone', asFirst(['no-such-program'], ['-q']))).toMatchObject({ code: 127 })
    expect(await run('alone', asFirst(['./text.txt'], ['-q']), { cwd: root })).toMatchObject({ code: 126 })
  })

  test.each(['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'TERM', 'CONT', 'WINCH'])(
    'SIG%s reaches the program',
    async (name) => {
      const script = `trap 'echo got; exit 5' ${name}; kill -${name} 1; while :; do sleep 0.1; done`
      const command = ['sh', '-c', script]
      expect(await run('alone', asFirst(command, ['-q']))).toMatchObject({ code: 5, stdout: 'got\n' })
      if (!('execve' in process)) return
      const withoutPerl = { env: { PATH: pathOf(PROGRAMS) } }
      expect(await run('alone', asFirst(command, ['-q']), withoutPerl)).toMatchObject({
        code: 5,
        stdout: 'got\n',
      })
    },
  )

  test('the program has its own environment and descriptors', async () => {
    const env = { PERL5OPT: '-w', PERL_BADLANG: undefined, LC_ALL: 'no_such.locale' }
    const command = ['sh', '-c', 'env | grep PERL; ls /proc/self/fd | wc -l']
    const ran = await run('alone', asFirst(command, ['-q']), { env })
    const alone = await run('alone', [...UNSHARE, ...command], { env })
    expect(ran).toEqual(alone)
  })

  test('a stop ends it at once, and the report is there', async () => {
    const root = makeTree({})
    const command = asFirst(['sh', '-c', 'echo begun; exec sleep 60'], ['--report', 'report.json'])
    const child = launch('alone', command, { cwd: root, stdio: 'pipe' })
    await untilSaid(child, 'begun')
    const inside = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'))
    process.kill(inside, 'SIGTERM')
    expect(await outcomeOf(child)).toMatchObject({ code: 143 })
    const [report] = JSON.parse(readFileSync(join(root, 'report.json'), 'utf8'))
    expect(report).toMatchObject({ _OPERATION: 'exec', _ARGV: ['-c', 'echo begun; exec sleep 60'] })
  })
})
