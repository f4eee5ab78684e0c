/** Reading marks and checking them. */

import { CodecError } from '../error.js'
import type { Candidate, Codec, CodecOptions } from '../formats/format.js'
import { codecFor } from '../formats/index.js'
import { type Inspected, inspect } from '../mark/inspect.js'
import { reportExtracted } from '../report/extracted.js'
import { addLeftOut, addProblem, newOutcome, type Outcome } from '../report/outcome.js'
import {
  type FileOptions,
  forEachFile,
  NO_FORMAT,
  NO_SHEBANG,
  rememberFiles,
  type Visited,
  withArtifact,
} from './files.js'

/**
 * Reads the mark of every artifact below the paths. Marks are found in every text whose language is known; a text
 * without one counts as unmarked only where it would have been marked.
 */
export async function extract(options: FileOptions): Promise<Outcome> {
  const outcome = newOutcome()
  const seenBefore = rememberFiles(options)
  await forEachFile(options, outcome, (file) =>
    withArtifact(file, options, seenBefore, (opened) => extractOne(file.path, opened, outcome), true),
  )
  return outcome
}

/** An artifact that is no file on the disk: fetched, piped, or inside of an archive. */
export interface LooseArtifact extends Candidate {
  /** What a report calls it. */
  path: string
  /** Whether a text counts by its extension alone. */
  allScripts: boolean
}

/** Reads the marks of artifacts that are no files, as {@link extract} does, one after the other. */
export async function extractLoose(
  artifacts: AsyncIterable<LooseArtifact> | Iterable<LooseArtifact>,
  options: CodecOptions,
  outcome: Outcome,
): Promise<void> {
  for await (const candidate of artifacts) {
    const { path, allScripts } = candidate
    try {
      const everyText = { ...options, allScripts: true }
      const codec = codecFor(candidate, everyText)
      if (!codec) {
        addLeftOut(outcome, path, NO_FORMAT)
        continue
      }
      const counts = codec.claims(candidate, { ...options, allScripts }) !== undefined
      const inspected = await inspect(candidate, codec, everyText)
      const { chalk, leftOut } = await extractOne(path, { ...inspected, candidate, codec, counts }, outcome)
      if (chalk) outcome.chalks.push(chalk)
      if (leftOut !== undefined) addLeftOut(outcome, path, leftOut)
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      addProblem(outcome, path, error)
    }
  }
}

async function extractOne(
  path: string,
  inspected: Inspected & { candidate: Candidate; codec: Codec; counts: boolean },
  { unmarked, foreign }: Outcome,
): Promise<Visited> {
  const { artifact, counts } = inspected
  // A certificate cannot be marked, but there are facts to report about it.
  if (artifact.mark || artifact.report) return { chalk: await reportExtracted(path, inspected) }
  // What may have been a marked file before it was changed is never passed over.
  if (!counts && artifact.foreign === undefined) return { leftOut: NO_SHEBANG }
  unmarked.push(path)
  if (artifact.foreign !== undefined) foreign.set(path, artifact.foreign)
  return {}
}
