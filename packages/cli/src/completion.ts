/** Shell completion for bash, zsh and fish, made from commander's tree of commands. */
import type { Command, Option } from 'commander'
import { isRepeatable } from './options.js'

type Shell = (commands: readonly Described[]) => string

/** The script for `bash`, `zsh` or `fish`. */
export function completionFor(shell: string, program: Command): string {
  const scripts: Readonly<Record<string, Shell>> = { bash, zsh, fish }
  return scripts[shell]!(program.createHelp().visibleCommands(program).map(describe))
}

/** A command as the completion scripts describe it. */
interface Described {
  name: string
  summary: string
  options: readonly Option[]
  /** What its arguments complete to: file names, or these words. */
  completes: 'files' | readonly string[]
}

/** Names of arguments and values that are file names. */
const FILES = /^(?:paths|dir|file.*)$/

function describe(command: Command): Described {
  const { registeredArguments } = command
  const isFiles = registeredArguments.some((argument) => FILES.test(argument.name()))
  // The help does not list `--no-…`, and only the help lists `--help`.
  const options = new Set([...command.options, ...command.createHelp().visibleOptions(command)])
  return {
    name: command.name(),
    summary: command.description(),
    options: [...options],
    completes: isFiles ? 'files' : registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  }
}

/** `-q` and `--quiet`. */
function spellings({ short, long }: Option): string[] {
  return [long, short].filter((flag) => flag !== undefined)
}

/** The name of an option's value: `file` for `--report <file>`. */
function valueName({ flags }: Option): string | undefined {
  return /[<[](.*)[>\]]/.exec(flags)?.[1]
}

/** For bash 3.2 (macOS) and later. */
function bash(commands: readonly Described[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  const cases = commands.map(({ name, options, completes }) => {
    const values = options
      .filter(({ argChoices }) => argChoices)
      .map(({ long, argChoices }) => `        ${long}) words="${argChoices!.join(' ')}" ;;`)
    const words = options.flatMap(spellings).join(' ')
    const rest = completes === 'files' ? '' : ` ${completes.join(' ')}`
    return `    ${name})
      case "$previous" in
${values.length > 0 ? `${values.join('\n')}\n` : ''}        *) words="${words}${rest}" ;;
      esac ;;`
  })
  return `# chalkmark completion for bash: put  eval "$(chalkmark completion bash)"  into ~/.bashrc
_chalkmark() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names} --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _chalkmark chalkmark
`
}

function zsh(commands: readonly Described[]): string {
  const quoted = (text: string) => text.replace(/['[\]:]/g, (sign) => (sign === "'" ? "'\\''" : `\\${sign}`))
  const described = commands.map(({ name, summary }) => `    '${name}:${quoted(summary)}'`)
  const cases = commands.map(({ name, options, completes }) => {
    const flags = options.flatMap((option) => {
      const value = valueName(option)
      const action = value === undefined ? '' : `:${quoted(value)}:${zshAction(option, value)}`
      return spellings(option).map(
        (flag) =>
          `        '${isRepeatable(option) ? '*' : ''}${flag}[${quoted(option.description)}]${action}'`,
      )
    })
    const rest = completes === 'files' ? '_files' : `(${completes.join(' ')})`
    return `      ${name})
        _arguments \\
${flags.map((flag) => `${flag} \\`).join('\n')}
        '*: :${rest}' ;;`
  })
  return `#compdef chalkmark
# chalkmark completion for zsh: put  eval "$(chalkmark completion zsh)"  into ~/.zshrc, after compinit
_chalkmark() {
  local -a commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
  else
    local command=$words[2]
    shift words; (( CURRENT-- ))
    case $command in
${cases.join('\n')}
    esac
  fi
}
compdef _chalkmark chalkmark
`
}

function zshAction({ argChoices }: Option, value: string): string {
  if (argChoices) return `(${argChoices.join(' ')})`
  return FILES.test(value) ? '_files' : ' '
}

function fish(commands: readonly Described[]): string {
  const quote = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`
  const lines = commands.flatMap(({ name, summary, options, completes }) => {
    const here = `-n '__fish_seen_subcommand_from ${name}'`
    const words =
      completes === 'files' ? [] : [`complete -c chalkmark ${here} -f -a ${quote(completes.join(' '))}`]
    return [
      `complete -c chalkmark -n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
      ...options.map((option) => {
        const { argChoices, long, short, description } = option
        const value = argChoices
          ? ` -x -a ${quote(argChoices.join(' '))}`
          : valueName(option) === undefined
            ? ''
            : ' -r'
        const letter = short ? ` -s ${short.slice(1)}` : ''
        return `complete -c chalkmark ${here} -l ${long!.slice(2)}${letter}${value} -d ${quote(description)}`
      }),
      ...words,
    ]
  })
  return `# chalkmark completion for fish: chalkmark completion fish > ~/.config/fish/completions/chalkmark.fish
${lines.join('\n')}
`
}
