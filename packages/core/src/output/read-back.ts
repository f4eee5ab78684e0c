/**
 * Reads a marked artifact again, as `verify` will, before it replaces the old one. So a mark that cannot be read or
 * is not valid is an error of that artifact now, not when somebody checks it later.
 */
import { chalkId } from '@chalkmark/mark'
import type { Source, Splice } from '../bytes/source.js'
import { isSameEdited } from '../bytes/spliced-source.js'
import { hashSpliced } from '../bytes/splices.js'
import { CodecError } from '../error.js'
import type { Artifact } from '../formats/artifact.js'
import type { Candidate, Codec, CodecOptions } from '../formats/format.js'
import { type Inspected, judge, withNamedErrors } from '../mark/inspect.js'

/** An artifact before it was marked, and how. */
export interface MarkedArtifact {
  before: Inspected
  source: Source
  codec: Codec
  options: CodecOptions
  /** The edits of `source` that put the mark in; none if the mark stands in a file beside it. */
  edits: readonly Splice[]
  /** The mark's text. */
  mark: Uint8Array
}

/**
 * Reads the marked artifact.
 * @param marked the artifact with its mark.
 * @param codecOf gives the codec with which `verify` will read it.
 * @returns the artifact as it was read.
 * @throws CodecError `NOT_READ_BACK` if exactly this mark is not found there, or is not valid.
 */
export async function readBack(
  marking: MarkedArtifact,
  marked: Candidate,
  codecOf: (candidate: Candidate) => Codec | undefined,
): Promise<Artifact> {
  const { before, source, codec, options, edits, mark } = marking
  const reader = codecOf(marked)
  if (reader !== codec) throw refused(`then it reads as ${reader?.name ?? 'no known format'}`)
  const artifact = await withNamedErrors(codec, () => codec.read(marked, { ...options, allScripts: true }))
  const found = artifact.mark
  if (!found) throw refused('none is found there')
  const text = found.written?.(mark) ?? mark
  if (Buffer.compare(found.text, text) !== 0) throw refused('another one is found there')
  const hash = await hashOf(artifact)
  const verdict = await judge({ artifact, hash, chalkId: chalkId(hash) }, marked.source)
  if (verdict?.valid === false) throw refused(verdict.errors.join('; '))
  return artifact

  /**
   * In most cases the bytes without the mark are the same as before. The edits show that, so no second hash is
   * computed.
   */
  async function hashOf(artifact: Artifact): Promise<string> {
    if (artifact.hash) return artifact.hash()
    const { normalForm } = before.artifact
    const isSame = !before.artifact.hash && isSameEdited(source, [normalForm], [edits, artifact.normalForm])
    return isSame ? before.hash : hashSpliced(marked.source, artifact.normalForm)
  }
}

function refused(reason: string): CodecError {
  return new CodecError('NOT_READ_BACK', `the mark cannot be read back: ${reason}`)
}
