/** Which paths of a tree nobody wants marked: built-in rules, and those of `.chalkignore` files. */
import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import type { Ignore } from 'ignore'
import { slashes } from './below.js'
import { fileFailure } from './failure.js'
import { readPlainFile } from './plain.js'

/** A file with patterns in the syntax of gitignore(5), for its folder and those below it. */
export const IGNORE_FILE = '.chalkignore'

/** The rules of one folder and, through `outer`, of those above it. */
export interface IgnoreRules {
  folder: string
  own: Ignore
  outer: IgnoreRules | undefined
}

/**
 * The rules that hold in `folder`: those from above, and its own file's, if it has one.
 * @throws CodecError if the file cannot be read.
 */
export function withRulesOf(folder: string, outer: IgnoreRules | undefined): IgnoreRules | undefined {
  const file = join(folder, IGNORE_FILE)
  let text: string
  try {
    // A pipe would be waited for, and a device may have no end.
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return outer
    const content = readPlainFile(file)
    if (!content) return outer
    text = content.toString()
  } catch (error) {
    throw fileFailure(error, `be read: ${IGNORE_FILE}`)
  }
  // Loaded only by those who have such a file.
  const ignore = createRequire(import.meta.url)('ignore') as typeof import('ignore')
  return { folder, own: ignore().add(text), outer }
}

/**
 * Why a path is to be left out; undefined if it is not. The innermost rule that says something decides, and the
 * built-in rules come last, so that `!.well-known` takes in a folder that they leave out.
 */
export function ignoredBy(
  rules: IgnoreRules | undefined,
  folder: string,
  name: string,
  isFolder: boolean,
): string | undefined {
  for (let level = rules; level; level = level.outer) {
    const path = slashes(relative(level.folder, join(folder, name)))
    const { ignored, unignored } = level.own.test(isFolder ? `${path}/` : path)
    if (ignored) return `${join(level.folder, IGNORE_FILE)} says so`
    if (unignored) return undefined
  }
  return ignoredByDefault(name, isFolder)
}

function ignoredByDefault(name: string, isFolder: boolean): string | undefined {
  if (isFolder && name === 'node_modules') return 'installed packages are left out by default'
  if (name.startsWith('.')) return 'hidden files are left out by default'
  if (!isFolder && /\.(?:json|map)$/i.test(name)) return 'JSON and source maps are left out by default'
  return undefined
}
