/** A command line, taken apart. */
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
  /** `_OP_CMD_FLAGS`: what was given, by long names, in this order. */
  given: readonly string[]
  /** What is no option. */
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
        // commander takes whatever follows for the value.
        if (command.options.some(({ long, short }) => one === long || one === short)) {
          throw new UsageError(`${option.long} has no value: ${one} is an option; see ${helpOf(command)}`)
        }
        return `${option.long}=${one}`
      })
    })
}

/** `--durable` and `--no-durable` have one flag. */
function optionFor({ options }: Command, name: string, value: unknown): Option {
  return options.find(
    (option) => option.attributeName() === name && (typeof value !== 'boolean' || option.negate !== value),
  )!
}

/** What prints a command's help; without one, the overview. */
export function helpOf(command?: Command): string {
  return `chalkmark ${command ? `${command.name()} ` : ''}--help`
}
