/** Marking artifacts that are in memory: a bundler's output before it is written. */

import { bufferSource, type Splice } from '../bytes/source.js'
import { splicedSource } from '../bytes/spliced-source.js'
import { applySplices, hashSpliced, sha256Hex } from '../bytes/splices.js'
import { type Codec, type CodecOptions, claimedBy } from '../formats/format.js'
import { type Inspected, inspect, namedError } from '../mark/inspect.js'
import { readBack } from './read-back.js'

/** An artifact in memory, read and ready to be marked. */
export interface InspectedBytes extends Inspected {
  /** Its file name. */
  name: string
  codec: Codec
  /** The codecs that were tried. */
  codecs: readonly Codec[]
  bytes: Uint8Array
  /** PRE_CHALK_HASH: plain SHA-256 of `bytes`. */
  preChalkHash: string
}

/**
 * Reads an artifact in memory.
 * @param name its file name. Codecs use its extension if the content does not decide.
 * @param codecs the codecs to try, in this order.
 * @returns undefined if no codec knows the format.
 * @throws CodecError if it cannot be read as what it claims to be.
 */
export async function inspectBytes(
  name: string,
  bytes: Uint8Array,
  options: CodecOptions,
  codecs: readonly Codec[],
): Promise<InspectedBytes | undefined> {
  const source = bufferSource(bytes)
  const candidate = { name, source }
  const codec = claimedBy(codecs, candidate, options)
  if (!codec) return undefined
  const inspected = await inspect(candidate, codec, options)
  const { artifact, hash } = inspected
  // A file without a mark is mostly its own normal form: one hash serves for both.
  const same = artifact.normalForm.length === 0 && !artifact.hash
  return { ...inspected, name, codec, codecs, bytes, preChalkHash: same ? hash : sha256Hex(bytes) }
}

/** A marked artifact: the edits that make it, and its `_CURRENT_HASH`. */
export interface MarkedBytes {
  splices: Splice[]
  currentHash: string
}

/**
 * Puts a mark's text into an artifact, and reads it back.
 * @throws CodecError if the format or this file does not allow it safely.
 */
export async function markBytes(before: InspectedBytes, mark: Uint8Array): Promise<MarkedBytes> {
  const { name, codec, codecs, artifact, bytes } = before
  try {
    const edits = await artifact.insert(mark)
    const source = bufferSource(bytes)
    const marked = { name, source: splicedSource(source, edits) }
    const options = { allScripts: true }
    await readBack({ before, source, codec, options, edits, mark }, marked, (file) =>
      claimedBy(codecs, file, options),
    )
    return { splices: edits, currentHash: hashSpliced(source, edits) }
  } catch (error) {
    throw namedError(codec, error)
  }
}

/**
 * Applies edits that were made on a text's UTF-8 form to the text. ASCII text is cut as it is; only other text is
 * encoded and decoded again.
 */
export function spliceText(text: string, splices: readonly Splice[]): string {
  if (text.length !== Buffer.byteLength(text)) return applySplices(Buffer.from(text), splices).toString()
  let result = ''
  let from = 0
  for (const { at, remove, insert } of splices) {
    result += text.slice(from, at) + Buffer.from(insert).toString()
    from = at + remove
  }
  return result + text.slice(from)
}
