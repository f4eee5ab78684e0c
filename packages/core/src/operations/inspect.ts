/** Reading one artifact: its codec, its mark, its HASH and CHALK_ID, and whether the mark is valid. */
import { chalkId, validate } from '@chalkmark/mark'
import { type Artifact, type Candidate, type Codec, CodecError, type CodecOptions } from '../codecs/codec.js'
import { hashSpliced } from '../splices.js'

/** An artifact with what is computed from its content. */
export interface Inspected {
  artifact: Artifact
  /** HASH: the SHA-256 of the normal form, lower-case hex. */
  hash: string
  /** CHALK_ID of the content, whatever the mark says. */
  chalkId: string
}

/**
 * Reads an artifact with the codec that claimed it.
 * @throws CodecError if it cannot be read; any other exception of a codec becomes one with the code `CODEC_BUG`.
 */
export async function inspect(candidate: Candidate, codec: Codec, options: CodecOptions): Promise<Inspected> {
  try {
    const artifact = await codec.read(candidate, options)
    const hash = artifact.hash ? await artifact.hash() : hashSpliced(candidate.source, artifact.normalForm)
    return { artifact, hash, chalkId: chalkId(hash) }
  } catch (error) {
    throw namedError(codec, error)
  }
}

/** What is wrong with an artifact's mark: empty if it is valid, undefined if there is no mark. */
export function markErrors({ artifact, chalkId }: Inspected): string[] | undefined {
  return artifact.mark && validate(artifact.mark.dict, chalkId).errors
}

/** A codec's exception as a CodecError that names the codec. */
export function namedError(codec: Codec, error: unknown): CodecError {
  if (error instanceof CodecError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new CodecError('CODEC_BUG', `the ${codec.name} codec failed: ${reason}`)
}
