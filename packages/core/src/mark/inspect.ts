/** Reading one artifact: its codec, its mark, its HASH and CHALK_ID, and whether the mark is valid. */
import { chalkId as chalkIdOf, type Dict, validate } from '@chalkmark/mark'
import type { Source } from '../bytes/source.js'
import { hashSpliced, sha256 } from '../bytes/splices.js'
import { CodecError } from '../error.js'
import type { Artifact, MaybePromise } from '../formats/artifact.js'
import type { Candidate, Codec, CodecOptions } from '../formats/format.js'
import { ZIP_TYPES } from '../formats/zip/types.js'
import { CONTENT_HASH } from '../keys/catalogue.js'
import { misspelt, notInHash } from './unhashed.js'

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
  return withNamedErrors(codec, async () => {
    const artifact = await codec.read(candidate, options)
    const hash = artifact.hash ? await artifact.hash() : hashSpliced(candidate.source, artifact.normalForm)
    return { artifact, hash, chalkId: chalkIdOf(hash) }
  })
}

/** The judgement on a mark. */
export interface Verdict {
  /** Undefined: the mark is intact but unchecked, since the content cannot be compared with it. */
  valid: boolean | undefined
  /** One line each; empty if the mark is valid. */
  errors: string[]
  /** Parts of the artifact that the valid mark does not cover, besides those that the artifact itself names. */
  uncovered?: readonly string[]
}

/**
 * Judges an artifact's mark; undefined if it has none.
 * @param source the artifact's bytes.
 */
export async function judge(
  { artifact, hash, chalkId }: Inspected,
  source: Source,
): Promise<Verdict | undefined> {
  const { mark, uncheckable, remade } = artifact
  if (!mark) return undefined
  if (mark.broken !== undefined) return { valid: false, errors: [`mark was changed: ${mark.broken}`] }
  if (mark.extended) return { valid: false, errors: [EXTENDED] }
  if (isOfArchive(mark.dict) && !artifact.hash) return { valid: false, errors: [OF_ARCHIVE] }
  const check = (id?: string) => validate(mark.dict, id, sha256, mark)
  const other = mark.dict.CHALK_ID === chalkId ? undefined : await fittingHash(artifact, mark.dict)
  const { valid, errors, isExact } = check(other ? (mark.dict.CHALK_ID as string) : chalkId)
  if (!valid && uncheckable !== undefined && check().valid) return { valid: undefined, errors: [uncheckable] }
  const otherHash = hashChange(mark.dict, other?.hash ?? hash)
  if (valid && otherHash !== undefined) errors.push(otherHash)
  const unhashed = misspelt(mark.dict, artifact.hash !== undefined)
  if (unhashed !== undefined) errors.push(unhashed)
  const change = await contentChange(mark.dict, artifact, source)
  if (change !== undefined && remade === undefined) errors.push(change)
  const fitsContent =
    mark.dict[CONTENT_HASH] !== undefined && artifact.contentForm !== undefined && change === undefined
  const isNamed = remade !== undefined && !fitsContent
  const isShort = mark.dict.HASH === undefined && !fitsContent
  const uncovered = [
    ...(other?.uncovered ?? []),
    ...(isNamed ? [remade] : []),
    ...(isShort ? [SHORT] : []),
    ...(isExact === false ? [SPELLING] : []),
    ...notInHash(mark.dict),
  ]
  return { valid: errors.length === 0, errors, ...(uncovered.length > 0 && { uncovered }) }
}

/** What of the artifact and of its mark no digest covers, one line each; nothing if it has no mark. */
export function notCoveredIn({ mark, uncovered = [] }: Artifact, verdict: Verdict | undefined): string[] {
  return mark ? [...uncovered, ...(verdict?.uncovered ?? [])] : []
}

/** HASH by another rule, if that is the mark's. */
async function fittingHash({ otherHashes = [] }: Artifact, { HASH, CHALK_ID }: Dict) {
  for (const rule of otherHashes) {
    const other = await rule()
    // CHALK_ID covers only the first digits of HASH.
    if (other && chalkIdOf(other.hash) === CHALK_ID && (HASH === undefined || HASH === other.hash))
      return other
  }
  return undefined
}

/** CHALK_ID is made from the first digits of HASH alone. Whoever can compute 2^49 hashes can find another content. */
const SHORT = 'more than 49 bits of the hash of its content, since it holds no HASH'

/**
 * In any other mark values and place give each of its bytes. So nothing can be changed in it, whatever program may read it as a part
 * of itself.
 */
const SPELLING = 'its own spelling, which is not the one of Chalkmark'

/** What differs between the content's HASH and that of the mark, if the mark has one. */
function hashChange({ HASH }: Dict, computed: string): string | undefined {
  if (HASH === undefined || HASH === computed) return undefined
  return `artifact was changed after marking: HASH says ${typeof HASH === 'string' ? HASH : 'no text'}, content gives ${computed}`
}

/**
 * Whether a mark is one of a ZIP archive. HASH is then of a stream that is made from the archive's contents. A file whose
 * bytes are that stream is another artifact.
 */
function isOfArchive({ ARTIFACT_TYPE: type }: Dict): boolean {
  return typeof type === 'string' && ZIP_TYPES.has(type)
}

const OF_ARCHIVE = 'mark was moved: it is one of a ZIP archive, and this is none'

const EXTENDED =
  'artifact was changed after marking: the mark does not cover what stands behind it; or several files were put together'

/** What differs between the content and the mark's X-CONTENT-HASH, if the mark has one and the format knows it. */
async function contentChange(mark: Dict, artifact: Artifact, source: Source): Promise<string | undefined> {
  const found = mark[CONTENT_HASH]
  if (found === undefined) return undefined
  const computed = await contentHash(artifact, source)
  if (computed === undefined || found === computed) return undefined
  return `artifact was changed after marking: ${CONTENT_HASH} says ${found}, content gives ${computed}`
}

/**
 * X-CONTENT-HASH of an artifact: SHA-256, in lower-case hex, of all its bytes except the mark's.
 * @returns undefined for a format whose HASH covers all of them.
 */
export async function contentHash(artifact: Artifact, source: Source): Promise<string | undefined> {
  const form = await artifact.contentForm?.()
  return form && hashSpliced(source, form)
}

/**
 * Runs a codec's work.
 * @throws CodecError. Any other exception of the codec becomes one.
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
