/** Shell completion for bash, zsh and fish. */
import { COMMANDS, type Command } from './commands.js'
import type { Option } from './options.js'

const SCRIPTS: Readonly<Record<string, () => string>> = { bash, zsh, fish }

export const SHELLS: readonly string[] = Object.keys(SCRIPTS)

/** The script for a shell; undefined for one that is not known. */
export function completionFor(shell: string | undefined): string | undefined {
  return shell !== undefined && Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell]!() : undefined
}

/** An option as it is typed, with what it is. */
interface Flag {
  long: string
  short?: string
  option: Option
}

function flagsOf({ options }: Command): Flag[] {
  return Object.entries(options).flatMap(([name, option]) => [
    { long: `--${name}`, ...(option.short && { short: `-${option.short}` }), option },
    ...(option.negatable ? [{ long: `--no-${name}`, option }] : []),
  ])
}

const names = () => COMMANDS.map(({ name }) => name).join(' ')

/** For bash 3.2 (macOS) and later. */
function bash(): string {
  const cases = COMMANDS.map((command) => {
    const flags = flagsOf(command)
    const values = flags
      .filter(({ option }) => option.choices)
      .map(({ long, option }) => `        ${long}) words="${option.choices!.join(' ')}" ;;`)
    const words = flags.flatMap(({ long, short }) => (short ? [long, short] : [long])).join(' ')
    const rest = command.completes === 'files' ? '' : ` ${command.completes.join(' ')}`
    return `    ${command.name})
      case "$previous" in
${values.length > 0 ? `${values.join('\n')}\n` : ''}        *) words="${words}${rest}" ;;
      esac ;;`
  })
  return `# chalkmark completion for bash: put  eval "$(chalkmark completion bash)"  into ~/.bashrc
_chalkmark() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names()} --help --version" -- "$current"))
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

function zsh(): string {
  const describe = (text: string) =>
    text.replace(/['[\]:]/g, (sign) => (sign === "'" ? "'\\''" : `\\${sign}`))
  const commands = COMMANDS.map(({ name, summary }) => `    '${name}:${describe(summary)}'`)
  const cases = COMMANDS.map((command) => {
    const flags = flagsOf(command).flatMap(({ long, short, option }) => {
      const action = option.type === 'boolean' ? '' : `:${option.value ?? long.slice(2)}:${zshAction(option)}`
      const many = option.multiple ? '*' : ''
      return [long, ...(short ? [short] : [])].map(
        (flag) => `        '${many}${flag}[${describe(option.description)}]${action}'`,
      )
    })
    const rest = command.completes === 'files' ? '_files' : `(${command.completes.join(' ')})`
    return `      ${command.name})
        _arguments \\
${flags.map((flag) => `${flag} \\`).join('\n')}
        '*: :${rest}' ;;`
  })
  return `#compdef chalkmark
# chalkmark completion for zsh: put  eval "$(chalkmark completion zsh)"  into ~/.zshrc, after compinit
_chalkmark() {
  local -a commands=(
${commands.join('\n')}
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

function zshAction({ choices, value }: Option): string {
  if (choices) return `(${choices.join(' ')})`
  return value === 'FILE' || value === 'DIR' ? '_files' : ' '
}

function fish(): string {
  const quote = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`
  const lines = COMMANDS.flatMap((command) => {
    const here = `-n '__fish_seen_subcommand_from ${command.name}'`
    const words =
      command.completes === 'files'
        ? []
        : [`complete -c chalkmark ${here} -f -a ${quote(command.completes.join(' '))}`]
    return [
      `complete -c chalkmark -n __fish_use_subcommand -f -a ${command.name} -d ${quote(command.summary)}`,
      ...flagsOf(command).map(({ long, short, option }) => {
        const value =
          option.type === 'boolean'
            ? ''
            : option.choices
              ? ` -x -a ${quote(option.choices.join(' '))}`
              : ' -r'
        const letter = short ? ` -s ${short.slice(1)}` : ''
        return `complete -c chalkmark ${here} -l ${long.slice(2)}${letter}${value} -d ${quote(option.description)}`
      }),
      ...words,
    ]
  })
  return `# chalkmark completion for fish: chalkmark completion fish > ~/.config/fish/completions/chalkmark.fish
${lines.join('\n')}
`
}
