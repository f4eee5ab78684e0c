/** Runs a command line: finds the command, runs it and sets the exit code. */
import { type Command, CommanderError } from 'commander'
import { helpOf } from './invocation.js'
import { createProgram } from './program.js'
import { writeLine } from './terminal/write.js'
import { UsageError } from './usage-error.js'

/** Exit codes: done; some artifact failed or did not validate; wrong use. */
export const DONE = 0
export const FAILED = 1
export const WRONG_USE = 2

/** Codes of errors in a config or a flag. */
const WRONG_CONFIG = new Set([
  'BAD_OPTION',
  'BAD_POLICY',
  'UNKNOWN_TEMPLATE',
  'WRONG_TEMPLATE',
  'UNKNOWN_KEY',
  'RUN_TIME_KEY',
])

/** Runs a command line, and sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  // `chalkmark extract | head` closes the pipe early, which is no error. exec leaves its streams to the program.
  if (args[0] !== 'exec')
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  try {
    await run(args)
  } catch (error) {
    process.exitCode = failed(error, args)
  }
}

async function run(args: readonly string[]): Promise<void> {
  const program = createProgram()
  const [name = '', ...rest] = args
  if (name === 'help' && rest.length > 0) return run([...rest, '--help'])
  const isKnown = name.startsWith('-') || name === 'help' || commandIn(program, name) !== undefined
  try {
    // For `isnert --help` commander would print the overview. Without `--help` the unknown name is an error.
    await program.parseAsync(isKnown ? args : args.slice(0, 1), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help and version also end with an error. Without a command, the help means wrong use.
    if (!error.message.startsWith('error: ')) process.exitCode = error.exitCode === 0 ? DONE : WRONG_USE
    else throw wrongUse(error, innermost(program, args))
  }
}

function commandIn({ commands }: Command, name: string): Command | undefined {
  return commands.find((command) => command.name() === name)
}

/** The command that arguments name, such as `query` of `report query a.json`. @returns undefined if they name none. */
function innermost(program: Command, args: readonly string[]): Command | undefined {
  let found: Command | undefined
  for (const name of args) {
    const next = commandIn(found ?? program, name)
    if (!next) break
    found = next
  }
  return found
}

/**
 * Builds our message from commander's: `error: unknown option '--jsn'`, sometimes with a second line `(Did you mean
 * --json?)`.
 */
function wrongUse({ message }: CommanderError, command: Command | undefined): UsageError {
  // Only the name of `--pasword=hunter2` is shown, since its value may be a secret.
  const shown = message.replace(/^(error: unknown option '[^'=]+)=[^\n]*'/, "$1'")
  const [what, meant] = shown.slice('error: '.length).split('\n(Did you mean ', 2)
  const see = `ee ${helpOf(command)}`
  if (meant) return new UsageError(`${what}; did you mean ${meant.slice(0, -1)} S${see}`)
  return new UsageError(`${what!.replace(/\.$/, '')}; s${see}`)
}

/** Prints the error. @returns the exit code. */
function failed(error: unknown, args: readonly string[]): number {
  if (error instanceof UsageError) return fail(error.message, WRONG_USE)
  if (isChalkError(error)) return fail(error.message, WRONG_CONFIG.has(error.code) ? WRONG_USE : FAILED)
  return unexpected(error, args)
}

/** Reports a bug of ours in one line; with `--verbose`, the stack, too. */
function unexpected(error: unknown, args: readonly string[]): number {
  const wantsMore = args.includes('--verbose') || args.includes('-v')
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined }
  return fail(wantsMore && stack ? stack : `unexpected error: ${message}; --verbose says where`, FAILED)
}

/** Checks by the name, since loading the class would load the core. */
function isChalkError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && error.name === 'ChalkError'
}

function fail(message: string, code: number): number {
  // A stack has several lines, which are written one by one.
  for (const line of message.split('\n')) writeLine('stderr', `chalkmark: ${line}`)
  return code
}
