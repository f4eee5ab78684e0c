/**
 * Compressed files beside artifacts: `app.js.br` beside `app.js`. Servers send the one in the place of the other, so what the
 * mark says of `app.js` counts for browsers only if both hold the same.
 */
import { bufferSource } from '../bytes/source.js'
import { sha256Hex } from '../bytes/splices.js'
import { readPlainFile } from '../disk/plain.js'
import { unpacked } from '../formats/npm-tarball/gzip.js'
import { compressions } from '../output/compression.js'
import type { Outcome } from '../report/outcome.js'
import { NO_FORMAT } from './files.js'

/** A reason for what was left out: nothing is to be said of such a file. */
export const SAME_CONTENT = 'it holds the same as the file beside it'

const EXTENSION = /\.(?:gz|br|zst)$/i

/**
 * Compares the compressed files that were left out with the artifacts beside them. One that holds the same, or the artifact
 * without its mark, is left out for that reason. One that holds something else is a warning. What this Node cannot unpack, and
 * what is longer than 64 MiB, stays as it is.
 * @param outcome of an extract of files; it is changed.
 */
export async function compareCompressed(outcome: Outcome): Promise<void> {
  const { leftOut, chalks, unmarked, warnings } = outcome
  const hashes = new Map(chalks.map(({ _OP_ARTIFACT_PATH: path, HASH }) => [String(path), HASH]))
  for (const path of unmarked) hashes.set(path, undefined)
  const rest: string[] = []
  const same: string[] = []
  for (const path of leftOut.get(NO_FORMAT) ?? []) {
    const original = path.replace(EXTENSION, '')
    const isCopy = original !== path && hashes.has(original)
    const verdict = isCopy ? await compare(path, original, hashes.get(original)) : undefined
    if (verdict === 'same') same.push(path)
    else rest.push(path)
    if (verdict === 'other')
      warnings.push(`${path}: servers send it in the place of ${original}, and it holds something else`)
  }
  if (same.length === 0) return
  leftOut.set(SAME_CONTENT, same)
  if (rest.length > 0) leftOut.set(NO_FORMAT, rest)
  else leftOut.delete(NO_FORMAT)
}

/** @param hash the artifact's without its mark. @returns undefined if that cannot be known. */
async function compare(path: string, original: string, hash: unknown): Promise<'same' | 'other' | undefined> {
  let packed: Buffer | undefined
  let content: Buffer | undefined
  try {
    packed = readPlainFile(path)
    content = readPlainFile(original)
  } catch {
    // It is too long, or cannot be read.
  }
  const extension = EXTENSION.exec(path)![0].toLowerCase()
  if (!packed || !content || compressions[extension]!.isMissing) return undefined
  try {
    const held = extension === '.gz' ? await gunzip(packed, content.length) : undefined
    const bytes = Buffer.from(held ?? (await compressions[extension]!.decompress(packed, content.length)))
    return bytes.equals(content) || sha256Hex(bytes) === hash ? 'same' : 'other'
  } catch {
    // It is not compressed, whatever its name says, or holds more than the file.
    return 'other'
  }
}

/** As browsers do: one member. @throws Error for more than `limit` bytes, and for what stands behind the first member. */
async function gunzip(packed: Buffer, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of unpacked(bufferSource(packed), { unpackedSize: limit })) pieces.push(piece)
  return Buffer.concat(pieces)
}
