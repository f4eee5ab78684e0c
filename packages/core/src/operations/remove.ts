/** Taking marks out of files. */
import { containerOf } from '../containers/index.js'
import type { FoundFile } from '../disk/walk.js'
import type { Prepared } from '../disk/write.js'
import { FILE_HASH } from '../keys/catalogue.js'
import { withNamedErrors } from '../mark/inspect.js'
import { reportExtracted } from '../report/extracted.js'
import { newOutcome, type Outcome } from '../report/outcome.js'
import { type Batch, type BatchOptions, createBatch, hashAfter } from './batch.js'
import { unmarkEmbedded } from './embedded.js'
import { oneAtATime } from './embedded-files.js'
import {
  type FileOptions,
  forEachFile,
  NO_SHEBANG,
  type OpenArtifact,
  rememberFiles,
  type Visited,
  withArtifact,
} from './files.js'
import { createTargets } from './targets.js'
import { unmarkWebOutput } from './web-output.js'
import { collectOutputs } from './web-outputs.js'

export interface RemoveOptions extends FileOptions, BatchOptions {
  /** Nothing is written. The report says what would be done, with `_VIRTUAL`. */
  dryRun?: boolean
  /** The files inside of marked archives lose their marks too. */
  embedded?: boolean
}

/**
 * Takes the mark out of every artifact below the paths that carries one. The objects for `_CHALKS` hold the removed
 * marks; `_CURRENT_HASH` is that of the artifact without its mark. Digests in what browsers load follow.
 */
export async function remove(options: RemoveOptions): Promise<Outcome> {
  const outcome = newOutcome()
  const batch = createBatch(options, outcome)
  const seenBefore = rememberFiles(options)
  const targets = createTargets()
  const outputs = collectOutputs(options, outcome, seenBefore)
  const visit = async (file: FoundFile): Promise<Visited> => {
    const taken = targets.of(file) === 'web' ? outputs.take(file) : undefined
    if (taken || file.isLeftOut) return taken ?? {}
    const work = (artifact: OpenArtifact) => removeOne(artifact, options, outcome, batch)
    return withArtifact(file, options, seenBefore, work, true)
  }
  try {
    await forEachFile({ ...options, withLeftOut: true }, outcome, visit, !options.dryRun)
    // Without all files of an output, nobody knows which of them pin each other.
    for (const [folder, files] of options.signal?.aborted ? [] : outputs.byFolder) {
      const job = { ...options, folder, batch, outcome, dryRun: options.dryRun === true }
      outcome.unmarked.push(...(await unmarkWebOutput(files, job)))
    }
    await batch.finish()
  } finally {
    batch.close()
  }
  return outcome
}

async function removeOne(
  opened: OpenArtifact,
  options: RemoveOptions,
  { unmarked, warnings }: Outcome,
  batch: Batch,
): Promise<Visited> {
  const { file, artifact, codec, counts, hash } = opened
  if (!artifact.mark) {
    if (!counts) return { leftOut: NO_SHEBANG }
    unmarked.push(file.path)
    return {}
  }
  const before = await reportExtracted(file.path, opened)
  if (options.dryRun) return { chalk: { ...before, _VIRTUAL: true } }
  const write = async (from: OpenArtifact): Promise<Visited> => {
    const splices = await withNamedErrors(codec, () => from.artifact.remove(Buffer.from(hash, 'hex')))
    const reportWritten = async (prepared: Prepared) => ({
      ...before,
      _CURRENT_HASH: await hashAfter(from, prepared, before._CURRENT_HASH as string, options),
      ...(before[FILE_HASH] !== undefined && !from.artifact.sidecar && { [FILE_HASH]: prepared.hash }),
    })
    return { chalk: await batch.add(from, splices, reportWritten) }
  }
  if (!options.embedded || !containerOf(opened.codec)) return write(opened)
  const warn = (message: string) => warnings.push(`${file.path}: ${message}`)
  return oneAtATime(async () => write(await unmarkEmbedded(opened, options, warn)))
}
