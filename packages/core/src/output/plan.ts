/** Which hashed files get a new name, and how references to them are updated. */
import type { OutputEntry } from './entry.js'
import type { OutputFile } from './files/file.js'
import type { Plan, StepProblem } from './options.js'
import {
  deriveHash,
  type HashMap,
  type ReferenceFinder,
  referenceFinder,
  renameFile,
  rewriteReferences,
  withReferrers,
} from './rename.js'

/** The plan: the new name of every file, and how to update references in text. */
export interface Renames {
  /** How many files get a new name. */
  readonly size: number
  /** Hashed files could not be renamed, so only stable marks may go into them. */
  readonly keepsNames?: boolean
  nameOf(file: OutputFile): string
  /** `text` with all references to renamed files updated; the same string if there are none. */
  rewrite(text: string): string
}

const NONE: Renames = { size: 0, nameOf: (file) => file.name, rewrite: (text) => text }

/** webpack replaces hashes in its runtime wherever they stand; shorter ones would match other text. */
const SHORTEST_BARE_HASH = 8

/**
 * Plans the new names of one output.
 *
 * `full` marks rename every hashed file. With stable marks, the option `rename` decides. `auto` renames the files
 * whose digest another file pins, because a cached old file would not match the new digest, and the hashed files
 * that refer to them.
 * @param salt what new names depend on besides the old ones.
 */
export function planRenames(
  entries: readonly OutputEntry[],
  options: Plan,
  salt: () => string,
  errors: StepProblem[],
): Renames {
  const { hashedFiles, reference } = options
  const mode = hashedFiles === 'full' ? 'always' : options.rename
  if (hashedFiles === 'skip' || mode === 'never') return NONE
  const hashed = entries.filter(({ file }) => file.hashes.length > 0 && !file.isFinal)
  const first = hashed.filter(
    (entry) => entry.claimed && !entry.isKept && (mode === 'always' || entry.isPinned),
  )
  if (first.length === 0) return NONE

  const files = entries.map((entry) => entry.file)
  const finder = referenceFinder(files, reference)
  const texts = new Map(hashed.map((entry) => [entry.file, entry.text ?? '']))
  const chosen = withReferrers(
    first.map((entry) => entry.file),
    hashed.map((entry) => entry.file),
    (file) => texts.get(file) ?? '',
    finder,
  )
  const short =
    reference === 'hash' &&
    [...chosen].flatMap((file) => file.hashes).find((h) => h.length < SHORTEST_BARE_HASH)
  if (short) {
    errors.push({
      message: `hashed files keep their names: the hash '${short}' is too short to be found safely; use 8 or more digits`,
    })
    return { ...NONE, keepsNames: true }
  }
  return makeRenames(files, chosen, finder, salt())
}

function makeRenames(
  files: readonly OutputFile[],
  chosen: ReadonlySet<OutputFile>,
  finder: ReferenceFinder,
  salt: string,
): Renames {
  const hashed = new Map(
    files.filter((file) => file.hashes.length > 0).map((file) => [file.name, file.hashes]),
  )
  for (let attempt = 0; ; attempt++) {
    const hashes: HashMap = new Map(
      [...chosen]
        .flatMap((file) => file.hashes)
        .map((hash) => [hash, deriveHash(hash, `${salt} ${attempt}`)]),
    )
    const names = new Map(
      files.map((file) => [file, renameFile(file.name, hashesWithCompanions(file, hashed), hashes)]),
    )
    // With short hashes, a new value can equal another hash. The next attempt gives other values.
    if (new Set(names.values()).size < files.length && attempt < 100) continue
    return {
      size: chosen.size,
      nameOf: (file) => names.get(file) ?? file.name,
      rewrite: (text) => rewriteReferences(text, finder, hashes),
    }
  }
}

/** A file's own hashes, or those of the file that it goes with: `app-1a2b.js.map` is named after `app-1a2b.js`. */
function hashesWithCompanions(
  file: OutputFile,
  hashed: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  if (file.hashes.length > 0) return file.hashes
  for (let at = file.name.lastIndexOf('.'); at > 0; at = file.name.lastIndexOf('.', at - 1)) {
    const hashes = hashed.get(file.name.slice(0, at))
    if (hashes) return hashes
  }
  return []
}
