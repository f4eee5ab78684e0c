/** The help texts, made from the tables of commands and options. */
import { COMMANDS, type Command } from './commands.js'
import type { Option, Options } from './options.js'

export function overview(): string {
  const commands = COMMANDS.map(({ name, arguments: args, summary }) => [`${name} ${args}`, summary] as const)
  return `Chalk marks tell which commit and build an artifact came from.

Usage: chalkmark <command> [options] [paths…]

Commands:
${columns(commands)}

Paths are files and folders; without any, the working directory.
More on a command: chalkmark <command> --help

Exit codes: 0 done; 1 some artifact failed or did not validate; 2 wrong use.
`
}

export function helpFor({ name, arguments: args, summary, options, examples }: Command): string {
  return `${summary}

Usage: chalkmark ${name} [options] ${args}

Options:
${columns(rows(options))}

Examples:
${examples.map(([command, meaning]) => `  # ${meaning}\n  ${command}`).join('\n')}
`
}

function rows(options: Options): (readonly [string, string])[] {
  return Object.entries(options).map(([name, option]) => [syntax(name, option), option.description])
}

function syntax(name: string, { short, value, choices, negatable }: Option): string {
  const flag = `--${negatable ? '[no-]' : ''}${name}`
  const argument = choices ? ` ${choices.join('|')}` : value ? ` ${value}` : ''
  return `${short ? `-${short}, ` : '    '}${flag}${argument}`
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}
