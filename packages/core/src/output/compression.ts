/** The compressions that output is served in. Loaded only by builds that have compressed files. */
import { promisify } from 'node:util'
import zlib from 'node:zlib'

export interface Compression {
  /** This Node does not have it. */
  isMissing?: boolean
  compress(bytes: Uint8Array): Promise<Uint8Array>
  decompress(bytes: Uint8Array): Promise<Uint8Array>
}

type Method = (
  bytes: Uint8Array,
  options: object,
  callback: (error: Error | null, result: Uint8Array) => void,
) => void

const run = (method: Method, bytes: Uint8Array, options = {}) => promisify(method)(bytes, options)

/** By file extension. A build's output is compressed once and sent often, so each uses its best level. */
export const compressions: Readonly<Record<string, Compression>> = {
  '.gz': {
    compress: (bytes) => run(zlib.gzip, bytes, { level: 9 }),
    decompress: (bytes) => run(zlib.gunzip, bytes),
  },
  '.br': {
    compress: (bytes) =>
      run(zlib.brotliCompress, bytes, { params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    decompress: (bytes) => run(zlib.brotliDecompress, bytes),
  },
  '.zst': {
    isMissing: !('zstdCompress' in zlib),
    compress: (bytes) => run(zstandard('zstdCompress'), bytes),
    decompress: (bytes) => run(zstandard('zstdDecompress'), bytes),
  },
}

/** Node has Zstandard from 22.15 and 23.8 on. @throws Error on older ones. */
function zstandard(name: 'zstdCompress' | 'zstdDecompress'): Method {
  const method = (zlib as unknown as Record<string, Method | undefined>)[name]
  if (!method) throw new Error(`Node ${process.versions.node} has no Zstandard; use Node 22.15 or newer`)
  return method
}
