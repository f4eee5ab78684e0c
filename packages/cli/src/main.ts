/** From the command line to a command and its exit code. */
import { COMMANDS, findCommand } from './commands.js'
import { parseCommandLine } from './invocation.js'
import { writeLine, writeText } from './terminal/write.js'
import { UsageError } from './usage-error.js'

/** Exit codes: done; some artifact failed or did not validate; wrong use. */
export const DONE = 0
export const FAILED = 1
export const WRONG_USE = 2

/** What a config or a flag says wrong. */
const WRONG_CONFIG = new Set([
  'BAD_OPTION',
  'UNKNOWN_TEMPLATE',
  'WRONG_TEMPLATE',
  'UNKNOWN_KEY',
  'RUN_TIME_KEY',
])

/** @returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // `chalkmark extract | head` closes the pipe early, and that is fine.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  try {
    return await run(args)
  } catch (error) {
    if (error instanceof UsageError) return fail(error.message, WRONG_USE)
    if (isChalkError(error)) return fail(error.message, WRONG_CONFIG.has(error.code) ? WRONG_USE : FAILED)
    return unexpected(error, args)
  }
}

async function run(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === '--version' || name === '-V') {
    const { version } = await import('./version.js')
    writeLine('stdout', version)
    return DONE
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const { helpFor, overview } = await import('./help.js')
    const command = rest[0] === undefined ? undefined : commandNamed(rest[0])
    const text = command ? helpFor(command) : overview()
    writeText(name === undefined ? 'stderr' : 'stdout', text)
    return name === undefined ? WRONG_USE : DONE
  }
  const command = commandNamed(name)
  if (rest.includes('--help') || rest.includes('-h')) {
    const { helpFor } = await import('./help.js')
    writeText('stdout', helpFor(command))
    return DONE
  }
  const invocation = parseCommandLine(command, rest, process.cwd())
  const loaded = await command.load()
  return loaded.run(invocation)
}

function commandNamed(name: string) {
  const command = findCommand(name)
  if (command) return command
  const names = COMMANDS.map((command) => command.name).join(', ')
  throw new UsageError(`unknown command '${name}': there are ${names}`)
}

/** A bug of ours: one line, and where it is for whoever wants to report it. */
function unexpected(error: unknown, args: readonly string[]): number {
  const wantsMore = args.includes('--verbose') || args.includes('-v')
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined }
  return fail(wantsMore && stack ? stack : `unexpected error: ${message}; --verbose says where`, FAILED)
}

/** By name: the class would have to be loaded with the core. */
function isChalkError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && error.name === 'ChalkError'
}

function fail(message: string, code: number): number {
  // A stack has lines, and each one a line of its own.
  for (const line of message.split('\n')) writeLine('stderr', `chalkmark: ${line}`)
  return code
}
