/** Reading one artifact: its codec, its mark, its HASH and CHALK_ID, and whether the mark is valid. */
import { chalkId, validate } from '@chalkmark/mark'
import {
  type Artifact,
  type Candidate,
  type Codec,
  CodecError,
  type CodecOptions,
  type MaybePromise,
  type Splice,
} from '../codecs/codec.js'
import { hashSpliced, sha256 } from '../splices.js'

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
 * @param hashOf what hashes the normal form, if the caller has a quicker way.
 * @throws CodecError if it cannot be read; any other exception of a codec becomes one with the code `CODEC_BUG`.
 */
export async function inspect(
  candidate: Candidate,
  codec: Codec,
  options: CodecOptions,
  hashOf: (normalForm: readonly Splice[]) => string = (normalForm) =>
    hashSpliced(candidate.source, normalForm),
): Promise<Inspected> {
  return withNamedErrors(codec, async () => {
    const artifact = await codec.read(candidate, options)
    const hash = artifact.hash ? await artifact.hash() : hashOf(artifact.normalForm)
    return { artifact, hash, chalkId: chalkId(hash) }
  })
}

/** What is wrong with an artifact's mark: empty if it is valid, undefined if there is no mark. */
export function markErrors({ artifact, chalkId }: Inspected): string[] | undefined {
  return artifact.mark && validate(artifact.mark.dict, chalkId).errors
}

/** What is to be said of a mark. */
export interface Verdict {
  /** Undefined: the mark is intact, and of the content nothing can be said. */
  valid: boolean | undefined
  /** One line each; empty if the mark is valid. */
  errors: string[]
}

/** Judges an artifact's mark; undefined if it has none. */
export function judge({ artifact, chalkId }: Inspected): Verdict | undefined {
  if (!artifact.mark) return undefined
  const { dict } = artifact.mark
  const { valid, errors } = validate(dict, chalkId, sha256)
  if (valid || artifact.uncheckable === undefined || dict.CHALK_ID === chalkId) return { valid, errors }
  const ofMark = validate(dict, undefined, sha256)
  return ofMark.valid ? { valid: undefined, errors: [artifact.uncheckable] } : ofMark
}

/**
 * Does a codec's work.
 * @throws CodecError, whatever the codec throws.
 */
export async function withNamedErrors<T>(codec: Codec, work: () => MaybePromise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw namedError(codec, error)
  }
}

/** A codec's exception as a CodecError that names the codec. */
export function namedError(codec: Codec, error: unknown): CodecError {
  if (error instanceof CodecError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new CodecError('CODEC_BUG', `the ${codec.name} codec failed: ${reason}`)
}
