/** What every command is made of: its declaration, which the help and completion read, and its action. */
import { Command, Help, type Option } from 'commander'
import { type Invocation, invocationOf } from './invocation.js'
import { HEADINGS, option } from './options.js'
import { writeText } from './terminal/write.js'

/** What a command does, in a file of its own, so that no other command loads what it needs. */
export interface Action<Flags extends object> {
  /** @returns the exit code. */
  run(invocation: Invocation<Flags>): Promise<number>
}

export interface CommandSpec<Flags extends object> {
  name: string
  /** As commander takes them: `[paths...]`. Those called `paths` and `dir` complete file names. */
  arguments?: string
  /** One line. */
  summary: string
  options?: readonly Option[]
  /** Command lines with what they do. */
  examples: readonly (readonly [command: string, meaning: string])[]
  /** Whether it looks for a config file and runs its code. Commands that read what others have made do not. */
  runsConfig?: boolean
  load(): Promise<Action<Flags>>
}

/** Puts a command together. More than a {@link CommandSpec} can say is done to what this returns. */
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

/** A command without anything: it throws where commander would end the process, and prints as we do. */
export function newCommand(name: string): Command {
  const command = new Command(name)
  return command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => writeText('stdout', text),
      writeErr: (text) => writeText('stderr', text),
      // It is thrown, too, and main.ts prints it.
      outputError: () => {},
    })
    .configureHelp({
      optionTerm: ({ flags, short, long }) => {
        const isOnOff = command.options.some(
          (other) => other.negate && other.long === `--no-${long?.slice(2)}`,
        )
        return (short ? '' : '    ') + (isOnOff ? flags.replace('--', '--[no-]') : flags)
      },
      // Ours name choices and defaults themselves.
      optionDescription: ({ description }) => description,
      subcommandTerm: (sub) => new Help().subcommandTerm(sub).replace(' [options]', ''),
    })
}
