/**
 * Whether the commit in a report is all that the build was made from. A build writes its own output, and where that is
 * in the repository (a GitHub action's `dist`, a library's) git calls the working copy changed from the second build
 * on. So what the build makes does not count.
 */
import { resolve } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { below } from '../disk/paths.js'
import { DIRTY, WORKTREE } from '../keys/catalogue.js'

/** Lists of paths relative to the working copy's root. */
const CHANGED = ['VCS_MODIFIED_FILES', 'VCS_MISSING_FILES', '_VCS_MODIFIED_FILES', '_VCS_MISSING_FILES']

/** What a build makes. All absolute. */
export interface Made {
  files: readonly string[]
  folders: readonly string[]
}

/** Facts in which nothing that the build makes counts as a change of the working copy. */
export function withoutOutput(facts: Dict, { files, folders }: Made): Dict {
  const { [WORKTREE]: worktree, [DIRTY]: dirty } = facts
  if (typeof worktree !== 'string' || dirty !== true) return facts
  const made = new Set(files)
  // A folder that holds the whole working copy holds the sources, too.
  const outputs = folders.filter((folder) => below(folder, worktree) === undefined)
  const isMade = (path: string) =>
    made.has(path) || outputs.some((folder) => below(folder, path) !== undefined)
  const rest: Dict = { ...facts }
  let before = 0
  let after = 0
  for (const key of CHANGED) {
    const paths = facts[key]
    if (!Array.isArray(paths)) continue
    const kept = paths.filter((path) => !isMade(resolve(worktree, String(path))))
    before += paths.length
    after += kept.length
    if (kept.length > 0) rest[key] = kept
    else delete rest[key]
  }
  return before > 0 ? { ...rest, [DIRTY]: after > 0 } : rest
}
