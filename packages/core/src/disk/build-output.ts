/**
 * Which folders hold a build's output, where every script counts as an artifact. In source trees only scripts with
 * a shebang do.
 */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { lookUp } from './folder.js'
import { isPage } from './page.js'
import { below } from './paths.js'
import { readPlainFile } from './plain.js'

/** Usual names of output folders. Only paths that a user names are compared with them. */
const OUTPUT_NAMES = new Set(['dist', 'build', 'out', '.output'])

/** Entry points in package.json (docs.npmjs.com, nodejs.org/api/packages.html, and what bundlers read). */
const ENTRY_FIELDS = ['main', 'module', 'browser', 'exports', 'bin', 'unpkg', 'jsdelivr']

/**
 * The build's output that a path which a user named is, or is in: by its name, because its package's entry points are
 * in it, or because it begins with a page and is no package's own folder.
 * @param path absolute.
 * @param cwd names of folders above it do not count.
 * @returns the highest such folder, absolute.
 */
export function outputFolderOf(path: string, cwd: string): string | undefined {
  const way = below(cwd, path)
  const parts = way?.split(sep) ?? [basename(path)]
  const named = parts.findIndex((part) => OUTPUT_NAMES.has(part))
  if (named >= 0) return way === undefined ? path : join(cwd, ...parts.slice(0, named + 1))
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const outputs = outputFoldersOf(folder)
    const output = outputs?.find((output) => below(output, path) !== undefined)
    if (output !== undefined) return output
    if (outputs || folder === dirname(folder)) return isSite(path) ? path : undefined
  }
}

/** Whether a folder is what a web server serves, as those of site generators are: `_site`, `www`, `public`. */
function isSite(folder: string): boolean {
  return isPage(join(folder, 'index.html')) && !existsSync(lookUp(join(folder, 'package.json')))
}

/**
 * The folders of a package that hold its entry points: `lib` for `lib/index.js`. The package's own folder and a
 * folder called `src` never count.
 * @param folder absolute.
 * @returns absolute paths; undefined if there is no readable package.json.
 */
export function outputFoldersOf(folder: string): string[] | undefined {
  const file = lookUp(join(folder, 'package.json'))
  let manifest: Record<string, unknown>
  try {
    // Opening a named pipe would block.
    const content = statSync(file).isFile() ? readPlainFile(file) : undefined
    if (!content) return undefined
    manifest = JSON.parse(content.toString())
  } catch {
    // There is no package.json, or Node could not read it either.
    return undefined
  }
  const names = new Set<string>()
  for (const field of ENTRY_FIELDS) {
    for (const target of texts(manifest?.[field])) {
      const [first, second] = relative(folder, resolve(folder, target)).split(sep)
      if (second !== undefined && first !== '..' && first !== 'src') names.add(first!)
    }
  }
  return [...names].map((name) => join(folder, name))
}

/** The texts in a value of package.json, whose `exports` nests objects and lists. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : []
}
