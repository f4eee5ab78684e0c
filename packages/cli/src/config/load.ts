/** Reading the config file. */
import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { reasonOf } from '@chalkmark/core/config'
import type { Invocation } from '../invocation.js'
import { UsageError } from '../usage-error.js'
import { findConfig, optionsOf, readJson } from './find.js'
import type { CommandOptions } from './options.js'

/** A config and where it stands. */
export interface LoadedConfig {
  /** Absolute path; `package.json#chalkmark` where it is a part of that. */
  source: string
  options: CommandOptions
}

/** The config that was read, and messages about it. */
export interface Loaded {
  config?: LoadedConfig
  /** Says that a config was found that must not be used. */
  warning?: string
  /** Says that a config was found that this command does not use. */
  note?: string
}

const CODE = /\.[cm]?[jt]s$/i

/**
 * Reads the config that holds for a command: the one that `--config` names, or the one that is found.
 *
 * A command that only reads marks or takes them out works on files of others. So it does not look for a config, in
 * which these others could decide what is checked, and it runs no code even if a config is named.
 * @throws UsageError if a config cannot be read, or is not for this command.
 */
export async function loadConfig({ flags, cwd, command, runsConfig }: Invocation): Promise<Loaded> {
  const { config: named } = flags
  if (named !== undefined) {
    return { config: await readNamed(resolve(cwd, named), named, runsConfig) }
  }
  if (flags.noConfig) return {}
  const found = findConfig(cwd, runsConfig)
  if (!found) return {}
  const { file, source, stranger } = found
  if (!runsConfig) {
    return {
      note: `${source} was not read: ${command} takes options from the command line, and from JSON that --config FILE names`,
    }
  }
  if (stranger) {
    return {
      warning: `${source} was not read: ${stranger}. If you trust it, name it: --config ${file}. If not: --no-config`,
    }
  }
  return { config: { source, options: await read(file) } }
}

async function readNamed(file: string, named: string, runsConfig: boolean): Promise<LoadedConfig> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new UsageError(`${named}: there is no such config file`)
  }
  if (CODE.test(file) && !runsConfig) {
    throw new UsageError(
      `${named} is code, which this command never runs: name a JSON file, or give options as flags`,
    )
  }
  const source = isManifest(file) ? `${file}#chalkmark` : file
  return { source, options: await read(file) }
}

const isManifest = (file: string) => basename(file) === 'package.json'

async function read(file: string): Promise<CommandOptions> {
  const options = CODE.test(file) ? await run(file) : isManifest(file) ? optionsOf(file) : readJson(file)
  if (typeof options === 'object' && options !== null) return options as CommandOptions
  throw new UsageError(
    `${file} gives no options: it must have them ${isManifest(file) ? 'in chalkmark' : 'as its default export'}`,
  )
}

/** @returns the default export. */
async function run(file: string): Promise<unknown> {
  // jiti takes as long to load as the rest of the command, so it is loaded only for such a config.
  const { createJiti } = await import('jiti')
  // Compiled code is never kept. Others may be able to write to such a folder, and the next run would run what they
  // wrote.
  const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: false, esmEvalTempFile: false })
  try {
    return await jiti.import(file, { default: true })
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}`)
  }
}
