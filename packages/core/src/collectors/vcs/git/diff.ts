/** What was changed since the commit, in the index or the working tree, as numbers and as a patch. */
import { withoutFilters } from './filters.js'
import { allBut } from './index-file.js'
import type { GitRunner } from './run.js'

export interface GitDiff {
  files: number
  insertions: number
  deletions: number
  /** Not set if it was not asked for. */
  patch?: string
}

export const NO_CHANGES: GitDiff = { files: 0, insertions: 0, deletions: 0 }

/**
 * Runs `git diff HEAD` once for both. No external diff program, no text conversion, no content filter: only bytes of the
 * files.
 * @param without files that are known to be unchanged, though git without filters takes them for changed.
 */
export async function gitDiff(
  git: GitRunner,
  { patch, filters, without }: { patch: boolean; filters: readonly string[]; without: readonly string[] },
): Promise<GitDiff> {
  const paths = without.length === 0 ? [] : allBut(without)
  if (!paths)
    throw new Error(
      `${without.length} files have a content filter and are as young as git's index: what was changed is left out`,
    )
  const args = [
    'diff',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--ignore-submodules=dirty',
    // `diff.submodule` can ask for a diff by another git, which heeds what the submodule's own settings name.
    '--submodule=short',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    // `diff.orderFile` names a file to read.
    '-O/dev/null',
    '--shortstat',
    ...(patch ? ['--patch'] : []),
    'HEAD',
    '--',
    ...paths,
  ]
  const output = await git(args, { settings: withoutFilters(filters) })
  // ` 2 files changed, 3 insertions(+), 1 deletion(-)`, then an empty line and the patch.
  const text = output.toString()
  const end = text.indexOf('\n')
  const summary = end < 0 ? text : text.slice(0, end)
  const count = (pattern: RegExp) => Number(pattern.exec(summary)?.[1] ?? 0)
  return {
    files: count(/(\d+) files? changed/),
    insertions: count(/(\d+) insertions?\(/),
    deletions: count(/(\d+) deletions?\(/),
    ...(patch && { patch: text.slice(end + 1).replace(/^\n/, '') }),
  }
}
