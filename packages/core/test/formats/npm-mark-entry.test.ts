/** npm tarballs that were changed in what HASH leaves out: no such mark is valid. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Artifact } from '../../src/formats/artifact.js'
import { npmTarball } from '../../src/formats/npm-tarball/index.js'
import { fileEntry } from '../../src/formats/npm-tarball/tar.js'
import { hasTool } from '../tool.js'
import { applied, artifactOf, markFor } from './artifacts.js'

const MTIME = 499_162_500
const PATH = 'package/chalk.json'
const END = Buffer.alloc(1024)
const file = (path: string, content: string | Uint8Array) => fileEntry(path, Buffer.from(content), MTIME)
const REST = [
  file('package/package.json', '{"name":"good","version":"1.0.0"}'),
  file('package/index.js', 'console.log("good")\n'),
]
const EVIL = Buffer.concat([
  file('package/index.js', 'console.log("evil")\n'),
  file('package/package.json', '{"name":"good","version":"1.0.0","main":"evil.js"}'),
])
const original = gzipSync(Buffer.concat([...REST, END]))

const read = async (bytes: Uint8Array): Promise<Artifact> => (await artifactOf(npmTarball, 'a.tgz', bytes))!

async function marked(bytes: Uint8Array): Promise<Buffer> {
  const artifact = await read(bytes)
  return applied(bytes, await artifact.insert(markFor(await artifact.hash!())))
}

/** A header with these fields, its checksum made again. */
function header(size: number, { path = PATH, type = '0', mode = 0o644 } = {}): Buffer {
  const bytes = fileEntry(path, Buffer.alloc(0), MTIME)
  bytes.write(mode.toString(8).padStart(7, '0'), 100, 'latin1')
  bytes.write(size.toString(8).padStart(11, '0'), 124, 'latin1')
  bytes.write(type, 156, 'latin1')
  return withChecksum(bytes)
}

function withChecksum(bytes: Buffer): Buffer {
  bytes.write('        ', 148, 'latin1')
  const sum = bytes.subarray(0, 512).reduce((sum, byte) => sum + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return bytes
}

const padded = (content: Uint8Array) => Buffer.concat([content, Buffer.alloc(-content.length & 511)])

/** A pax header of these records. */
function pax(records: Record<string, string | number>, type = 'x'): Buffer {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`
    let length = rest.length + 1
    while (String(length).length + rest.length !== length) length++
    return `${length}${rest}`
  })
  const content = Buffer.from(lines.join(''))
  return Buffer.concat([header(content.length, { path: 'PaxHeader/x', type }), padded(content)])
}

/** What stands in the place of the mark's entry. */
const entries: [string, (mark: Buffer) => Buffer][] = [
  [
    'a size in a pax header',
    (mark) => {
      const body = Buffer.concat([padded(mark), EVIL])
      return Buffer.concat([pax({ path: PATH, size: padded(mark).length }), header(body.length), body])
    },
  ],
  [
    'a folder with files in it',
    (mark) => {
      const body = Buffer.concat([EVIL, padded(mark)])
      return Buffer.concat([header(body.length, { type: '5' }), body])
    },
  ],
  [
    'a link with files in it',
    (mark) => {
      const body = Buffer.concat([EVIL, padded(mark)])
      return Buffer.concat([header(body.length, { type: '2' }), body])
    },
  ],
  [
    'a hard link',
    (mark) =>
      Buffer.concat([
        pax({ linkpath: 'package/index.js' }),
        header(mark.length, { type: '1' }),
        padded(mark),
      ]),
  ],
  ['a device', (mark) => Buffer.concat([header(mark.length, { type: '3' }), padded(mark)])],
  ['an old sparse file', (mark) => Buffer.concat([header(mark.length, { type: 'S' }), padded(mark)])],
  ['more than the mark', (mark) => file(PATH, `module.exports=1//${mark}\nevil`)],
  ['a newline behind the mark', (mark) => file(PATH, `${mark}\n`)],
  [
    'a sparse file of another name',
    (mark) =>
      Buffer.concat([
        pax({
          'GNU.sparse.name': 'package/index.js',
          'GNU.sparse.major': 1,
          'GNU.sparse.minor': 0,
          'GNU.sparse.realsize': 24,
          path: PATH,
        }),
        file(
          PATH,
          Buffer.concat([
            padded(Buffer.from('1\n0\n24\n')),
            padded(Buffer.from('console.log("evil")  //\n')),
            mark,
          ]),
        ),
      ]),
  ],
  ['a pax header that says nothing', (mark) => Buffer.concat([pax({ comment: 'x' }), file(PATH, mark)])],
  [
    'a global pax header',
    (mark) => Buffer.concat([pax({ path: 'package/index.js' }, 'g'), file(PATH, mark)]),
  ],
  [
    'a long name',
    (mark) => {
      const name = Buffer.from(`${PATH}\0`)
      return Buffer.concat([
        header(name.length, { path: '././@LongLink', type: 'L' }),
        padded(name),
        file('package/index.js', mark),
      ])
    },
  ],
  ['a mode', (mark) => Buffer.concat([header(mark.length, { mode: 0o4755 }), padded(mark)])],
  ['another spelling', (mark) => file('package/./chalk.json', mark)],
  ['another folder', (mark) => file('other/chalk.json', mark)],
  [
    'data in the padding',
    (mark) => {
      const bytes = file(PATH, mark)
      bytes[bytes.length - 1] = 1
      return bytes
    },
  ],
  [
    'data in the header',
    (mark) => {
      const bytes = file(PATH, mark)
      bytes[511] = 1
      return withChecksum(bytes)
    },
  ],
  [
    'a size in binary',
    (mark) => {
      const bytes = file(PATH, mark)
      bytes.fill(0, 124, 136)
      bytes[124] = 0x80
      bytes.writeUInt32BE(mark.length, 132)
      return withChecksum(bytes)
    },
  ],
  ['two of them', (mark) => Buffer.concat([file(PATH, mark), file(PATH, mark)])],
  [
    'one in other letters behind it',
    (mark) => Buffer.concat([file(PATH, mark), file('package/CHALK.json', 'x')]),
  ],
  ['a file behind it', (mark) => Buffer.concat([file(PATH, mark), file('package/index.js', 'evil')])],
]

describe('the entry of a mark', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chalkmark-npm-entry-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const markOf = async () => markFor(await (await read(original)).hash!())

  it.each(entries)('%s is no mark as it was written', async (_, entry) => {
    const bytes = gzipSync(Buffer.concat([...REST, entry(await markOf()), END]))
    const { mark } = await read(bytes)
    // A file of another name is no mark of this package: HASH counts it, and nothing is left to be valid.
    if (mark) expect(mark.broken).toBeTypeOf('string')
    else expect(await (await read(bytes)).hash!()).not.toBe(await (await read(original)).hash!())
  })

  it('as it is written is no problem', async () => {
    const bytes = await marked(original)
    expect((await read(bytes)).mark).not.toHaveProperty('broken')
    expect(gunzipSync(bytes)).toEqual(Buffer.concat([...REST, file(PATH, await markOf()), END]))
  })

  it('with a name or a time in the gzip is not as it was written', async () => {
    const plain = await marked(original)
    const named = Buffer.concat([plain.subarray(0, 10), Buffer.from('name\0'), plain.subarray(10)])
    named[3] = 8
    const timed = Buffer.from(plain)
    timed[4] = 1
    for (const bytes of [named, timed]) {
      expect((await read(bytes)).mark!.broken).toMatch(/gzip/)
      expect(await marked(bytes)).toEqual(plain)
    }
  })

  it('that was packed anew is replaced; what holds more counts as content, and is left alone', async () => {
    const mark = await markOf()
    const anew = gzipSync(Buffer.concat([file(PATH, mark), ...REST, END]))
    expect((await read(anew)).mark!.broken).toMatch(/packed anew/)
    expect(await marked(anew)).toEqual(await marked(original))
    const more = gzipSync(Buffer.concat([...REST, file(PATH, `${mark}evil`), END]))
    expect(await (await read(more)).hash!()).not.toBe(await (await read(original)).hash!())
    await expect(marked(more)).rejects.toMatchObject({ code: 'NAME_TAKEN' })
    await expect((async () => (await read(more)).remove(Buffer.alloc(32)))()).rejects.toMatchObject({
      code: 'NAME_TAKEN',
    })
  })

  it.each([
    ['package/Chalk.json', 'NAME_TAKEN'],
    ['package/.//chalk.json', 'NAME_TAKEN'],
    ['other/chalk.json', 'NAME_TAKEN'],
    ['package/chalk.json/x', 'NAME_TAKEN'],
  ])('is not put beside %s', async (path, code) => {
    await expect(marked(gzipSync(Buffer.concat([...REST, file(path, 'x'), END])))).rejects.toMatchObject({
      code,
    })
  })

  it.each([
    ['a size in a pax header', Buffer.concat([pax({ size: 512 }), file('package/a', 'a')])],
    [
      'a link with a size',
      Buffer.concat([header(1, { path: 'package/a', type: '2' }), padded(Buffer.from('a'))]),
    ],
    [
      'a type that is not known',
      Buffer.concat([header(1, { path: 'package/a', type: 'S' }), padded(Buffer.from('a'))]),
    ],
  ])('is not put behind %s: programs would not agree on where', async (_, entry) => {
    await expect(marked(gzipSync(Buffer.concat([...REST, entry, END])))).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    })
  })

  it.skipIf(!hasTool('tar'))('could be changed so that tar unpacks another program', async () => {
    const evil: string[] = []
    for (const [name, entry] of entries) {
      const bytes = gzipSync(Buffer.concat([...REST, entry(await markOf()), END]))
      const project = join(folder, name.replaceAll(' ', '-'))
      mkdirSync(project)
      const path = join(project, 'a.tgz')
      writeFileSync(path, bytes)
      try {
        execFileSync('tar', ['-xzf', 'a.tgz'], { cwd: project, stdio: 'ignore' })
      } catch {}
      const index = join(project, 'package/index.js')
      if (existsSync(index) && !readFileSync(index, 'utf8').includes('good')) evil.push(name)
    }
    expect(evil).toEqual(expect.arrayContaining(['a size in a pax header', 'a folder with files in it']))
  })
})

describe('any change of a marked tarball', () => {
  it('shows: in the mark, in what is wrong with it, or in HASH', async () => {
    const whole = gunzipSync(await marked(original))
    const was = await read(gzipSync(whole))
    const [text, hash] = [was.mark!.text, await was.hash!()]
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = Buffer.from(whole)
        bytes[at]! ^= flip
        if (at < whole.length - 1024) withChecksum(bytes.subarray(at - (at % 512)))
        if (bytes.equals(whole)) return
        const artifact = await read(gzipSync(bytes)).catch(() => undefined)
        if (!artifact?.mark || artifact.mark.broken !== undefined) return
        if (!Buffer.from(text).equals(artifact.mark.text)) return
        expect(await artifact.hash!()).not.toBe(hash)
      }),
      { numRuns: 2000 },
    )
  })
})
