/**
 * Options that several commands share. The names in {@link CommonFlags} and similar types are the options' long
 * names in camel case, as in commander.
 */
import { InvalidArgumentError, Option } from 'commander'
import type { CommandOptions } from './config/options.js'

/** Headings of the help. */
export const HEADINGS = {
  files: 'Which files:',
  marks: 'Marks and reports:',
  reports: 'Reports:',
  query: 'Which artifacts (an option given twice means either):',
  writing: 'Writing:',
  inputs: 'Addresses and standard input:',
  gate: 'What artifacts have to be:',
  exitCode: 'Exit code:',
  common: 'Common options:',
} as const

/** Options that a config file can also set; the command line wins. */
export interface ConfigFlags
  extends Partial<
    Pick<
      CommandOptions,
      | 'allScripts'
      | 'archives'
      | 'durable'
      | 'embedded'
      | 'exclude'
      | 'include'
      | 'missing'
      | 'offline'
      | 'reproducible'
      | 'strict'
      | 'symlinks'
      | 'target'
    >
  > {
  report?: string
  template?: string
  /** `NAME=VALUE` each. */
  key?: readonly string[]
}

export interface CommonFlags extends ConfigFlags {
  json?: boolean
  quiet?: boolean
  verbose?: boolean
  config?: string
  noConfig?: boolean
}

/** An option without a value, or with one: `--report <file>`. `<file>` and `<dir>` complete file names. */
export function option(flags: string, description: string): Option {
  return new Option(flags, description)
}

const repeatables = new WeakSet<Option>()

/** An option that may be given several times; its flag is a list. */
export function repeatable(flags: string, description: string): Option {
  const made = new Option(flags, description)
  repeatables.add(made)
  return made.argParser((value, before: readonly string[] = []) => [...before, value])
}

/**
 * A repeatable option whose value may be left out: its flag is a list, or `true`.
 * @param name of the flag, where the option's own name has another meaning in a config.
 */
export function repeatableOrNone(flags: string, name: string, description: string): Option {
  const made = repeatable(flags, description)
  made.attributeName = () => name
  return made
}

export function isRepeatable(option: Option): boolean {
  return repeatables.has(option)
}

/** One of several words; the help names them: `--symlinks <skip|follow|replace>`. */
export function choice(name: string, words: readonly string[], description: string): Option {
  return new Option(`${name} <${words.join('|')}>`, description).choices(words)
}

/** A positive number, with its default. */
export function number(flags: string, otherwise: number, description: string): Option {
  return new Option(flags, `${description} Default: ${otherwise}.`).default(otherwise).argParser((value) => {
    const given = Number(value)
    if (given > 0 && Number.isFinite(given)) return given
    throw new InvalidArgumentError('It must be a positive number.')
  })
}

/** Puts options under a heading of the help. */
export function under(heading: string, options: readonly Option[]): Option[] {
  return options.map((option) => option.helpGroup(heading))
}

/** `--name` and `--no-name`, one line in the help. */
export function onOff(name: string, description: string): Option[] {
  return [new Option(`--${name}`, description), new Option(`--no-${name}`, description).hideHelp()]
}

/** For every command. */
export function common(): Option[] {
  const noConfig = option('--no-config', 'Read no config file.').conflicts('config')
  // It is a flag of its own. Together with `--config FILE` it is an error; the last one must not simply win.
  noConfig.negate = false
  return under(HEADINGS.common, [
    option('--json', 'Print the JSON report on stdout, also on a terminal.'),
    option('-q, --quiet', 'Print nothing but errors and what was asked for.'),
    option('-v, --verbose', 'Say more, such as why files were left out.'),
    option('--config <file>', 'Read this config file, whoever can write to it.'),
    noConfig,
  ])
}

/** Which files are looked at. */
export function files(): Option[] {
  return under(HEADINGS.files, [
    repeatable('--include <glob>', 'Only files that match; without a slash in every folder.'),
    repeatable('--exclude <glob>', 'No files that match.'),
    ...onOff('all-scripts', 'Every text file with a known extension. Default: in build output only.'),
    choice(
      '--archives',
      ['common', 'all'],
      'all: whl, vsix, nupkg and apk are artifacts too. Default: common.',
    ),
    choice('--symlinks', ['skip', 'follow', 'replace'], 'Symbolic links in folders. Default: skip.'),
  ])
}

export function embedded(): Option[] {
  return under(
    HEADINGS.files,
    onOff('embedded', 'The files inside of archives too, as far as they can change.'),
  )
}

/** What goes into marks and reports. */
export function marks(): Option[] {
  return under(HEADINGS.marks, [
    option('--report <file>', 'Where the report goes; - is stdout. Default: chalk-report.json.'),
    option('--no-report', 'Write no report file.'),
    option('--template <name>', 'Which keys marks hold. Default: mark_default.'),
    repeatable('--key <name=value>', 'Set a key, such as CHALK_PTR or X-TEAM.'),
    option('--offline', 'Send no report to other machines; it waits. Default: CHALKMARK_OFFLINE.'),
    ...onOff('reproducible', 'Same commit, same bytes. Default: if SOURCE_DATE_EPOCH is set.'),
  ])
}

export function durable(): Option[] {
  return under(HEADINGS.writing, onOff('durable', 'Return once everything has reached the disk.'))
}

export function dryRun(): Option[] {
  return under(HEADINGS.writing, [option('--dry-run', 'Write nothing; report what would be done.')])
}

export function strict(): Option[] {
  return under(HEADINGS.exitCode, onOff('strict', 'Exit with 1 for warnings too.'))
}

/** Which findings are accepted. */
export function allowUnchecked(): Option[] {
  return under(HEADINGS.exitCode, [
    option('--allow-unchecked', 'Intact marks whose artifacts cannot be checked are no problem.'),
  ])
}

export interface FetchFlags {
  crossOrigin?: boolean
  /** MB. */
  maxSize: number
  /** MB. */
  maxTotal: number
  maxFiles: number
  /** Seconds. */
  timeout: number
  /** Seconds. */
  maxTime: number
  /** The name of the artifact on stdin. */
  name?: string
}

/** Options for reading from other places than files. */
export function inputs(): Option[] {
  return under(HEADINGS.inputs, [
    option('--cross-origin', 'Fetch from other hosts too, if a page or a redirect leads there.'),
    number('--max-size <mb>', 64, 'Of one fetched file.'),
    number('--max-total <mb>', 256, 'Of all fetched files.'),
    number('--max-files <count>', 1000, 'Files to fetch, redirects included.'),
    number('--timeout <seconds>', 30, 'For one fetched file.'),
    number('--max-time <seconds>', 300, 'For all fetched files.'),
    option('--name <name>', 'What stdin is called, such as app.js.'),
  ])
}
