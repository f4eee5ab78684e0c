/** One artifact's object in a report's `_CHALKS`. */
import type { Dict } from '@chalkmark/mark'
import { below, slashes } from '../disk/paths.js'
import { FILE_HASH, OUTPUT_PATH, WORKTREE } from '../keys/catalogue.js'
import type { Composed, Subject } from '../mark/compose.js'

/** Short facts that identify the build; every artifact's object repeats them, as the reference program does. */
const SHARED = ['ORIGIN_URI', 'BRANCH', 'TAG', 'COMMIT_ID', 'ARTIFACT_VERSION', 'PACKAGE_URI']

/** Hashes of an artifact's file, hex. */
export interface Hashes {
  preChalkHash: string
  currentHash: string
  /** SHA-256 of the marked file, if that is not what `currentHash` is. */
  fileHash?: string
}

/**
 * The object for an artifact that was marked.
 *
 * Holds what the mark holds, what identifies artifact and mark, and short facts about the build. Long facts that
 * all artifacts share (commit message, code owners, …) stand once, in the host report.
 */
export function reportInserted(
  subject: Subject,
  {
    mark,
    metadataHash,
    extra,
    errors = [],
  }: Pick<Composed, 'mark' | 'metadataHash' | 'extra'> & Partial<Pick<Composed, 'errors'>>,
  facts: Dict,
  hashes: Hashes,
): Dict {
  // The rest pattern leaves MAGIC out. With `delete`, V8 would keep the object as a hash table, three times as
  // large.
  const { MAGIC: _, ...chalk }: Dict = { ...mark, ...extra }
  for (const key of SHARED) if (facts[key] !== undefined) chalk[key] ??= facts[key]
  return Object.assign(chalk, {
    HASH: subject.hash,
    ARTIFACT_TYPE: subject.type,
    PATH_WHEN_CHALKED: subject.path,
    PRE_CHALK_HASH: hashes.preChalkHash,
    METADATA_HASH: metadataHash,
    _CURRENT_HASH: hashes.currentHash,
    ...(hashes.fileHash !== undefined &&
      hashes.fileHash !== hashes.currentHash && { [FILE_HASH]: hashes.fileHash }),
    _OP_ARTIFACT_PATH: subject.path,
    ...placesOf(subject, facts),
    _OP_ARTIFACT_TYPE: subject.type,
    _OP_CHALKED_KEYS: Object.keys(mark),
    ...(errors.length > 0 && mark.ERR_INFO === undefined && { ERR_INFO: errors }),
    ...(subject.old?.METADATA_ID !== undefined && { OLD_CHALK_METADATA_ID: subject.old.METADATA_ID }),
    ...(subject.old?.METADATA_HASH !== undefined && { OLD_CHALK_METADATA_HASH: subject.old.METADATA_HASH }),
  })
}

/** Where an artifact is, for those who have the files in other folders than the machine that made them. */
function placesOf({ path, nameInOutput }: Subject, { [WORKTREE]: worktree }: Dict): Dict {
  const inside = typeof worktree === 'string' ? below(worktree, path) : undefined
  return {
    ...(nameInOutput !== undefined && { [OUTPUT_PATH]: slashes(nameInOutput) }),
    ...(inside !== undefined && { _OP_ARTIFACT_PATH_WITHIN_VCTL: slashes(inside) }),
  }
}
