/**
 * Content filters: gitattributes(5), "filter". To tell whether a file was changed, git runs the programs that the
 * repository's attributes and settings name for it, and whoever wrote the repository chose them. So they are switched
 * off, and of a file that has one nothing is said.
 */
import { resolve } from 'node:path'
import { inside } from '../../../disk/inside.js'
import { statOf } from '../../stat-of.js'
import { fitsCommandLine, type GitRunner } from './run.js'

/** What a repository's settings say that could harm, asked of git itself: its files can include others. */
export interface GitSettings {
  /** The names of all content filters. */
  filters: string[]
  /** `core.worktree`: a folder whose files git takes for the working tree, wherever it is. */
  worktree?: string
  /** Whether `core.attributesFile` names a file with more attributes. */
  attributesFile: boolean
}

export async function gitSettings(git: GitRunner): Promise<GitSettings> {
  const output = (
    await git([
      'config',
      '--null',
      '--get-regexp',
      // The last is there always: simple-git waits 50 ms for more from a git that says nothing.
      '^(filter\\..*|core\\.(worktree|attributesfile)|chalkmark\\.command)$',
    ])
  ).toString()
  const filters = new Set<string>()
  let worktree: string | undefined
  let attributesFile = false
  for (const entry of output.split('\0').filter(Boolean)) {
    // A key holds no line break, a value may; a key without a value has none at all.
    const end = entry.indexOf('\n')
    const key = end < 0 ? entry : entry.slice(0, end)
    if (key === 'core.worktree') worktree = end < 0 ? '' : entry.slice(end + 1)
    else if (key === 'core.attributesfile') attributesFile = true
    // A name may hold everything else, JavaScript's line ends and nothing at all too.
    else if (key.split('.').length > 2) filters.add(key.slice('filter.'.length, key.lastIndexOf('.')))
  }
  return { filters: [...filters], attributesFile, ...(worktree !== undefined && { worktree }) }
}

/** @throws Error, one line, if `core.attributesFile` is a pipe or a device: git would read without end. */
export async function checkAttributesFile(git: GitRunner, worktree: string): Promise<void> {
  const output = await git(['config', '--type=path', '--get', 'core.attributesFile'])
  const path = output.toString().replace(/\r?\n$/, '')
  const stat = statOf(resolve(worktree, path))
  if (stat && !stat.isFile() && !stat.isDirectory())
    throw new Error(
      `the repository's settings name ${path} as a file (core.attributesFile), which is no regular file: what was changed since the commit is left out`,
    )
}

/**
 * Settings for git that switch filters off: an empty command is none.
 * @throws Error, one line, for a name that no setting on a command line can hold, and for too many.
 */
export function withoutFilters(names: readonly string[]): string[] {
  const settings = names.flatMap((name) => {
    // `-c key=value` ends the key at the first `=`. In the place of bytes that are no UTF-8 stands U+FFFD.
    if (/[=\n\ufffd]/.test(name))
      throw new Error(
        `the content filter ${JSON.stringify(name)} cannot be switched off, so what was changed since the commit is left out: rename the filter`,
      )
    return ['clean=', 'process=', 'smudge=', 'required=false'].map((setting) => `filter.${name}.${setting}`)
  })
  if (!fitsCommandLine(settings))
    throw new Error(
      `the settings name ${names.length} content filters, too many to switch off, so what was changed since the commit is left out`,
    )
  return settings
}

/** Those of the paths, relative to the root of the working tree, that have one of the filters. */
export async function filteredPaths(
  git: GitRunner,
  worktree: string,
  paths: readonly string[],
  names: readonly string[],
): Promise<Set<string>> {
  if (paths.length === 0 || names.length === 0) return new Set()
  const input = paths.map((path) => `${inside(worktree, path)}\0`).join('')
  // For each path: path NUL attribute NUL value NUL.
  const fields = (await git(['check-attr', '--stdin', '-z', 'filter'], { input })).toString().split('\0')
  return new Set(paths.filter((_, index) => names.includes(fields[3 * index + 2]!)))
}
