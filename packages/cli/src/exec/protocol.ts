/** What exec and its reporter tell each other. */
import type { ExecFlags } from '../commands/exec.js'
import type { Invocation } from '../invocation.js'

/** What is to be reported: JSON on the reporter's standard input. */
export interface Job {
  invocation: Invocation<ExecFlags>
  /** The command line of exec. */
  argv: readonly string[]
  /** The environment of the program. */
  env: NodeJS.ProcessEnv
  command: string
  args: readonly string[]
  /** In milliseconds since 1970. */
  startedAt: number
}

/** From exec to the reporter. */
export type ToReporter =
  /** The program runs as this process. */
  | { started: number }
  /** The program has ended, with this exit code; by a signal, 128 and its number. */
  | { ended: number }
  /** Make a report now. */
  | { wanted: true }

/** From the reporter to exec. */
export type ToExec =
  /** A warning. */
  | { said: string }
  /** All reports are handed over: they wait in the outbox, if they are not delivered yet. */
  | { kept: true }
  /** A report that was wanted, as JSON; undefined if there is none. */
  | { report: string | undefined }
