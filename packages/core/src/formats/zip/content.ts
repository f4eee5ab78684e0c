/** The content of a ZIP's entries: at once if it is small, piece by piece if not. */
import { pipeline, Readable } from 'node:stream'
import { constants, createInflateRaw, inflateRawSync } from 'node:zlib'
import { subSource } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import { STORED, type ZipEntry } from './format.js'
import { show } from './paths.js'

/** How much is read or unpacked at a time. */
const PIECE = 1 << 20

/** How much of the packed data is looked at to see how the content begins. */
const PEEK = 1 << 12

/**
 * The whole content of an entry. The caller has checked that it is small enough.
 * @throws CodecError `CORRUPT` if the data does not unpack to the size that the directory names.
 */
export function readContent(archive: Source, entry: ZipEntry): Uint8Array {
  const packed = archive.read(entry.dataAt, entry.packedSize)
  if (entry.method === STORED) return packed
  try {
    // One buffer of the right size and one byte more, so that zlib does not allocate another one just to see the
    // end.
    const content = inflateRawSync(packed, {
      maxOutputLength: entry.size + 1,
      chunkSize: Math.max(entry.size + 1, 64),
    })
    if (content.length === entry.size) return content
  } catch (error) {
    if (!isZlibError(error)) throw error
  }
  throw corrupt(entry)
}

/**
 * The content of an entry piece by piece, at most 1 MiB each; needs a few MiB whatever the size.
 * @throws CodecError as {@link readContent}.
 */
export async function* streamContent(archive: Source, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const packed = packedPieces(archive, entry)
  if (entry.method === STORED) return yield* packed
  let size = 0
  try {
    // The pipeline passes an error of the source on to this loop.
    for await (const piece of pipeline(
      Readable.from(packed),
      createInflateRaw({ chunkSize: PIECE }),
      () => {},
    )) {
      size += piece.length
      if (size > entry.size) throw corrupt(entry)
      yield piece
    }
  } catch (error) {
    if (!isZlibError(error)) throw error
    throw corrupt(entry)
  }
  if (size !== entry.size) throw corrupt(entry)
}

function* packedPieces(archive: Source, { dataAt, packedSize }: ZipEntry): Generator<Uint8Array> {
  for (let at = 0; at < packedSize; at += PIECE)
    yield archive.read(dataAt + at, Math.min(PIECE, packedSize - at))
}

/**
 * An entry as a source, with which codecs decide whether they claim it: all of it if it is stored, else only its
 * first kilobytes.
 */
export function peekContent(archive: Source, entry: ZipEntry): Source {
  if (entry.method === STORED) return subSource(archive, entry.dataAt, entry.size)
  const head = inflateHead(archive.read(entry.dataAt, Math.min(PEEK, entry.packedSize)))
  return { size: entry.size, read: (at, length) => head.subarray(at, at + length) }
}

function inflateHead(packed: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: PEEK * 1100 })
  } catch (error) {
    if (!isZlibError(error)) throw error
    // The error is reported when the whole content is read.
    return new Uint8Array(0)
  }
}

/** zlib's own errors carry `Z_…`; too much output is an ERR_BUFFER_TOO_LARGE. */
function isZlibError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE'
}

function corrupt(entry: ZipEntry): CodecError {
  return new CodecError(
    'CORRUPT',
    `${show(entry.path)} is corrupt: it does not unpack to ${entry.size} bytes`,
  )
}
