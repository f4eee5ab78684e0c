/** Compressed files beside those of an output may have been made to fill the memory. */
import zlib from 'node:zlib'
import { afterEach, expect, it, vi } from 'vitest'
import { splitCompressed } from '../../src/output/compressed.js'
import { compressions } from '../../src/output/compression.js'
import type { OutputFile } from '../../src/output/files/file.js'
import type { StepProblem } from '../../src/output/options.js'

const SCRIPT = Buffer.from('console.log(1)\n')
const ZEROS = Buffer.alloc(65 << 20)
const quick = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }

const fileOf = (name: string, content: Buffer): OutputFile => ({ name, hashes: [], read: () => content })

afterEach(() => vi.restoreAllMocks())

const packers: [string, (bytes: Buffer) => Buffer][] = [
  ['.br', (bytes) => zlib.brotliCompressSync(bytes, quick)],
  ['.gz', (bytes) => zlib.gzipSync(bytes, { level: 1 })],
]
if ('zstdCompressSync' in zlib)
  packers.push([
    '.zst',
    (bytes) => (zlib as unknown as { zstdCompressSync: typeof zlib.gzipSync }).zstdCompressSync(bytes),
  ])

it.each(packers)(
  '%s: what unpacks to more than the file is not that file, and is not unpacked',
  async (extension, pack) => {
    const unpack = vi.spyOn(compressions[extension]!, 'decompress')
    const errors: StepProblem[] = []
    const split = (content: Buffer) =>
      splitCompressed([fileOf('a.js', SCRIPT), fileOf(`a.js${extension}`, pack(content))], errors)
    expect((await split(SCRIPT)).siblings).toHaveLength(1)
    expect((await split(Buffer.concat([SCRIPT, ZEROS]))).siblings).toHaveLength(0)
    const outcome = unpack.mock.results[1]!.value.then(() => 'unpacked', String)
    expect(await outcome).toMatch(/larger than/)
    expect(errors).toEqual([])
  },
)

it.each(packers)('%s: alone it may unpack to as much as an archive', async (extension, pack) => {
  const errors: StepProblem[] = []
  const name = `a.js${extension}`
  const { originals } = await splitCompressed([fileOf(name, pack(Buffer.from(SCRIPT)))], errors)
  expect(originals.map((file) => file.name)).toEqual(['a.js'])
  const packed = pack(ZEROS)
  expect(packed.length * 200).toBeLessThan(ZEROS.length)
  const bomb = await splitCompressed([fileOf(name, packed)], errors)
  expect(bomb.originals.map((file) => file.name)).toEqual([name])
  expect(errors).toMatchObject([{ name, message: expect.stringContaining('cannot be decompressed') }])
})
