/** The compressions that output is served in. Loaded only by builds that have compressed files. */
import { promisify } from 'node:util'
import zlib from 'node:zlib'

export interface Compression {
  /** This Node does not have it. */
  isMissing?: boolean
  /** @param like a file that was compressed before: the new one is compressed as well as that one, and no better. */
  compress(bytes: Uint8Array, like: Compressed): Promise<Uint8Array>
  /**
   * @throws Error for what unpacks to more than `limit` bytes, without unpacking all of it, and for Brotli and Zstandard with
   * something behind them: some programs unpack that, too.
   */
  decompress(bytes: Uint8Array, limit: number): Promise<Uint8Array>
}

/** A compressed file, and what it holds. */
export interface Compressed {
  packed: Uint8Array
  content: Uint8Array
}

type Method = (
  bytes: Uint8Array,
  options: object,
  callback: (error: Error | null, result: Uint8Array) => void,
) => void

const run = (method: Method, bytes: Uint8Array, options = {}) => promisify(method)(bytes, options)

/** By file extension. */
export const compressions: Readonly<Record<string, Compression>> = {
  '.gz': {
    compress: (bytes, { packed }) => run(zlib.gzip, bytes, { level: gzipLevel(packed) }),
    decompress: (bytes, limit) => run(zlib.gunzip, bytes, upTo(limit)),
  },
  '.br': {
    compress: async (bytes, like) => brotli(bytes, await brotliQuality(like)),
    decompress: (bytes, limit) => whole(zlib.brotliDecompress, bytes, limit),
  },
  '.zst': {
    isMissing: !('zstdCompress' in zlib),
    compress: (bytes) => run(zstandard('zstdCompress'), bytes),
    decompress: (bytes, limit) => whole(zstandard('zstdDecompress'), bytes, limit),
  },
}

interface Whole {
  buffer: Uint8Array
  engine: { bytesWritten: number }
}

async function whole(method: Method, bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  const result: unknown = await run(method, bytes, { ...upTo(limit), info: true })
  const { buffer, engine } = result as Whole
  if (engine.bytesWritten < bytes.length) throw new Error('something stands behind the compressed data')
  return buffer
}

/** Node takes no limit of 0 bytes. */
const upTo = (limit: number) => ({ maxOutputLength: Math.max(limit, 1) })

/** RFC 1952, section 2.3.1: XFL is 2 for the best compression and 4 for the fastest one. */
function gzipLevel(packed: Uint8Array): number {
  return packed[8] === 2 ? 9 : packed[8] === 4 ? 1 : 6
}

function brotli(bytes: Uint8Array, quality: number): Promise<Uint8Array> {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = zlib.constants
  return run(zlib.brotliCompress, bytes, {
    params: { [BROTLI_PARAM_QUALITY]: quality, [BROTLI_PARAM_SIZE_HINT]: bytes.length },
  })
}

/** Best quality of Brotli. It takes some fifty times as long as the one below. */
const BEST = 11

/** Brotli's files do not say how well they are compressed. So: the lowest quality that makes one as small, but for a hundredth. */
async function brotliQuality({ packed, content }: Compressed): Promise<number> {
  for (const quality of [5, 9])
    if ((await brotli(content, quality)).length <= packed.length * 1.01) return quality
  return BEST
}

/** Node has Zstandard from 22.15 and 23.8 on. @throws Error on older ones. */
function zstandard(name: 'zstdCompress' | 'zstdDecompress'): Method {
  const method = (zlib as unknown as Record<string, Method | undefined>)[name]
  if (!method) throw new Error(`Node ${process.versions.node} has no Zstandard; use Node 22.15 or newer`)
  return method
}
