/**
 * npm packages: a tar in a gzip, as `npm pack` writes it.
 *
 *     gzip header    1f 8b 08  flags  mtime:u32  xfl  os          RFC 1952
 *     deflate        package/package.json, …                      tar entries, see npm-tarball/tar.ts
 *                    package/chalk.json                           the mark, as the last entry
 *                    zeros                                        the end of the tar, as it was
 *     crc32, size
 *
 * HASH is over the tar without that entry, so compression does not count. A gzip file cannot be edited in the
 * middle, so it is written anew, with mtime 0 and with level and system as before. npm uses the same zlib, so for
 * npm's own tarballs deleting the mark restores the same bytes.
 *
 * npm's `integrity` is over the file: mark before publishing. Other implementations of chalk have no codec for this.
 */
import { createHash } from 'node:crypto'
import { pipeline, Readable } from 'node:stream'
import { constants, createGzip, gunzipSync } from 'node:zlib'
import { asBuffer } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import { MAX_MARK } from '../appended.js'
import type { Artifact } from '../artifact.js'
import { type Allowance, type ArchiveLimits, allowanceFor, spend } from '../bomb.js'
import type { Codec } from '../format.js'
import { isBare, unpacked } from './gzip.js'
import { type Contents, entryFor, isMarks, lookAt, NOT_AS_WRITTEN } from './mark-entry.js'
import { ambiguity, BLOCK, type Header, isExtension, paddedSize, parseHeader, saidBy } from './tar.js'

const TYPE = 'npm tarball'
const ROOT = 'package/'

const PIECE = 1 << 20
const HEAD = 1 << 12
const MAX_EXTENSION = 1 << 20
/** Headers before one entry: programs write a pax header, or one each for a long name and a long link. */
const MOST_EXTENSIONS = 16
/** How far the first entry can be from the beginning of the tar, with all that is said of it. */
const FIRST_ENTRY = 1 << 16

export const npmTarball: Codec = {
  name: 'npm-tarball',
  claims: ({ name, source }) => (/\.tgz$/i.test(name) && isPackage(source) ? TYPE : undefined),
  read: ({ source }, { limits = {} }) => artifactOf(source, limits),
}

/** Whether the first entry of the tar is in `package/`. */
function isPackage(source: Source): boolean {
  const head = source.read(0, HEAD)
  if (head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8) return false
  try {
    const tar = gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: HEAD * 1100 })
    let path: string | undefined
    for (let at = 0; at < Math.min(tar.length, FIRST_ENTRY); ) {
      const header = parseHeader(tar.subarray(at, at + BLOCK))
      if (!header) return false
      const content = tar.subarray(at + BLOCK, at + BLOCK + header.size)
      if (!isExtension(header) && header.type !== 'g') return (path ?? header.path).startsWith(ROOT)
      path = saidBy(header, content).path ?? path
      at += BLOCK + paddedSize(header.size)
    }
  } catch {
    // It is no gzip, or holds no tar: no codec claims it.
  }
  return false
}

// Reading

/** @throws CodecError `CORRUPT` if it does not unpack, `MALFORMED` if it is no tar, `BOMB` beyond the limits. */
async function artifactOf(source: Source, limits: ArchiveLimits): Promise<Artifact> {
  const contents: Contents = { files: 0, isHeld: false }
  const hash = createHash('sha256')
  for await (const piece of withoutMark(source, limits, contents)) hash.update(piece)
  const hex = hash.digest('hex')
  const { mark, refused, files } = contents
  // HASH is over the tar only. In the header of the gzip, only level and system may vary.
  if (mark && !isBare(source))
    mark.broken ??= 'the gzip has a time, a name or other fields: it was packed anew or changed'
  return {
    type: TYPE,
    ...(mark && { mark }),
    normalForm: [],
    hash: () => hex,
    async insert(text) {
      if (refused) throw refused
      if (files === 0) throw new CodecError('EMPTY', 'the package has no files')
      return [{ at: 0, remove: source.size, insert: await pack(source, limits, entryFor(text)) }]
    },
    async remove() {
      if (!mark) return []
      if (refused) throw refused
      return [{ at: 0, remove: source.size, insert: await pack(source, limits) }]
    },
  }
}

/**
 * The tar without the mark's entry, in pieces of some MiB at most.
 * @param contents is filled in on the way.
 * @param entry goes behind the last one.
 * @throws CodecError as {@link artifactOf}; `BOMB` also if too much of it has to be looked into.
 */
async function* withoutMark(
  source: Source,
  limits: ArchiveLimits,
  contents: Contents,
  entry?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const reader = readerOf(unpacked(source, limits))
  const allowance = allowanceFor(source.size, limits)
  const out = collector()
  // Extensions belong to the entry behind them, so they are held until that entry is read.
  let extensions: Buffer[] = []
  let path: string | undefined
  for (;;) {
    if (out.isFull()) yield out.take()
    const block = reader.held(BLOCK) ?? (await reader.take(BLOCK))
    const header = parseHeader(block)
    if (!header) {
      out.add([...extensions, ...(entry ? [entry] : []), block])
      yield out.take()
      return yield* reader.rest()
    }
    // The mark's entry is the last one.
    if (contents.isHeld && contents.mark) contents.mark.broken ??= NOT_AS_WRITTEN
    refuse(contents, ambiguity(header))
    if (isExtension(header)) {
      const content = await takeContent(reader, header, MAX_EXTENSION, allowance)
      const said = saidBy(header, content)
      refuse(contents, said.doubt)
      extensions.push(block, content)
      if (extensions.length > 2 * MOST_EXTENSIONS)
        throw new CodecError(
          'MALFORMED',
          `more than ${MOST_EXTENSIONS} headers describe one entry of the tar`,
        )
      path = said.path ?? path
      continue
    }
    const found = { header, head: [...extensions, block], path: path ?? header.path }
    if (header.type === 'g') {
      const content = await takeContent(reader, header, MAX_EXTENSION, allowance)
      refuse(contents, saidBy(header, content).doubt)
      out.add([...found.head, content])
    } else if (isMarks(found)) {
      const content = await takeContent(reader, header, MAX_MARK, allowance)
      if (!lookAt(found, content, contents)) {
        contents.files++
        out.add([...found.head, content])
      }
    } else {
      contents.files++
      out.add(found.head)
      const size = paddedSize(header.size)
      const content = reader.held(size)
      if (content) out.add([content])
      else {
        yield out.take()
        yield* reader.pieces(size)
      }
    }
    extensions = []
    path = undefined
  }
}

function refuse(contents: Contents, doubt: string | undefined): void {
  if (doubt !== undefined) contents.refused ??= new CodecError('UNSUPPORTED', doubt)
}

async function takeContent(
  reader: Reader,
  header: Header,
  most: number,
  allowance: Allowance,
): Promise<Buffer> {
  if (header.size > most)
    throw new CodecError('MALFORMED', `${header.path} is too large: ${header.size} bytes`)
  spend(allowance, 'looked', header.size)
  const size = paddedSize(header.size)
  return reader.held(size) ?? reader.take(size)
}

/** Puts small parts together, since handing each of them on costs more than reading it. */
function collector() {
  let parts: Uint8Array[] = []
  let size = 0
  return {
    add(added: readonly Uint8Array[]): void {
      for (const part of added) {
        parts.push(part)
        size += part.length
      }
    },
    isFull: () => size >= PIECE,
    /** All that was added since the last time. */
    take(): Buffer {
      const all = Buffer.concat(parts, size)
      parts = []
      size = 0
      return all
    },
  }
}

interface Reader {
  /** The next `length` bytes, if they are at hand. Most are, and waiting for each header would take most of the time. */
  held(length: number): Buffer | undefined
  /** The next `length` bytes; an empty buffer at the end. */
  take(length: number): Promise<Buffer>
  /** The same, piece by piece. */
  pieces(length: number): AsyncGenerator<Buffer>
  /** All that is left. */
  rest(): AsyncGenerator<Buffer>
}

/** @throws CodecError `TRUNCATED`, from each of its functions, if the tar ends within what was asked for. */
function readerOf(tar: AsyncIterable<Buffer>): Reader {
  const iterator = tar[Symbol.asyncIterator]()
  let piece = Buffer.alloc(0) as Buffer
  let at = 0

  async function fill(): Promise<boolean> {
    while (at === piece.length) {
      const { value, done } = await iterator.next()
      if (done) return false
      piece = value
      at = 0
    }
    return true
  }

  function upTo(length: number): Buffer {
    const part = piece.subarray(at, at + length)
    at += part.length
    return part
  }

  async function* pieces(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (!(await fill())) throw new CodecError('TRUNCATED', 'the tar is cut off')
      const part = upTo(left)
      left -= part.length
      yield part
    }
  }

  return {
    pieces,
    held: (length) => (piece.length - at >= length && length <= PIECE ? upTo(length) : undefined),
    async take(length) {
      if (!(await fill())) return Buffer.alloc(0)
      const parts: Buffer[] = []
      for await (const part of pieces(length)) parts.push(part)
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    },
    async *rest() {
      while (await fill()) yield upTo(Number.POSITIVE_INFINITY)
    },
  }
}

// Edits

const MTIME_AT = 4
const XFL_AT = 8
const OS_AT = 9

/** The whole file anew, without its mark and with `entry`. */
async function pack(source: Source, limits: ArchiveLimits, entry?: Uint8Array): Promise<Buffer> {
  const header = asBuffer(source.read(0, 10))
  // XFL says which level: 2 is the slowest, 4 the fastest, anything else the default.
  const level = { 2: constants.Z_BEST_COMPRESSION, 4: constants.Z_BEST_SPEED }[header[XFL_AT]!]
  const gzip = createGzip({ chunkSize: PIECE, ...(level !== undefined && { level }) })
  const tar = withoutMark(source, limits, { files: 0, isHeld: false }, entry)
  const packed: Buffer[] = []
  for await (const piece of pipeline(Readable.from(tar), gzip, () => {})) packed.push(piece)
  const file = Buffer.concat(packed)
  file.writeUInt32LE(0, MTIME_AT)
  // zlib writes the system that it runs on.
  file[OS_AT] = header[OS_AT]!
  return file
}
