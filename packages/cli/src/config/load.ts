/** Finding and reading the config file. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { reasonOf } from '@chalkmark/core/config'
import { UsageError } from '../usage-error.js'
import type { CommandOptions } from './options.js'

const EXTENSIONS = ['ts', 'mts', 'js', 'mjs', 'json']

/** A config and where it stands. */
export interface LoadedConfig {
  /** Absolute path; `package.json#chalkmark` where it is a part of that. */
  source: string
  options: CommandOptions
}

/**
 * Reads the config of `cwd`: the nearest `chalkmark.config.*`, or `chalkmark` in package.json, in it or a folder above,
 * up to the one that holds `.git`.
 * @param named a config file that the user names instead.
 * @returns undefined if there is none.
 * @throws UsageError if it cannot be read.
 */
export async function loadConfig(cwd: string, named?: string): Promise<LoadedConfig | undefined> {
  if (named !== undefined) {
    const file = resolve(cwd, named)
    if (!existsSync(file)) throw new UsageError(`${named}: there is no such config file`)
    return { source: file, options: await read(file) }
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = EXTENSIONS.map((extension) => join(folder, `chalkmark.config.${extension}`)).find(existsSync)
    if (file) return { source: file, options: await read(file) }
    const options = fromManifest(join(folder, 'package.json'))
    if (options) return { source: join(folder, 'package.json#chalkmark'), options }
    if (folder === dirname(folder) || existsSync(join(folder, '.git'))) return undefined
  }
}

async function read(file: string): Promise<CommandOptions> {
  // Takes as long to load as the rest of the command, so it is loaded only where there is a config.
  const { createConfigLoader } = await import('unconfig')
  const loader = createConfigLoader<CommandOptions>({
    cwd: dirname(file),
    sources: { files: basename(file), extensions: [] },
  })
  try {
    const { config } = await loader.load()
    if (config !== undefined) return config
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}`)
  }
  throw new UsageError(`${file} gives no options: it must have them as its default export`)
}

function fromManifest(file: string): CommandOptions | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  try {
    return JSON.parse(text)?.chalkmark
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${reasonOf(error)}`)
  }
}
