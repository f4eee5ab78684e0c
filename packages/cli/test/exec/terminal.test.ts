/** `chalkmark exec` on a terminal: job control, signals of the terminal, and its settings, as without exec. */
import { spawn } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../../core/test/disk/tree.js'
import { hasTool } from '../../../core/test/tool.js'
import { BIN, STATE } from '../command.js'
import { outcomeOf } from './run.js'

const DRIVER = fileURLToPath(new URL('terminal.py', import.meta.url))
const canRun = process.platform === 'linux' && hasTool('python3') && hasTool('perl', ['-v'])

/** What is typed, and what must be shown then. */
type Step = [typed: string, shown: string]

const INTERRUPT = '\u0003'
const QUIT = '\u001c'
const SUSPEND = '\u001a'

interface Session {
  shown: string
  /** What was not shown in time. */
  missed: string | null
}

/** A session of an interactive shell, in which `./go` starts a program by exec or alone. */
async function session(
  how: 'exec' | 'alone',
  files: Record<string, string>,
  steps: readonly Step[],
): Promise<Session> {
  const root = makeTree(files)
  const before = how === 'exec' ? `'${process.execPath}' '${BIN}' exec -q -- ` : ''
  writeFileSync(join(root, 'go'), `#!/bin/sh\nexec ${before}"$@"\n`)
  chmodSync(join(root, 'go'), 0o755)
  const driver = spawn('python3', [DRIVER], {
    cwd: root,
    env: { PATH: process.env.PATH, TERM: 'dumb', HOME: root, XDG_STATE_HOME: STATE },
  })
  writeFileSync(join(root, 'rc'), "PS1='% '\n")
  const argv = ['bash', '--rcfile', 'rc', '--noediting', '-i']
  driver.stdin.end(JSON.stringify({ argv, steps: [['', '% '], ...steps] }))
  const { code, stdout, stderr } = await outcomeOf(driver)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { shown, missed } = JSON.parse(stdout)
  return { missed, shown: shown.replaceAll(/(pid|\[\d\]) \d+/g, '$1 N') }
}

/** Runs it both ways. What is shown must be the same. */
async function sameSession(files: Record<string, string>, steps: readonly Step[]): Promise<string> {
  const alone = await session('alone', files, steps)
  expect(alone.missed).toBeNull()
  const byExec = await session('exec', files, steps)
  expect(byExec).toEqual(alone)
  return byExec.shown
}

/** Says which signals it gets, and ends at the third. */
const COUNTING = `$| = 1;
my $number = 0;
for my $name (qw(INT QUIT TERM HUP USR1 USR2)) {
  $SIG{$name} = sub { print "got $name\\n"; exit 3 if ++$number > 2 };
}
$SIG{CONT} = sub { print "continued\\n" };
print "pid ", getppid, "\\n" if @ARGV;
print "ready\\n";
select undef, undef, undef, 0.1 while 1;
`

describe.runIf(canRun)('on a terminal', () => {
  test('Ctrl-C and Ctrl-\\ come once', async () => {
    const shown = await sameSession({ 'count.pl': COUNTING }, [
      ['./go perl count.pl\n', 'ready'],
      [INTERRUPT, 'got INT'],
      [QUIT, 'got QUIT'],
      [INTERRUPT, 'got INT.*% '],
      ['echo code $?\n', 'code 3.*% '],
    ])
    expect(shown.match(/got (INT|QUIT)/g)).toEqual(['got INT', 'got QUIT', 'got INT'])
  })

  test('Ctrl-Z stops the job, and fg and bg continue it', async () => {
    await sameSession({ 'count.pl': COUNTING }, [
      ['./go perl count.pl\n', 'ready'],
      [SUSPEND, 'Stopped.*% '],
      ['echo stopped by $?\n', 'stopped by 148.*% '],
      ['fg\n', 'continued'],
      [SUSPEND, 'Stopped.*% '],
      ['bg >file; sleep 1\n', 'continued.*% '],
      ['kill %1; sleep 1\n', 'got TERM.*% '],
      ['kill -INT %1; sleep 1\n', 'got INT.*% '],
      ['kill -USR1 %1; wait %1; echo code $?\n', 'code 3.*% '],
    ])
  })

  test('a program that stops itself stops the job', async () => {
    const script = '$| = 1; print "stops\\n"; kill STOP => $$; print "goes on\\n"; exit 4'
    await sameSession({ 'stop.pl': script }, [
      ['./go perl stop.pl\n', 'Stopped.*% '],
      ['fg\n', 'goes on.*% '],
      ['echo code $?\n', 'code 4.*% '],
    ])
  })

  test('a signal to exec alone is passed on', async () => {
    const steps: Step[] = [
      ['./go perl count.pl parent\n', 'ready'],
      ['signal SIGINT', 'got INT'],
      [INTERRUPT, 'got INT'],
      ['signal SIGQUIT', 'got QUIT.*% '],
      ['echo code $?\n', 'code 3.*% '],
    ]
    const { shown, missed } = await session('exec', { 'count.pl': COUNTING }, steps)
    expect(missed).toBeNull()
    expect(shown.match(/got (INT|QUIT)/g)).toEqual(['got INT', 'got INT', 'got QUIT'])
  })

  test('death by Ctrl-C is death by SIGINT', async () => {
    await sameSession({}, [
      ['for i in 1 2 3; do ./go perl -e \'$| = 1; print "begun\\n"; sleep 50\'; done\n', 'begun\r'],
      [INTERRUPT, '% '],
      ['echo code $?\n', 'code 130.*% '],
    ])
  })

  test('what a program sets of the terminal stays', async () => {
    const shown = await sameSession({}, [
      ['./go stty -echo -ixon\n', '% '],
      ['stty -a | grep -o -e "-echo " -e "-ixon"\n', '-ixon.*% '],
      ['./go stty sane\n', '% '],
      ['stty -a | grep -o "[- ]echo "\n', ' echo.*% '],
    ])
    expect(shown).toContain('-echo')
  })

  test('reading in the background stops the job', async () => {
    await sameSession({}, [
      ['./go cat & sleep 2\n', '% '],
      ['jobs\n', 'Stopped.*% '],
      ['fg\n', 'cat'],
      ['word\n', 'word\r\nword'],
      ['\u0004', '% '],
    ])
  })

  test('the streams are the terminal', async () => {
    await sameSession({}, [
      [
        './go perl -e \'print "terminals: ", (-t STDIN), (-t STDOUT), (-t STDERR), "\\n"\'\n',
        'terminals: 111.*% ',
      ],
      ['stty cols 77 rows 11; ./go stty size\n', '11 77.*% '],
      ['./go sh -c "echo to the terminal >/dev/tty"\n', 'to the terminal\r.*% '],
    ])
  })
})
