/** A command line, taken apart. */
import { parseArgs } from 'node:util'
import type { Command } from './commands.js'
import type { Option } from './options.js'
import { UsageError } from './usage-error.js'

export type FlagValue = string | boolean | readonly string[]

export interface Invocation {
  command: Command
  /** By the option's long name; only those that were given. */
  flags: Readonly<Record<string, FlagValue>>
  /** What is no option. */
  paths: readonly string[]
  cwd: string
}

/**
 * Takes the arguments of a command apart. node:util does it: nothing to load, and the tables of options serve help and
 * completion as well.
 * @param args what stands behind the command's name.
 * @throws UsageError
 */
export function parseCommandLine(command: Command, args: readonly string[], cwd: string): Invocation {
  const options = Object.fromEntries(
    Object.entries(command.options).flatMap(([name, { type, short, multiple, negatable }]) => [
      [name, { type, ...(short && { short }), ...(multiple && { multiple }) }],
      ...(negatable ? [[`no-${name}`, { type }]] : []),
    ]),
  )
  let parsed: { values: Record<string, FlagValue | undefined>; positionals: string[] }
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true }) as typeof parsed
  } catch (error) {
    throw wrongUse(command, error)
  }
  const flags: Record<string, FlagValue> = {}
  for (const [given, value] of Object.entries(parsed.values)) {
    const name = given.replace(/^no-/, '')
    const isNegated = name !== given && command.options[name]?.negatable === true
    if (value !== undefined) flags[isNegated ? name : given] = isNegated ? false : value
    checkChoice(given, command.options[given], value)
  }
  return { command, flags, paths: parsed.positionals, cwd }
}

function checkChoice(name: string, option: Option | undefined, value: FlagValue | undefined): void {
  if (!option?.choices || option.choices.includes(value as string)) return
  throw new UsageError(`--${name} is ${value}: it must be one of ${option.choices.join(', ')}`)
}

function wrongUse({ name }: Command, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (!code.startsWith('ERR_PARSE_ARGS')) throw error
  const [what] = (error as Error).message.split(/\. To specify|\n/, 1)
  return new UsageError(`${what!.replace(/\.$/, '')}; see chalkmark ${name} --help`)
}
