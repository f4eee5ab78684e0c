/** Marking files. */
import type { Dict } from '@chalkmark/mark'
import type { Facts, Moment } from '../collectors/facts.js'
import type { FoundFile } from '../disk/walk.js'
import { type PrepareOptions, prepare } from '../mark/prepare.js'
import { newOutcome, type Outcome } from '../report/outcome.js'
import { type BatchOptions, createBatch } from './batch.js'
import { type FileOptions, forEachFile, rememberFiles, withArtifact } from './files.js'
import { insertOne } from './insert-one.js'

export interface InsertOptions extends FileOptions, BatchOptions, PrepareOptions {
  /** Nothing is written. The report says what would be done, with `_VIRTUAL`. */
  dryRun?: boolean
  /** The files inside of archives are marked too. */
  embedded?: boolean
}

export interface Inserted extends Outcome {
  facts: Facts
  moment: Moment
  /** With `dryRun`: the text of each mark, in the order of `chalks`. */
  marks: string[]
}

/**
 * Marks every artifact below the paths.
 * @throws ChalkError for a template that does not exist or a wrong SOURCE_DATE_EPOCH, and whatever `save` throws.
 *   Errors of single files are in the outcome.
 */
export async function insert(options: InsertOptions): Promise<Inserted> {
  const { facts, moment, composer } = await prepare(options)
  const outcome = newOutcome()
  const batch = createBatch(options, outcome)
  /** Texts of marks that are not written. */
  const virtual = new Map<Dict, string>()
  const seenBefore = rememberFiles(options)
  const visit = (file: FoundFile) => {
    const warn = (message: string) => outcome.warnings.push(`${file.path}: ${message}`)
    const { embedded } = options
    const job = { options, composer, batch, embedded, warn, ...(options.dryRun && { virtual }) }
    return withArtifact(file, options, seenBefore, (artifact) => insertOne(artifact, job))
  }
  try {
    await forEachFile(options, outcome, visit, !options.dryRun)
    await batch.finish()
  } finally {
    batch.close()
  }
  outcome.unmarked = outcome.problems.map(({ path }) => path)
  return { ...outcome, facts, moment, marks: outcome.chalks.map((chalk) => virtual.get(chalk)!) }
}
