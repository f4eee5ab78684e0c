/**
 * A parent for the program that also waits for orphans, for the first process of a container.
 *
 * The kernel gives processes whose parents have ended to the first process. Until that waits for them (wait(2)), each
 * keeps its number when it ends. Node waits for those processes only that it has started itself (libuv, issue 4179). So
 * the program gets a parent of its own, which asks the kernel for its orphans (prctl(2), PR_SET_CHILD_SUBREAPER) and waits
 * for all: a few lines of Perl, which Debian and its kin always have. Node has no prctl.
 */
import { type StdioOptions, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { findProgram } from '@chalkmark/core/disk'
import type { Descriptors } from './descriptors.js'

/** The number of the system call prctl, by processor as Node names it (Linux, syscall tables). */
const PRCTL: Readonly<Partial<Record<NodeJS.Architecture, number>>> = {
  arm: 172,
  arm64: 167,
  ia32: 172,
  loong64: 167,
  ppc64: 171,
  riscv64: 167,
  s390x: 172,
  x64: 157,
}

/**
 * Tells on a descriptor, a line each: `pid N` or `failed ERRNO`; `alone` if the kernel does not give it the orphans; at the
 * end `exit N` or `signal N`. What a terminal sends to all must not end it before the program. PERL5OPT and PERL_BADLANG
 * are for the program.
 */
const SCRIPT = `
my ($prctl, $descriptor, $options) = splice @ARGV, 0, 3;
$0 = 'chalkmark-reaper';
delete $ENV{PERL_BADLANG};
$ENV{PERL5OPT} = $options if length $options;
open my $out, '>&=', $descriptor or exit 1;
fcntl $out, 2, 1;
sub tell_exec { syswrite $out, "@_\\n" }
tell_exec 'alone' if syscall($prctl, 36, 1, 0, 0, 0) != 0;
pipe my $failure, my $failed;
my $pid = fork;
if (!defined $pid) { tell_exec 'failed', $! + 0; exit 1 }
if ($pid == 0) {
  { no warnings; exec { $ARGV[0] } @ARGV }
  syswrite $failed, $! + 0;
  exit 1;
}
$SIG{$_} = 'IGNORE' for qw(HUP INT QUIT TERM USR1 USR2);
close $failed;
open STDIN, '<', '/dev/null';
open STDOUT, '>', '/dev/null';
sysread $failure, my $errno, 9;
if (length $errno) { tell_exec 'failed', $errno; exit 1 }
tell_exec 'pid', $pid;
while ((my $ended = wait) != $pid) { exit 1 if $ended < 0 && $! != 4 }
tell_exec $? & 127 ? ('signal', $? & 127) : ('exit', $? >> 8);
`

/**
 * Starts the program below a reaper.
 * @returns what the reaper tells, a line each, nothing if it cannot be started; undefined if there is none for this system.
 */
export function startReaper(
  command: string,
  args: readonly string[],
  descriptors: Descriptors,
): AsyncIterator<string> | undefined {
  const prctl = PRCTL[process.arch]
  const perl = findProgram('perl', process.env)
  if (prctl === undefined || perl === undefined) return undefined
  const options = process.env.PERL5OPT ?? ''
  const unused = descriptors.indexOf('ignore')
  const free = unused < 0 ? descriptors.length : unused
  const stdio: StdioOptions = [...descriptors]
  stdio[free] = 'pipe'
  const reaper = spawn(perl, ['-e', SCRIPT, String(prctl), String(free), options, command, ...args], {
    stdio,
    env: { ...process.env, PERL5OPT: undefined, PERL_BADLANG: '0' },
  })
  if (reaper.pid !== undefined) return linesOf(reaper.stdio[free] as Readable)
  reaper.on('error', () => {})
  return undefined
}

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    yield* lines
  }
}
