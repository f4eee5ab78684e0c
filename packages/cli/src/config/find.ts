/** Finds the config file. No code of a config runs here. */
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { reasonOf } from '@chalkmark/core/config'
import { readPlainFile, strangerIn } from '@chalkmark/core/disk'
import { UsageError } from '../usage-error.js'
import type { CommandOptions } from './options.js'

const NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((extension) => `chalkmark.config.${extension}`)

/** A place that holds a config. */
export interface FoundConfig {
  /** Absolute. */
  file: string
  /** Its name in messages: the file, or `package.json#chalkmark`. */
  source: string
  /** Why others may have written it; undefined if they cannot have. */
  stranger: string | undefined
}

/**
 * Finds the config that holds in a folder: the nearest `chalkmark.config.*`, or `chalkmark` in package.json, from
 * there up to the repository's root. Outside of a repository only the folder itself is searched, since the folders
 * above may belong to somebody else.
 * @param counts whether the command uses the config. If not, errors in it are ignored.
 * @returns undefined if there is none.
 * @throws UsageError for a package.json that is no JSON, if `counts`.
 */
export function findConfig(cwd: string, counts: boolean): FoundConfig | undefined {
  for (const folder of foldersOf(cwd)) {
    // A folder, a pipe or a device with such a name is no config.
    const file = NAMES.map((name) => join(folder, name)).find(isFile)
    if (file) return { file, source: file, stranger: strangerIn(file) }
    const manifest = join(folder, 'package.json')
    if (!isFile(manifest)) continue
    const stranger = strangerIn(manifest)
    if (hasOptions(manifest, counts && stranger === undefined)) {
      return { file: manifest, source: `${manifest}#chalkmark`, stranger }
    }
  }
  return undefined
}

/** The folders from `cwd` up to the repository's root; `cwd` alone, if there is no repository. */
function foldersOf(cwd: string): string[] {
  const folders: string[] = []
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder)
    if (existsSync(join(folder, '.git'))) return folders
    if (folder === dirname(folder)) return [cwd]
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** @param counts whether to throw if it cannot be read. A stranger's file is ignored. */
function hasOptions(manifest: string, counts: boolean): boolean {
  try {
    return optionsOf(manifest) !== undefined
  } catch (error) {
    if (!counts) return false
    throw error
  }
}

/**
 * What `chalkmark` holds in a package.json.
 * @returns undefined if it has no such field.
 * @throws UsageError if it cannot be read, or is no JSON.
 */
export function optionsOf(manifest: string): CommandOptions | undefined {
  return readJson(manifest)?.chalkmark
}

/** @throws UsageError if a file cannot be read, or is no JSON. */
// biome-ignore lint/suspicious/noExplicitAny: what is in it is checked as options are
export function readJson(file: string): any {
  let text: string
  try {
    const content = readPlainFile(file)
    if (!content) throw new Error('it is no regular file')
    text = content.toString()
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}`)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${reasonOf(error)}`)
  }
}
