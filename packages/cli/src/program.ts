/** The whole command line as a commander program, which the help and the completion read, too. */
import { Argument, type Command } from 'commander'
import { newCommand } from './command.js'
import { COMMANDS } from './commands/index.js'
import { version } from './version.js'

export function createProgram(): Command {
  const program = newCommand('chalkmark')
    .usage('<command> [options] [paths...]')
    .description('Chalk marks tell which commit and build an artifact came from.')
    .version(version, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    // Options after a command's name belong to that command.
    .enablePositionalOptions()
    .addHelpText(
      'after',
      `
Paths are files and folders; without any, the working directory.
More on a command: chalkmark <command> --help

Exit codes: 0 done; 1 some artifact failed or did not validate; 2 wrong use.`,
    )
  for (const make of COMMANDS) program.addCommand(make())
  const names = program.commands.map((command) => command.name())
  const which = new Argument('[command]').choices(names)
  program.addHelpCommand(newCommand('help').description('Print the help of a command.').addArgument(which))
  return program
}
