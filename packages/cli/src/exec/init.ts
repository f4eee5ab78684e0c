/**
 * The first process of a container where there is no Perl (reaper.ts), as in Alpine: a shell takes its place and starts
 * this command anew. A shell waits for all of its children, also for those that the kernel gives to it. That takes as long
 * as another start of Node, and Node 22.15 or newer: older ones cannot give up their place.
 */
import { existsSync } from 'node:fs'

const SHELL = '/bin/sh'

/**
 * Standard input of what a shell starts in the background is /dev/null, so it is handed over as descriptor 3 (POSIX, Shell
 * Command Language, 2.9.3.1). A terminal sends SIGINT, SIGQUIT and SIGHUP to all of its processes: they are passed on without
 * one only. `wait` ends early when a signal comes.
 */
const SCRIPT = `
exec 3<&0
"$@" <&3 3<&- &
program=$!
exec 3<&-
for signal in USR1 USR2 TERM CONT WINCH; do trap "kill -$signal $program" $signal; done
for signal in INT QUIT HUP; do
  if [ -t 0 ]; then trap : $signal; else trap "kill -$signal $program" $signal; fi
done
while wait $program; code=$?; kill -0 $program 2>/dev/null; do :; done
exit $code
`

/** Makes a shell the first process, which starts this command again. Returns only if that is not possible. */
export function becomeInit(): void {
  // In Node's types from 24 on.
  const { execve } = process as {
    execve?(file: string, args: readonly string[], env: NodeJS.ProcessEnv): void
  }
  if (!execve || !existsSync(SHELL)) return
  // That it is experimental is nothing for the program's standard error.
  process.removeAllListeners('warning')
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  execve.call(process, SHELL, ['sh', '-c', SCRIPT, 'chalkmark-init', ...again], process.env)
}
