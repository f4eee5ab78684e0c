/** A parsed command line. */
import type { Command, Option } from 'commander'
import type { CommonFlags } from './options.js'
import { UsageError } from './usage-error.js'

export interface Invocation<Flags extends object = object> {
  /** The command's name. */
  command: string
  /** Whether it looks for a config file and runs its code. */
  runsConfig: boolean
  /** By the option's long name in camel case. */
  flags: CommonFlags & Flags
  /** `_OP_CMD_FLAGS`: the given options by their long names, in the order in which they were given. */
  given: readonly string[]
  /** The arguments that are no options. */
  paths: readonly string[]
  cwd: string
}

/** @throws UsageError */
export function invocationOf<Flags extends object>(command: Command, runsConfig: boolean): Invocation<Flags> {
  return {
    command: command.name(),
    runsConfig,
    flags: command.opts(),
    given: givenIn(command),
    paths: command.args,
    cwd: process.cwd(),
  }
}

function givenIn(command: Command): string[] {
  return Object.entries(command.opts())
    .filter(([name]) => command.getOptionValueSource(name) === 'cli')
    .flatMap(([name, value]) => {
      const option = optionFor(command, name, value)
      if (typeof value === 'boolean') return [option.long!]
      return [value].flat().map((one) => {
        // commander takes the next argument for the value, even if it is an option.
        if (command.options.some(({ long, short }) => one === long || one === short)) {
          throw new UsageError(`${option.long} has no value: ${one} is an option; see ${helpOf(command)}`)
        }
        return `${option.long}=${one}`
      })
    })
}

/** `--durable` and `--no-durable` share one flag. */
function optionFor({ options }: Command, name: string, value: unknown): Option {
  return options.find(
    (option) => option.attributeName() === name && (typeof value !== 'boolean' || option.negate !== value),
  )!
}

/** The command line that prints a command's help, or the overview. */
export function helpOf(command?: Command): string {
  const names: string[] = []
  for (let one = command; one?.parent; one = one.parent ?? undefined) names.unshift(`${one.name()} `)
  return `chalkmark ${names.join('')}--help`
}
