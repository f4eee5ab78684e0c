/** Reading marks and checking them. */
import { reportExtracted } from '../report/extracted.js'
import {
  type FileOptions,
  forEachFile,
  NO_SHEBANG,
  newOutcome,
  type OpenArtifact,
  type Outcome,
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
    withArtifact(file, options, seenBefore, (opened) => extractOne(opened, outcome), true),
  )
  return outcome
}

async function extractOne(opened: OpenArtifact, { unmarked }: Outcome): Promise<Visited> {
  const { file, artifact, counts } = opened
  // A certificate cannot be marked, but there is something to say of it.
  if (artifact.mark || artifact.report) return { chalk: await reportExtracted(file.path, opened) }
  if (!counts) return { leftOut: NO_SHEBANG }
  unmarked.push(file.path)
  return {}
}
