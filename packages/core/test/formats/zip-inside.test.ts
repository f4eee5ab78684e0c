/** What is inside of an archive, and inside of that, costs no more together than the archive's size allows. */
import { MAGIC } from '@chalkmark/mark'
import { describe, expect, test } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { applySplices } from '../../src/bytes/splices.js'
import { codecFor } from '../../src/formats/index.js'
import { writeZip } from './zip-writer.js'

function read(name: string, bytes: Uint8Array) {
  const candidate = { name, source: bufferSource(bytes) }
  return codecFor(candidate, {})!.read(candidate, {})
}

const MARK = Buffer.from(`{ "MAGIC" : "${MAGIC}", "CHALK_ID" : "a" }`)
/** An archive with a mark, so that its contents have to be unpacked to see what is left without it. */
async function marked(content: Buffer, path = 'a'): Promise<Buffer> {
  const zip = writeZip([{ path, content }])
  return applySplices(zip, await (await read('a.zip', zip)).insert(MARK))
}

describe('an archive is refused as a bomb', () => {
  test('if the archives inside of it unpack to too much together', async () => {
    const inner = await marked(Buffer.alloc(40 << 20))
    const zip = (count: number) =>
      writeZip(Array.from({ length: count }, (_, i) => ({ path: `${i}.zip`, content: inner })))
    expect(await (await read('a.zip', zip(1))).hash!()).toMatch(/^[0-9a-f]{64}$/)
    await expect((async () => (await read('a.zip', zip(2))).hash!())()).rejects.toMatchObject({
      code: 'BOMB',
    })
  })

  test('however deep they are', async () => {
    const large = await marked(Buffer.alloc(40 << 20))
    const inner = await marked(large, 'a.zip')
    expect(await (await read('a.zip', writeZip([{ path: 'a.zip', content: inner }]))).hash!()).toMatch(
      /^[0-9a-f]{64}$/,
    )
    const deep = writeZip([
      { path: 'a.zip', content: inner },
      { path: 'b.zip', content: large },
    ])
    await expect((async () => (await read('a.zip', deep)).hash!())()).rejects.toMatchObject({ code: 'BOMB' })
  })

  test('if too much of it has to be looked into', async () => {
    const script = (size: number) => `#!/bin/sh\n${'!$(\n\n'.repeat(size / 5)}# ${MARK}\na\n`
    const zip = (count: number, size: number) =>
      writeZip(Array.from({ length: count }, (_, i) => ({ path: `${i}`, content: script(size) })))
    expect(await (await read('a.zip', zip(3, 1 << 20))).hash!()).toMatch(/^[0-9a-f]{64}$/)
    for (const bytes of [zip(10, 1 << 20), zip(1, 9 << 20)])
      await expect((async () => (await read('a.zip', bytes)).hash!())()).rejects.toMatchObject({
        code: 'BOMB',
        message: 'too much for its size are files that have to be looked into',
      })
  })

  test('if scripts, which count double, are too much', async () => {
    const zip = (size: number) => writeZip([{ path: 'a', content: `#!/bin/sh\n${'\n'.repeat(size)}` }])
    expect(await (await read('a.zip', zip(3 << 20))).hash!()).toMatch(/^[0-9a-f]{64}$/)
    await expect((async () => (await read('a.zip', zip(5 << 20))).hash!())()).rejects.toMatchObject({
      code: 'BOMB',
    })
  })

  test('if the archives in it have too many files', async () => {
    const inner = writeZip(Array.from({ length: 9000 }, (_, i) => ({ path: `${i}` })))
    const zip = (count: number) =>
      writeZip(Array.from({ length: count }, (_, i) => ({ path: `${i}.jar`, content: inner })))
    expect(await (await read('a.zip', zip(2))).hash!()).toMatch(/^[0-9a-f]{64}$/)
    await expect((async () => (await read('a.zip', zip(5))).hash!())()).rejects.toMatchObject({
      code: 'BOMB',
    })
  })

  test('but not if files that nothing looks into pack well', async () => {
    const zip = writeZip([{ path: 'a.txt', content: Buffer.alloc(60 << 20) }])
    expect(await (await read('a.zip', zip)).hash!()).toMatch(/^[0-9a-f]{64}$/)
  })
})
