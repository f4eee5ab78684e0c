/** Which paths of a tree are left out: built-in rules and those of `.chalkignore` files. */
import { statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { CodecError } from '../error.js'
import { fileFailure } from './failure.js'
import { lookUp } from './folder.js'
import { type IgnoreTest, ignoreTest } from './ignore-patterns.js'
import { slashes } from './paths.js'
import { readPlainFile } from './plain.js'

/** A file with patterns in the syntax of gitignore(5), for its folder and those below it. */
export const IGNORE_FILE = '.chalkignore'

/** Size limit in bytes. Every path is compared with every pattern, so there must not be thousands of them. */
const LARGEST = 1 << 16

/** The rules of one folder and, through `outer`, of those above it. */
export interface IgnoreRules {
  folder: string
  own: IgnoreTest
  outer: IgnoreRules | undefined
}

/**
 * The rules that hold in `folder`: those from above, and its own file's, if it has one.
 * @param file where its own file is read.
 * @throws CodecError if the file cannot be read.
 */
export function withRulesOf(
  folder: string,
  outer: IgnoreRules | undefined,
  file = lookUp(join(folder, IGNORE_FILE)),
): IgnoreRules | undefined {
  let text: string
  try {
    // Opening a named pipe would block, and a device may have no end.
    const stats = statSync(file, { throwIfNoEntry: false })
    if (!stats?.isFile()) return outer
    if (stats.size > LARGEST)
      throw new CodecError('TOO_LARGE', `${IGNORE_FILE} has over ${LARGEST} bytes: it is not read`)
    const content = readPlainFile(file)
    if (!content) return outer
    text = content.toString()
  } catch (error) {
    if (error instanceof CodecError) throw error
    throw fileFailure(error, `be read: ${IGNORE_FILE}`)
  }
  return { folder, own: ignoreTest(text), outer }
}

/**
 * Why a path is to be left out; undefined if it is not. The innermost rule that matches decides. The built-in rules
 * come last, so that `!.well-known` takes in a folder that they leave out.
 */
export function ignoredBy(
  rules: IgnoreRules | undefined,
  folder: string,
  name: string,
  isFolder: boolean,
): string | undefined {
  for (let level = rules; level; level = level.outer) {
    const path = slashes(relative(level.folder, join(folder, name)))
    const ignored = level.own(path, isFolder)
    if (ignored) return `${join(level.folder, IGNORE_FILE)} says so`
    if (ignored === false) return undefined
  }
  return ignoredByDefault(name, isFolder)
}

const BY_DEFAULT = ' are left out by default'
const DATA = `JSON and source maps${BY_DEFAULT}`

function ignoredByDefault(name: string, isFolder: boolean): string | undefined {
  if (isFolder && name === 'node_modules') return `installed packages${BY_DEFAULT}`
  if (name.startsWith('.')) return `hidden files${BY_DEFAULT}`
  if (!isFolder && /\.(?:json|map)$/i.test(name)) return DATA
  return undefined
}

/** Whether files were left out because they are data, which no program runs. */
export function isLeftOutAsData(reason: string): boolean {
  return reason === DATA
}

/** Whether a path was left out because of its name alone, by the built-in rules. */
export function isLeftOutByDefault(reason: string): boolean {
  return reason.endsWith(BY_DEFAULT)
}
