/** The options of one run: flags over config file over defaults, each with where it came from. */
import { type ChalkOptions, checkOptions, type KeyValue } from '@chalkmark/core/config'
import type { Invocation } from '../invocation.js'
import type { CommonFlags } from '../options.js'
import { UsageError } from '../usage-error.js'
import { type LoadedConfig, loadConfig } from './load.js'
import type { CommandOptions } from './options.js'

export interface Resolved {
  options: CommandOptions
  /** By option: `--flag`, the config file, or `default`. */
  origins: Readonly<Record<string, string>>
  /** Absolute: the config file that is in force; undefined if there is none. */
  configFile?: string | undefined
  /** Says that a config was found that must not be used. */
  warning?: string
  /** Says that a config was found that the command does not use. */
  note?: string
}

/** Flags that are also options of a config. */
const FLAGS = [
  'include',
  'exclude',
  'allScripts',
  'archives',
  'embedded',
  'symlinks',
  'durable',
  'target',
  'missing',
  'strict',
  'report',
  'template',
  'reproducible',
  'offline',
] as const

/** @throws UsageError, ChalkError `BAD_OPTION` */
export async function resolveConfig(invocation: Invocation): Promise<Resolved> {
  const { flags } = invocation
  const { config: file, warning, note } = await loadConfig(invocation)
  if (file) check(file.options, file.source)
  const given = fromFlags(flags)
  check(given, 'the command line')
  const options: CommandOptions = { ...file?.options, ...given }
  const keys = { ...file?.options.keys, ...given.keys }
  if (Object.keys(keys).length > 0) options.keys = keys
  // In `package.json#chalkmark` the file is what stands before the mark.
  const configFile = file?.source.replace(/(package\.json)#chalkmark$/, '$1')
  return { options, origins: originsOf(given, file), configFile, warning, note }
}

function fromFlags(flags: CommonFlags): CommandOptions {
  const options: CommandOptions = Object.fromEntries(
    FLAGS.filter((name) => flags[name] !== undefined).map((name) => [name, flags[name]]),
  )
  if (flags.key) options.keys = Object.fromEntries(flags.key.map(keyAndValue))
  return options
}

/** A value that is JSON is parsed; any other is a text. */
function keyAndValue(argument: string): [string, KeyValue] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(argument) ?? []
  if (name === undefined) throw new UsageError(`--key ${argument}: write NAME=VALUE`)
  try {
    return [name, JSON.parse(value!)]
  } catch {
    return [name, value!]
  }
}

function originsOf(given: CommandOptions, file: LoadedConfig | undefined): Record<string, string> {
  const origins: Record<string, string> = {}
  for (const name of Object.keys(file?.options ?? {})) origins[name] = file!.source
  for (const name of Object.keys(given)) origins[name] = name === 'keys' ? '--key' : `--${kebabCase(name)}`
  return origins
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

const OWN: Record<
  Exclude<keyof CommandOptions, keyof ChalkOptions>,
  (value: unknown) => string | undefined
> = {
  allScripts: boolean,
  archives: oneOf('common', 'all'),
  embedded: boolean,
  symlinks: oneOf('skip', 'follow', 'replace'),
  durable: boolean,
  target: oneOf('web', 'node'),
  missing: boolean,
  limits: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((n) => typeof n === 'number' && n > 0)
      ? undefined
      : 'must be an object of positive numbers: unpackedSize, ratio',
}

function check(options: CommandOptions, where: string): void {
  const shared: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OWN, name)) shared[name] = value
    else if (value !== undefined) {
      const problem = OWN[name as keyof typeof OWN](value)
      if (problem) throw new UsageError(`${where}: ${name} ${problem}`)
    }
  }
  // Stable marks are for web output. Whether there is any is known only when files have been found, so the rules for
  // stable marks do not apply yet.
  checkOptions({ hashedFiles: 'full', ...shared } as ChalkOptions, where)
}

function boolean(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : `must be true or false, not ${JSON.stringify(value)}`
}

function oneOf(...choices: string[]) {
  return (value: unknown) =>
    choices.includes(value as string)
      ? undefined
      : `must be one of ${choices.join(', ')}, not ${JSON.stringify(value)}`
}
