import { readFileSync } from 'node:fs'
import zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compressions } from '../../src/output/compression.js'

/** Text with more to find than one quality finds. */
const CONTENT = readFileSync(new URL('../../src/keys/catalogue-rows.ts', import.meta.url))
const MARKED = Buffer.concat([CONTENT, Buffer.from('// a mark\n')])

const brotli = (bytes: Buffer, quality: number) =>
  zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: quality } })

describe('a compressed file is made again as well as it was', () => {
  it.each([1, 6, 9])('gzip, level %i', async (level) => {
    const packed = zlib.gzipSync(CONTENT, { level })
    const again = await compressions['.gz']!.compress(MARKED, { packed, content: CONTENT })
    expect(zlib.gunzipSync(again).equals(MARKED)).toBe(true)
    expect(again.length).toBe(zlib.gzipSync(MARKED, { level }).length)
  })

  it.each([
    [1, 5],
    [5, 5],
    [9, 9],
    [11, 11],
  ])('brotli, quality %i', async (quality, made) => {
    const packed = brotli(CONTENT, quality)
    const again = await compressions['.br']!.compress(MARKED, { packed, content: CONTENT })
    expect(zlib.brotliDecompressSync(again).equals(MARKED)).toBe(true)
    expect(again.length).toBeCloseTo(brotli(MARKED, made).length, -2)
    if (quality > 5) expect(again.length).toBeLessThan(brotli(MARKED, 5).length)
  })
})
