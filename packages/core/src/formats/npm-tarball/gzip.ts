/**
 * A gzip file of one member, as `npm pack` writes it.
 *
 *     1f 8b 08  flags  mtime:u32  xfl  os    header; by its flags: extra field, name, comment, CRC-16
 *     deflate
 *     crc32  size:u32
 *
 * RFC 1952. Some programs read several members as one file, others read only the first. So anything behind the
 * first member is refused.
 */
import { pipeline, Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { asBuffer } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import type { ArchiveLimits } from '../bomb.js'
import { checkUnpacked } from '../bomb.js'

const PIECE = 1 << 20
const HEADER = 10
const TRAILER = 8
const FLAGS_AT = 3
const MTIME_AT = 4
const FHCRC = 1 << 1
const FEXTRA = 1 << 2
const FNAME = 1 << 3
const FCOMMENT = 1 << 4
const RESERVED = 0b11100000
/** Far more than a name and a comment need. */
const MAX_HEADER = 1 << 17

/** Whether the header has neither a time nor a name nor any other field that is not always there. */
export function isBare(source: Source): boolean {
  const header = asBuffer(source.read(0, HEADER))
  // Not even FTEXT is set, a flag without a field.
  return header[FLAGS_AT] === 0 && header.readUInt32LE(MTIME_AT) === 0
}

/**
 * The unpacked content, piece by piece.
 * @throws CodecError `CORRUPT` if it does not unpack, `MALFORMED` if anything stands behind it, `BOMB` beyond the
 * limits.
 */
export async function* unpacked(source: Source, limits: ArchiveLimits): AsyncGenerator<Buffer> {
  const from = headerLength(source)
  const inflate = createInflateRaw({ chunkSize: PIECE })
  let size = 0
  let crc = 0
  try {
    for await (const piece of pipeline(Readable.from(pieces(source, from)), inflate, () => {})) {
      size += piece.length
      checkUnpacked(size, source.size, limits)
      crc = crc32(piece, crc)
      yield piece
    }
  } catch (error) {
    if (error instanceof CodecError || !(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error
    throw corrupt()
  }
  const end = from + inflate.bytesWritten
  const trailer = asBuffer(source.read(end, TRAILER))
  if (
    trailer.length < TRAILER ||
    trailer.readUInt32LE(0) !== crc ||
    trailer.readUInt32LE(4) !== size % 2 ** 32
  )
    throw corrupt()
  if (end + TRAILER !== source.size)
    throw new CodecError(
      'MALFORMED',
      'the gzip is followed by other data, which some programs read and some do not',
    )
}

function* pieces(source: Source, from: number): Generator<Uint8Array> {
  for (let at = from; at < source.size; at += PIECE) yield source.read(at, Math.min(PIECE, source.size - at))
}

function headerLength(source: Source): number {
  const header = asBuffer(source.read(0, MAX_HEADER))
  if (header.length < HEADER || header.readUIntBE(0, 3) !== 0x1f8b08) throw corrupt()
  const flags = header[FLAGS_AT]!
  if (flags & RESERVED) throw corrupt()
  let at = HEADER
  if (flags & FEXTRA) {
    if (at + 2 > header.length) throw corrupt()
    at += 2 + header.readUInt16LE(at)
  }
  for (const field of [FNAME, FCOMMENT]) {
    if (!(flags & field)) continue
    const end = header.indexOf(0, at)
    if (end < 0) throw corrupt()
    at = end + 1
  }
  return flags & FHCRC ? at + 2 : at
}

function corrupt(): CodecError {
  return new CodecError('CORRUPT', 'the gzip is corrupt or cut off')
}
