/**
 * Which folders hold a build's output, where every script counts as an artifact. In source trees only scripts with
 * a shebang do.
 */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { lookUp } from './folder.js'
import { isPackage, isSite, looksBuilt } from './looks-built.js'
import { below } from './paths.js'
import { readPlainFile } from './plain.js'

/** Usual names of output folders. Only paths that a user names are compared with them. */
const OUTPUT_NAMES = new Set(['dist', 'build', 'out', '.output'])

/** Entry points in package.json (docs.npmjs.com, nodejs.org/api/packages.html, and what bundlers read). */
const ENTRY_FIELDS = ['main', 'module', 'browser', 'exports', 'bin', 'unpkg', 'jsdelivr']

/**
 * The build's output that a path which a user named is, or is in: by its name, because what its package publishes is in
 * it, because it begins with a page and is no package's own folder, or because it looks built.
 * @param path absolute. By which of its paths a folder is named makes no difference.
 * @param cwd absolute.
 * @returns the highest such folder, absolute.
 */
export function outputFolderOf(path: string, cwd: string): string | undefined {
  const folders = foldersOf(path, cwd)
  return (
    folders.find(
      ({ folder, isWithin }) => OUTPUT_NAMES.has(basename(folder)) && (isWithin || !isProject(folder)),
    )?.folder ??
    publishedFolderOf(path) ??
    folders.find(({ folder }) => isSite(folder))?.folder ??
    (!isPackage(path) && looksBuilt(path) ? path : undefined)
  )
}

/**
 * The folders from the top of the project that a path is in down to the path, without the top: the names above it, such
 * as `/home/me/build`, say nothing of what is in it.
 */
function foldersOf(path: string, cwd: string): { folder: string; isWithin: boolean }[] {
  const top = topOf(path, cwd)
  const isWithin = (folder: string) => below(cwd, folder) !== undefined && folder !== cwd
  const folders: { folder: string; isWithin: boolean }[] = []
  for (let folder = path; folder !== top; folder = dirname(folder))
    folders.unshift({ folder, isWithin: isWithin(folder) })
  return folders.length > 0 ? folders : [{ folder: path, isWithin: false }]
}

/** The top of the repository or else the package that a path is in, or else the working directory, or the folder above. */
function topOf(path: string, cwd: string): string {
  let package_: string | undefined
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(lookUp(join(folder, '.git')))) return folder
    if (isPackage(folder)) package_ = folder
    if (folder === dirname(folder)) break
  }
  const way = below(cwd, path)
  if (package_ !== undefined && (way === undefined || below(package_, cwd) !== undefined)) return package_
  return way ? cwd : dirname(path)
}

/** Whether a folder holds the sources of a project, which may be called `build`, too. */
function isProject(folder: string): boolean {
  if (existsSync(lookUp(join(folder, '.git')))) return true
  return isPackage(folder) && ['src', 'node_modules'].some((name) => existsSync(lookUp(join(folder, name))))
}

/** The folder of its package that a path is in and that the package publishes. */
function publishedFolderOf(path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const outputs = outputFoldersOf(folder, true)
    const output = outputs?.find((output) => below(output, path) !== undefined)
    if (output !== undefined || outputs || folder === dirname(folder)) return output
  }
}

/**
 * The folders of a package that hold its entry points: `lib` for `lib/index.js`. The package's own folder and a
 * folder called `src` never count.
 * @param folder absolute.
 * @param published whether all folders count that the package publishes (`files`). They can hold sources, so they do only
 *   for a path that a user names.
 * @returns absolute paths; undefined if there is no readable package.json.
 */
export function outputFoldersOf(folder: string, published = false): string[] | undefined {
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
  if (published)
    for (const pattern of texts(manifest?.files)) {
      const [name = ''] = pattern.replace(/^\.?\//, '').split('/')
      if (/^[^!*?[{]+$/.test(name) && !name.startsWith('.') && name !== 'src') names.add(name)
    }
  return [...names].map((name) => join(folder, name))
}

/** The texts in a value of package.json, whose `exports` nests objects and lists. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : []
}
