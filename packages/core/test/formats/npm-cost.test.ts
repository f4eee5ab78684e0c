/** What reading an npm tarball costs, counted in steps, and what is refused because it would cost too much. */
import { createHook } from 'node:async_hooks'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { npmTarball } from '../../src/formats/npm-tarball/index.js'
import { fileEntry } from '../../src/formats/npm-tarball/tar.js'
import { markFor } from './artifacts.js'

const END = Buffer.alloc(1024)
const FILE = fileEntry('package/a', Buffer.from('a'), 0)

/** An entry of another type. */
function extension(type: string, content: string): Buffer {
  const entry = fileEntry('package/x', Buffer.from(content), 0)
  entry.write(type, 156)
  entry.write('        ', 148)
  const sum = entry.subarray(0, 512).reduce((all, byte) => all + byte, 0)
  entry.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return entry
}

const packed = (...entries: Buffer[]) => gzipSync(Buffer.concat([...entries, END]))

const read = (bytes: Buffer) => npmTarball.read({ name: 'a-1.0.0.tgz', source: bufferSource(bytes) }, {})

/** How many promises are made. Each of them costs more than a look at an entry. */
async function promises(work: () => unknown): Promise<number> {
  let made = 0
  const hook = createHook({
    init(_, type) {
      if (type === 'PROMISE') made++
    },
  }).enable()
  try {
    await work()
  } finally {
    hook.disable()
  }
  return made
}

describe('a tarball of many entries', () => {
  const ENTRIES = 20_000
  const many = packed(FILE, ...Array.from({ length: ENTRIES }, () => fileEntry('package/b', Buffer.of(), 0)))

  test('is read without a step for each of them', async () => {
    expect(await promises(() => read(many))).toBeLessThan(ENTRIES / 20)
  })

  test('is marked without one, too', async () => {
    const artifact = await read(many)
    const mark = markFor(await artifact.hash!())
    expect(await promises(() => artifact.insert(mark))).toBeLessThan(ENTRIES / 20)
  })
})

describe('what describes the entries', () => {
  test('is refused if there is too much of it for the size of the file', async () => {
    const large = extension('x', '9 a=bcde\n'.repeat(100_000))
    const entries = Array.from({ length: 20 }, () => [large, FILE]).flat()
    await expect(async () => read(packed(FILE, ...entries))).rejects.toMatchObject({ code: 'BOMB' })
    expect((await read(packed(FILE, ...entries.slice(0, 4)))).hash).toBeDefined()
  })

  test('is refused if many headers describe one entry', async () => {
    const headers = (count: number) => Array.from({ length: count }, () => extension('L', 'package/b'))
    await expect(async () => read(packed(...headers(17), FILE))).rejects.toMatchObject({ code: 'MALFORMED' })
    expect((await read(packed(...headers(16), FILE))).hash).toBeDefined()
  })

  test('is compared with the name of the mark at once', async () => {
    for (const sign of [' ', '.', '. ']) {
      const named = extension('L', `package/${sign.repeat(500_000)}x`)
      expect((await read(packed(FILE, named, FILE))).hash).toBeDefined()
    }
  }, 10_000)

  test('counts with its right records alone', async () => {
    const said = async (content: string) => {
      const artifact = await read(packed(FILE, extension('x', content), FILE))
      return artifact.insert(markFor(await artifact.hash!()))
    }
    await expect(said('8 size=9\n')).resolves.toHaveLength(1)
    await expect(said('9 size=9\n')).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    await expect(said('6 a=b\n9 size=9\n')).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    await expect(said('6 a b\n9 path=c\n')).resolves.toHaveLength(1)
  })
})
