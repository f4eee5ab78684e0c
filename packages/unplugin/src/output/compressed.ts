/** Compressed siblings of output files: `app.js.gz`, `app.js.br`, `app.js.zst` beside `app.js`. */
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { bytesOf, type Change, isMarkable, type OutputFile } from './file.js'

interface Format {
  extension: string
  compress(bytes: Uint8Array): Promise<Uint8Array>
  decompress(bytes: Uint8Array): Promise<Uint8Array>
}

/** Output of a build is compressed once and sent often: the best level of each. */
const FORMATS: readonly Format[] = [
  {
    extension: '.gz',
    compress: (bytes) => promisify(zlib.gzip)(bytes, { level: 9 }) as Promise<Uint8Array>,
    decompress: (bytes) => promisify(zlib.gunzip)(bytes) as Promise<Uint8Array>,
  },
  {
    extension: '.br',
    compress: (bytes) =>
      promisify(zlib.brotliCompress)(bytes, {
        params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }) as Promise<Uint8Array>,
    decompress: (bytes) => promisify(zlib.brotliDecompress)(bytes) as Promise<Uint8Array>,
  },
  {
    extension: '.zst',
    compress: (bytes) => zstd('zstdCompress', bytes),
    decompress: (bytes) => zstd('zstdDecompress', bytes),
  },
]

/** Node has Zstandard from 22.15 and 23.8 on. */
async function zstd(name: 'zstdCompress' | 'zstdDecompress', bytes: Uint8Array): Promise<Uint8Array> {
  const method = (zlib as unknown as Record<string, ((b: Uint8Array, cb: unknown) => void) | undefined>)[name]
  if (!method) throw new Error(`Node ${process.versions.node} has no Zstandard; use Node 22.15 or newer`)
  return promisify(method as (b: Uint8Array, cb: (error: Error | null, result: Uint8Array) => void) => void)(
    bytes,
  )
}

/** The format of a compressed file by its name, and the name of the file that it was made from. */
function compressedFrom(name: string): { original: string; format: Format } | undefined {
  const format = FORMATS.find(({ extension }) => name.endsWith(extension))
  return format && { original: name.slice(0, -format.extension.length), format }
}

/** A compressed file of the output, and the file that it stands for. */
export interface CompressedSibling {
  file: OutputFile
  original: OutputFile
  format: Format
}

/**
 * Tells compressed siblings from the files that they were made from. Where the original is not in the output
 * (compression plugins can delete it), the sibling's content stands in for it, so that it gets its mark too.
 */
export async function splitCompressed(
  files: readonly OutputFile[],
  errors: string[],
): Promise<{ originals: OutputFile[]; siblings: CompressedSibling[] }> {
  const byName = new Map(files.map((file) => [file.name, file]))
  const originals: OutputFile[] = []
  const siblings: CompressedSibling[] = []
  const standIns = new Map<string, OutputFile>()
  for (const file of files) {
    const compressed = compressedFrom(file.name)
    if (!compressed || !isMarkable(compressed.original)) {
      originals.push(file)
      continue
    }
    const { original: name, format } = compressed
    let original = byName.get(name) ?? standIns.get(name)
    if (!original) {
      try {
        const content = await format.decompress(bytesOf(file.read()))
        original = { name, hashes: file.hashes, read: () => content, absent: true }
        standIns.set(name, original)
      } catch (error) {
        errors.push(`${file.name}: not marked, it cannot be decompressed: ${(error as Error).message}`)
        originals.push(file)
        continue
      }
    }
    siblings.push({ file, original, format })
  }
  return { originals: [...originals, ...standIns.values()], siblings }
}

/**
 * Makes the siblings of changed files again.
 * @returns what became of them. A sibling that cannot be made again keeps its file's old state out of the output:
 *   both then stay as they were.
 */
export async function compressAgain(
  siblings: readonly CompressedSibling[],
  changes: Map<string, Change>,
  errors: string[],
): Promise<void> {
  const again = siblings.map(async ({ file, original, format }) => {
    const change = changes.get(original.name)
    if (!change) return
    try {
      const content = await format.compress(bytesOf(change.content))
      changes.set(file.name, { name: change.name + format.extension, content })
    } catch (error) {
      errors.push(`${file.name}: not made again from the marked file: ${(error as Error).message}`)
    }
  })
  await Promise.all(again)
  for (const { original } of siblings) if (original.absent) changes.delete(original.name)
}
