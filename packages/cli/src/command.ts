/** The parts of every command: its declaration, which the help and the completion read, and its action. */
import { Command, Help, type Option } from 'commander'
import { type Invocation, invocationOf } from './invocation.js'
import { HEADINGS, option } from './options.js'
import { writeText } from './terminal/write.js'

/** What a command does. It is in a file of its own, so that other commands do not load its imports. */
export interface Action<Flags extends object> {
  /** @returns the exit code. */
  run(invocation: Invocation<Flags>): Promise<number>
}

export interface CommandSpec<Flags extends object> {
  name: string
  /** In commander's syntax: `[paths...]`. Arguments called `paths` and `dir` complete file names. */
  arguments?: string
  /** One line. */
  summary: string
  options?: readonly Option[]
  /** Command lines, each with what it does. */
  examples: readonly (readonly [command: string, meaning: string])[]
  /** Whether it looks for a config file and runs its code. Commands that inspect artifacts of others do not. */
  runsConfig?: boolean
  load(): Promise<Action<Flags>>
}

/** Builds a command. Anything that {@link CommandSpec} does not cover is set on the result. */
export function defineCommand<Flags extends object = object>(spec: CommandSpec<Flags>): Command {
  const command = newCommand(spec.name).description(spec.summary)
  if (spec.arguments) command.arguments(spec.arguments)
  for (const each of spec.options ?? []) command.addOption(each)
  command.addHelpOption(option('-h, --help', 'Print this help.').helpGroup(HEADINGS.common))
  const examples = spec.examples.map(([line, meaning]) => `  # ${meaning}\n  ${line}`)
  command.addHelpText('after', `\nExamples:\n${examples.join('\n')}`)
  return command.action(async () => {
    const invocation = invocationOf<Flags>(command, spec.runsConfig === true)
    const { run } = await spec.load()
    process.exitCode = await run(invocation)
  })
}

/** An empty command. It throws instead of ending the process, and prints through our own functions. */
export function newCommand(name: string): Command {
  const command = new Command(name)
  return command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => writeText('stdout', text),
      writeErr: (text) => writeText('stderr', text),
      // The error is also thrown, and main.ts prints it.
      outputError: () => {},
    })
    .configureHelp({
      optionTerm: ({ flags, short, long }) => {
        const isOnOff = command.options.some(
          (other) => other.negate && other.long === `--no-${long?.slice(2)}`,
        )
        return (short ? '' : '    ') + (isOnOff ? flags.replace('--', '--[no-]') : flags)
      },
      // Our descriptions already name choices and defaults.
      optionDescription: ({ description }) => description,
      subcommandTerm: (sub) => new Help().subcommandTerm(sub).replace(' [options]', ''),
    })
}
