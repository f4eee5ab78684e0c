/** Files that stand for others: what a checkout holds instead of a large file whose content was not fetched. */
import { asBuffer } from '../bytes/fields.js'
import type { Source } from '../bytes/source.js'
import { CodecError } from '../error.js'

/** Longest pointer that is looked at (git-lfs/docs/spec.md: less than 1024 bytes). */
const LONGEST = 1024

/** How each kind begins. */
const KINDS: [RegExp, string, string][] = [
  // git-lfs/docs/spec.md, "The Pointer"; the other addresses are those of its first releases.
  [
    /^version (?:https:\/\/git-lfs\.github\.com\/spec\/v|https:\/\/hawser\.github\.com\/spec\/v|http:\/\/git-media\.io\/v)/,
    'a Git LFS pointer',
    'git lfs pull',
  ],
  // git-annex.branchable.com/internals/pointer_file
  [/^\/annex\/objects\/|^(?:\.\.\/)*\.git\/annex\/objects\//, 'a pointer of git-annex', 'git annex get'],
]

/** Whether a file stands for another one. */
export function isPointer(source: Source): boolean {
  return kindOf(source) !== undefined
}

/**
 * Checks that a file is what its name says, and no pointer to it. A mark would make it an ordinary file.
 * @throws CodecError `POINTER`
 */
export function checkPointer(source: Source): void {
  const kind = kindOf(source)
  if (kind)
    throw new CodecError('POINTER', `the file is ${kind[1]}, not the content: fetch that first (${kind[2]})`)
}

function kindOf(source: Source) {
  const start = asBuffer(source.read(0, Math.min(source.size, LONGEST))).toString('latin1')
  return KINDS.find(([pattern]) => pattern.test(start))
}
