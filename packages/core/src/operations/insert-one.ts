/** Marking one file. */
import type { Dict } from '@chalkmark/mark'
import { type Artifact, CodecError, type CodecOptions, type Splice } from '../codecs/codec.js'
import type { Prepared } from '../files/write.js'
import { reportInserted } from '../report/chalk.js'
import { hashSpliced } from '../splices.js'
import { type Batch, hashAfter } from './batch.js'
import { type Composer, composeMark, type Subject } from './compose.js'
import type { OpenArtifact, Visited } from './files.js'
import { withNamedErrors } from './inspect.js'

/** How a file is marked. */
export interface InsertJob {
  options: CodecOptions
  composer: Composer
  batch: Batch
  /** Takes what else should be known, one line each, without the path. */
  warn(message: string): void
  /** In a dry run: takes the text of the mark that would be written. */
  virtual?: Map<Dict, string>
}

/** Composes the artifact's mark, and hands the file that holds it to the batch. */
export async function insertOne(opened: OpenArtifact, job: InsertJob): Promise<Visited> {
  const { file, candidate, codec, artifact, hash, chalkId } = opened
  const { composer, options, batch, virtual } = job
  const subject: Subject = {
    path: file.path,
    nameInOutput: file.name,
    type: artifact.type,
    hash,
    chalkId,
    ...(artifact.mark && { old: artifact.mark.dict }),
  }
  const composed = await composeMark(composer, subject, 'full')
  for (const error of composed.errors) job.warn(error)
  let splices: Splice[]
  try {
    splices = await withNamedErrors(codec, () => artifact.insert(composed.text))
  } catch (error) {
    // A certificate, say: an artifact that there is something to tell of, but nobody would mark.
    if (error instanceof CodecError && error.code === 'NOT_MARKABLE') return { leftOut: error.message }
    throw error
  }
  const preChalkHash = sameBytes(artifact) ? hash : hashSpliced(candidate.source, [])
  const report = (currentHash: string): Dict => {
    const hashes = { preChalkHash, currentHash }
    return {
      ...artifact.report,
      ...reportInserted(subject, composed, composer.facts, hashes),
      ...(artifact.note !== undefined && { '_X-NOTE': artifact.note }),
      ...(virtual && { _VIRTUAL: true }),
    }
  }
  if (virtual) {
    const chalk = report((await artifact.currentHash?.()) ?? preChalkHash)
    virtual.set(chalk, composed.text.toString())
    return { chalk }
  }
  const reportWritten = async (prepared: Prepared) =>
    report(
      (await artifact.currentHashWith?.(composed.text)) ??
        (await hashAfter(opened, prepared, preChalkHash, options)),
    )
  return { chalk: await batch.add(opened, splices, reportWritten) }
}

/** Whether HASH is taken over the very bytes of the file. */
function sameBytes({ normalForm, hash }: Artifact): boolean {
  return normalForm.length === 0 && !hash
}
