/** Marking one file. */
import type { Dict } from '@chalkmark/mark'
import { bufferSource, type Splice } from '../bytes/source.js'
import { splicedSource } from '../bytes/spliced-source.js'
import { hashSpliced } from '../bytes/splices.js'
import { containerOf } from '../containers/index.js'
import { below } from '../disk/paths.js'
import type { FoundFile } from '../disk/walk.js'
import type { Prepared } from '../disk/write.js'
import { CodecError } from '../error.js'
import type { Artifact } from '../formats/artifact.js'
import type { Candidate, CodecOptions } from '../formats/format.js'
import { codecFor } from '../formats/index.js'
import { composeMark, type Subject } from '../mark/compose.js'
import { contentHash, withNamedErrors } from '../mark/inspect.js'
import { type MarkedArtifact, readBack } from '../output/read-back.js'
import { keepNamed } from '../redact/index.js'
import { reportInserted } from '../report/chalk.js'
import { type Embedded, markEmbedded } from './embedded.js'
import { oneAtATime } from './embedded-files.js'
import type { OpenArtifact, Visited } from './files.js'
import type { InsertJob } from './insert-job.js'

/** Composes the artifact's mark, and hands the file that holds it to the batch. */
export async function insertOne(opened: OpenArtifact, job: InsertJob): Promise<Visited> {
  if (!job.embedded || !containerOf(opened.codec)) return insertInto(opened, job)
  return oneAtATime(async () => insertInto(opened, job, await markEmbedded(opened, job)))
}

/** @param embedded the marks of the files inside, if they have been made. */
async function insertInto(opened: OpenArtifact, job: InsertJob, embedded?: Embedded): Promise<Visited> {
  const { file, candidate, codec, artifact, hash, chalkId } = opened
  const { options, batch, virtual } = job
  const { composer = job.composer, archive = opened } = embedded ?? {}
  const subject: Subject = {
    path: file.path,
    nameInOutput: file.name,
    type: artifact.type,
    hash,
    chalkId,
    ...(!sameBytes(artifact) && { fileHash: () => hashSpliced(candidate.source, []) }),
    contentHash: await withNamedErrors(codec, () => contentHash(archive.artifact, archive.candidate.source)),
    ...(artifact.mark && { old: artifact.mark.dict }),
  }
  const composed = await composeMark(composer, subject, 'full')
  for (const error of composed.errors) job.warn(error)
  let splices: Splice[]
  try {
    splices = await withNamedErrors(codec, () => archive.artifact.insert(composed.text))
  } catch (error) {
    // An artifact that is reported but never marked, such as a certificate.
    if (error instanceof CodecError && error.code === 'NOT_MARKABLE') return { leftOut: error.message }
    throw error
  }
  // A mark in a file beside it changes nothing.
  if (artifact.sidecar === undefined)
    job.pins.check({ path: file.path, source: candidate.source, stats: candidate.source.stats })
  const preChalkHash = sameBytes(artifact) ? hash : hashSpliced(candidate.source, [])
  const note = [artifact.note, embedded?.note].filter((note) => note !== undefined).join('; ')
  const place = { ...subject, nameInOutput: nameInOutputOf(file) }
  const report = (currentHash: string, fileHash?: string): Dict => {
    const hashes = { preChalkHash, currentHash, ...(fileHash !== undefined && { fileHash }) }
    const chalk: Dict = {
      ...artifact.report,
      ...reportInserted(place, composed, composer.facts, hashes),
      ...embedded?.report,
      ...(note !== '' && { '_X-NOTE': note }),
      ...(virtual && { _VIRTUAL: true }),
    }
    return keepNamed(chalk, Object.keys(composer.keys))
  }
  const marking: MarkedArtifact = {
    before: archive,
    source: archive.candidate.source,
    codec,
    options,
    edits: artifact.sidecar === undefined ? splices : [],
    mark: composed.text,
  }
  const { currentHash } = await readBack(marking, asMarked(archive, splices), verifier(options))
  if (virtual) {
    const chalk = report((await artifact.currentHash?.()) ?? preChalkHash)
    virtual.set(chalk, composed.text.toString())
    return { chalk }
  }
  const reportWritten = async (prepared: Prepared) => {
    if (artifact.sidecar !== undefined) return report(preChalkHash)
    const known = await archive.artifact.currentHashWith?.(composed.text)
    return report(known ?? (await currentHash?.()) ?? prepared.hash, prepared.hash)
  }
  return { chalk: await batch.add(archive, splices, reportWritten) }
}

/** A file's name in its output folder, or below the path that was named. */
function nameInOutputOf({ path, name, output }: FoundFile): string {
  return (output !== undefined && below(output, path)) || name
}

/** The codec with which `verify` reads an artifact. */
function verifier(options: CodecOptions) {
  return (candidate: Candidate) => codecFor(candidate, { ...options, allScripts: true })
}

/** The artifact with its mark, before it is written. */
function asMarked({ candidate, artifact }: OpenArtifact, splices: readonly Splice[]): Candidate {
  const { name, source } = candidate
  if (artifact.sidecar === undefined) return { name, source: splicedSource(source, splices) }
  const beside = (suffix: string) => {
    const there = candidate.beside(suffix)
    return suffix === artifact.sidecar
      ? splicedSource(there ?? bufferSource(new Uint8Array()), splices)
      : there
  }
  return { name, source, beside }
}

/** Whether HASH is the SHA-256 of the file as it is. */
function sameBytes({ normalForm, hash }: Artifact): boolean {
  return normalForm.length === 0 && !hash
}
