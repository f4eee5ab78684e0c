/**
 * HASH of a ZIP: a sum over what is in the archive, not over its bytes, as the reference program defines it.
 *
 *     SHA-256 over   count of files, then for each file, sorted by path:
 *                    length of path, path, length of content, content
 *
 * Counts and lengths are decimal digits and nothing stands between the parts. A path begins with `/`; paths are
 * sorted and counted by their bytes. Directories are no files.
 *
 * A file counts with the bytes that it has once its own mark is deleted, so marking the files in an archive does
 * not change the archive's HASH. Files that are hidden, or in hidden folders, count as they are.
 */
import { createHash, type Hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { subSource } from '../../bytes/fields.js'
import { bufferSource, type Source, type Splice } from '../../bytes/source.js'
import { hashSpliced, pieces, splicedSize } from '../../bytes/splices.js'
import { CodecError } from '../../error.js'
import type { MaybePromise } from '../artifact.js'
import { type Allowance, isSpent, spend } from '../bomb.js'
import { type Candidate, type Codec, claimedBy } from '../format.js'
import { peekContent, readContent, streamContent } from './content.js'
import { STORED, type ZipEntry } from './format.js'
import { asText, isDirectory, show } from './paths.js'

/**
 * Contents up to this size are unpacked at once. Of larger ones, the first bytes decide whether a codec needs the
 * whole content.
 */
export const AT_ONCE = 4 << 20

/** The largest packed content that is held in memory where a codec has to read it. */
const MAX_HELD = 256 << 20

export interface Sum {
  /** Lower-case hex. */
  hash: string
  /** Path of the first file whose content does not match its CRC-32, if there is one. */
  corrupt?: string
}

/** How the contents are counted. */
export interface Counting {
  /** The codecs that look into the files. If the list is empty, all files count as they are. */
  codecs: readonly Codec[]
  /** What is counted in place of a file's content. */
  rewrite?: ((entry: ZipEntry, content: Uint8Array) => Uint8Array) | undefined
  /** Files that count as if they were empty. */
  isEmpty?: (entry: ZipEntry) => boolean
  /** Contents of entries that are not in the archive. */
  given?: ReadonlyMap<ZipEntry, Uint8Array> | undefined
  /** What may be spent, if codecs look into the files. */
  allowance?: Allowance
}

/**
 * Computes the sum over `entries`.
 * @throws CodecError `CORRUPT` if data does not unpack, `BOMB` if the allowance is spent, `ENTRY_TOO_LARGE` if a codec would have to read a file that is
 * too large to be held.
 */
export async function sumOfContents(
  archive: Source,
  entries: readonly ZipEntry[],
  counting: Counting,
): Promise<Sum> {
  const files = entries
    .filter(({ path }) => !isDirectory(path))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  const { allowance } = counting
  if (allowance)
    spend(
      allowance,
      'unpacked',
      files.reduce((sum, { size }) => sum + size, 0),
    )
  const sum = createHash('sha256').update(String(files.length))
  let corrupt: string | undefined
  for (const entry of files) {
    if (counting.isEmpty?.(entry)) {
      addHead(sum, entry, 0)
      continue
    }
    const added =
      entry.size <= AT_ONCE || counting.given?.has(entry)
        ? addSmall(sum, archive, entry, counting)
        : addLarge(sum, archive, entry, counting)
    // Small files give their result at once. Awaiting each of them would double the time for a jar full of them.
    const intact = typeof added === 'boolean' ? added : await added
    if (!intact) corrupt ??= show(entry.path)
  }
  return { hash: sum.digest('hex'), ...(corrupt !== undefined && { corrupt }) }
}

function addSmall(
  sum: Hash,
  archive: Source,
  entry: ZipEntry,
  { codecs, rewrite, given, allowance }: Counting,
): MaybePromise<boolean> {
  const known = given?.get(entry)
  let content = known ?? readContent(archive, entry)
  const intact = known !== undefined || crc32(content) === entry.crc
  if (rewrite) content = rewrite(entry, content)
  const candidate = asCandidate(entry, bufferSource(content))
  const codec = claimant(entry, candidate, codecs)
  if (codec && allowance) spend(allowance, 'looked', content.length * (codec.weight ?? 1))
  if (codec) return addDeletedForm(sum, entry, candidate, codec, allowance).then(() => intact)
  addHead(sum, entry, content.length)
  sum.update(content)
  return intact
}

async function addLarge(
  sum: Hash,
  archive: Source,
  entry: ZipEntry,
  { codecs, allowance }: Counting,
): Promise<boolean> {
  const codec = claimant(entry, asCandidate(entry, peekContent(archive, entry)), codecs)
  if (!codec) return addStream(sum, archive, entry)
  if (allowance) spend(allowance, 'looked', entry.size * (codec.weight ?? 1))
  const source = await held(archive, entry, codec)
  await addDeletedForm(sum, entry, asCandidate(entry, source), codec, allowance)
  let crc = 0
  for (const piece of pieces(source, [])) crc = crc32(piece, crc)
  return crc === entry.crc
}

async function addStream(sum: Hash, archive: Source, entry: ZipEntry): Promise<boolean> {
  let crc = 0
  addHead(sum, entry, entry.size)
  for await (const piece of streamContent(archive, entry)) {
    sum.update(piece)
    crc = crc32(piece, crc)
  }
  return crc === entry.crc
}

async function addDeletedForm(
  sum: Hash,
  entry: ZipEntry,
  candidate: Candidate,
  codec: Codec,
  allowance?: Allowance,
): Promise<void> {
  const { source } = candidate
  const edits = await deletingEdits(candidate, codec, allowance)
  addHead(sum, entry, splicedSize(source.size, edits))
  for (const piece of pieces(source, edits)) sum.update(piece)
}

/** SHA-256, lower-case hex, of the bytes with which the file counts if `content` is all of it. */
export async function countedHash(
  entry: ZipEntry,
  content: Uint8Array,
  codecs: readonly Codec[],
): Promise<string> {
  const candidate = asCandidate(entry, bufferSource(content))
  const codec = claimant(entry, candidate, codecs)
  return hashSpliced(candidate.source, codec ? await deletingEdits(candidate, codec) : [])
}

/** The edits that take a file's mark out. A file that its codec cannot read counts as it is. */
async function deletingEdits(candidate: Candidate, codec: Codec, allowance?: Allowance): Promise<Splice[]> {
  try {
    const artifact = await codec.read(candidate, allowance ? { allowance } : {})
    if (!artifact.mark && !artifact.deletedForm) return []
    // Only a mark that stands as it was written is left out, not bytes that only look like one.
    if (artifact.mark?.broken !== undefined) return []
    const hex = artifact.hash ? await artifact.hash() : hashSpliced(candidate.source, artifact.normalForm)
    const hash = Buffer.from(hex, 'hex')
    return await (artifact.deletedForm?.(hash) ?? artifact.remove(hash))
  } catch (error) {
    if (error instanceof CodecError && !(allowance && isSpent(allowance))) return []
    throw error
  }
}

/** The file's content with random access. */
async function held(archive: Source, entry: ZipEntry, codec: Codec): Promise<Source> {
  const { path, method, dataAt, size } = entry
  if (method === STORED) return subSource(archive, dataAt, size)
  if (size > MAX_HELD) {
    throw new CodecError(
      'ENTRY_TOO_LARGE',
      `${show(path)} (${codec.name}) unpacks to ${size} bytes: more than ${MAX_HELD} are read only if it is stored`,
    )
  }
  const content = Buffer.allocUnsafe(size)
  let at = 0
  for await (const piece of streamContent(archive, entry)) {
    content.set(piece, at)
    at += piece.length
  }
  return bufferSource(content)
}

function addHead(sum: Hash, { path }: ZipEntry, size: number): void {
  sum.update(`${path.length + 1}/${path}${size}`, 'latin1')
}

/** A file in an archive as codecs see it. */
export function asCandidate({ path }: ZipEntry, source: Source): Candidate {
  return { name: asText(path.slice(path.lastIndexOf('/') + 1)), source }
}

/** The codec that has to look into the file; undefined for a file that is hidden or in a hidden folder. */
export function claimant(
  { path }: ZipEntry,
  candidate: Candidate,
  codecs: readonly Codec[],
): Codec | undefined {
  return isHidden({ path }) ? undefined : claimedBy(codecs, candidate, {})
}

/** Whether a file is hidden or in a hidden folder. */
export function isHidden({ path }: Pick<ZipEntry, 'path'>): boolean {
  return /(^|\/)\./.test(path)
}
