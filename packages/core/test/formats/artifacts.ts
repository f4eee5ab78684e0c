import { createHash } from 'node:crypto'
import { chalkId, type Dict, encodeMark, sealMark } from '@chalkmark/mark'
import { bufferSource, type Splice } from '../../src/bytes/source.js'
import { CodecError } from '../../src/error.js'
import type { Artifact } from '../../src/formats/artifact.js'
import type { Codec, CodecOptions } from '../../src/formats/format.js'
import { CONTENT_HASH } from '../../src/keys/catalogue.js'
import { contentHash, inspect, judge } from '../../src/mark/inspect.js'

/** `bytes` with `splices` applied, which must be in order and inside. */
export function applied(bytes: Uint8Array, splices: Splice[]): Buffer {
  const parts: Uint8Array[] = []
  let at = 0
  for (const splice of splices) {
    if (splice.at < at || splice.at + splice.remove > bytes.length) throw new Error('splices out of order')
    parts.push(bytes.subarray(at, splice.at), splice.insert)
    at = splice.at + splice.remove
  }
  return Buffer.concat([...parts, bytes.subarray(at)])
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The artifact in `bytes` as `codec` reads it, or undefined if it does not claim it. */
export async function artifactOf(
  codec: Codec,
  name: string,
  bytes: Uint8Array,
  options: CodecOptions = { allScripts: true },
): Promise<Artifact | undefined> {
  const candidate = { name, source: bufferSource(bytes) }
  return codec.claims(candidate, options) === undefined ? undefined : codec.read(candidate, options)
}

export async function hashOf(artifact: Artifact, bytes: Uint8Array): Promise<string> {
  return artifact.hash ? artifact.hash() : sha256(applied(bytes, artifact.normalForm))
}

/** A complete mark for an artifact of this HASH. */
export function markFor(hash: string, keys: Dict = {}): Buffer {
  const dict = {
    MAGIC: 'dadfedabbadabbed',
    CHALK_ID: chalkId(hash),
    CHALK_VERSION: '1.1.3',
    HASH: hash,
    ...keys,
  }
  return Buffer.from(encodeMark(sealMark(dict)))
}

/** What is said of the mark in `bytes`, with what it does not cover; undefined if there is no mark, or no artifact. */
export async function verdictOn(
  codec: Codec,
  name: string,
  bytes: Uint8Array,
  beside?: Uint8Array,
  options: CodecOptions = {},
): Promise<{ valid: boolean | undefined; errors: string[]; uncovered: string[] } | undefined> {
  const source = bufferSource(bytes)
  const candidate = { name, source, beside: () => beside && bufferSource(beside) }
  if (codec.claims(candidate, options) === undefined) return undefined
  try {
    const inspected = await inspect(candidate, codec, options)
    const verdict = await judge(inspected, source)
    if (!verdict) return undefined
    const { valid, errors, uncovered = [] } = verdict
    return {
      valid,
      errors,
      uncovered: [...(inspected.artifact.uncovered ?? []), ...uncovered],
    }
  } catch (error) {
    if (error instanceof CodecError && error.code !== 'CODEC_BUG') return undefined
    throw error
  }
}

/** `bytes` with a mark as `insert` writes it: with X-CONTENT-HASH where the format has one. */
export async function markedLikeInsert(codec: Codec, name: string, bytes: Uint8Array): Promise<Buffer> {
  const source = bufferSource(bytes)
  const { artifact, hash } = await inspect({ name, source }, codec, {})
  const content = await contentHash(artifact, source)
  return applied(
    bytes,
    await artifact.insert(markFor(hash, content === undefined ? {} : { [CONTENT_HASH]: content })),
  )
}
