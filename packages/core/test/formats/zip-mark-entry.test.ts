/** Archives that were changed in what HASH leaves out: no such mark is valid, or X-CONTENT-HASH tells. */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Dict } from '@chalkmark/mark'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { hashSpliced } from '../../src/bytes/splices.js'
import { markFor } from './artifacts.js'
import { vectorFile } from './vectors.js'
import { ENTRIES, hash, marked, read, unmarked } from './zip-archives.js'
import { type TestArchive, type TestEntry, writeZip } from './zip-writer.js'

/** X-CONTENT-HASH of the archive. */
async function contentHash(bytes: Uint8Array, name = 'a.zip'): Promise<string> {
  return hashSpliced(bufferSource(bytes), await (await read(bytes, name)).contentForm!())
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const FILES: TestEntry[] = [
  { path: 'run.sh', content: '#!/bin/sh\necho good\n', method: 0 },
  { path: 'conf', content: '../../../../etc/passwd' },
]

/** An archive of these files with a mark's entry of any kind. */
async function withEntry(
  change: (text: string) => Partial<TestEntry>,
  { rest = FILES, ...options }: TestArchive & { rest?: TestEntry[] } = {},
): Promise<Buffer> {
  const text = markFor(await hash(writeZip(rest))).toString()
  return writeZip([...rest, { path: 'chalk.json', content: text, method: 0, ...change(text) }], options)
}

/** APPNOTE 4.6.9. */
function unicodePath(of: string, name: string): Buffer {
  const head = Buffer.alloc(9)
  head.writeUInt16LE(0x7075, 0)
  head.writeUInt16LE(5 + name.length, 2)
  head[4] = 1
  head.writeUInt32LE(crc32(of), 5)
  return Buffer.concat([head, Buffer.from(name)])
}

describe('the entry of a mark', () => {
  const packedAnew = /not as marking writes it/
  const cases: [string, RegExp, () => Buffer | Promise<Buffer>][] = [
    ['that is compressed', packedAnew, () => withEntry(() => ({ method: 8 }))],
    ['with another mode', packedAnew, () => withEntry(() => ({ mode: 0o4755 }))],
    ['with a comment', packedAnew, () => withEntry(() => ({ comment: 'c' }))],
    ['with an extra field', packedAnew, () => withEntry(() => ({ extra: Buffer.from('UT\x01\x00x') }))],
    ['with a data descriptor', packedAnew, () => withEntry(() => ({ descriptor: 'signed' }))],
    ['of ZIP64', packedAnew, () => withEntry(() => ({ zip64: true }))],
    ['with bytes behind it', packedAnew, async () => behindMark(await marked(writeZip(FILES)))],
    ['that is not the last one', packedAnew, async () => notLast()],
    ['with a newline behind the mark', packedAnew, () => withEntry((text) => ({ content: `${text}\n` }))],
    ['with more than the mark', /more than the mark/, () => withEntry((text) => ({ content: `${text}{}` }))],
    [
      'with code before the mark',
      /more than the mark/,
      () => withEntry((text) => ({ content: `x=${text}` })),
    ],
    ['that is a link', /no regular file/, () => withEntry(() => ({ mode: 0o120777 ^ 0o100000 }))],
    ['that is a device', /no regular file/, () => withEntry(() => ({ mode: 0o060644 ^ 0o100000 }))],
    [
      'with a second name',
      /second name/,
      () => withEntry(() => ({ extra: unicodePath('chalk.json', 'run.sh') })),
    ],
    ['with another spelling', /is spelled/, () => withEntry(() => ({ path: './chalk.json' }))],
    [
      'twice',
      /2 times/,
      () => withEntry(() => ({}), { rest: [...FILES, { path: 'chalk.json', content: 'x' }] }),
    ],
    [
      'beside a folder',
      /chalk\.json\/ beside/,
      () => withEntry(() => ({}), { rest: [...FILES, { path: 'chalk.json/' }] }),
    ],
    [
      'beside a folder in other letters',
      /CHALK\.JSON/,
      () => withEntry(() => ({}), { rest: [...FILES, { path: 'CHALK.JSON/x/' }] }),
    ],
  ]
  it.each(cases)('%s', async (_, problem, make) => {
    const artifact = await read(await make())
    expect(artifact.mark!.dict.CHALK_ID).toBeTypeOf('string')
    expect(artifact.mark!.broken).toMatch(problem)
    expect(artifact.uncheckable).toBeUndefined()
  })

  it('as it is written is no problem', async () => {
    for (const keys of [{}, { TIMESTAMP_WHEN_CHALKED: Date.UTC(2026, 1, 2, 3, 4, 5) }] as Dict[]) {
      const artifact = await read(await marked(writeZip(ENTRIES), 'a.zip', keys))
      expect(artifact.mark).not.toHaveProperty('broken')
    }
  })

  it('stays in an APK that is signed afterwards, which has no X-CONTENT-HASH', async () => {
    const bytes = await marked(writeZip(FILES), 'a.apk')
    const end = bytes.length - 22
    const directoryAt = bytes.readUInt32LE(end + 16)
    // Its size, a pair without a value, its size again.
    const sizes = Buffer.from('24000000000000000400000000000000' + '1a8709712400000000000000', 'hex')
    const block = Buffer.concat([sizes, Buffer.from('APK Sig Block 42')])
    const signed = Buffer.concat([bytes.subarray(0, directoryAt), block, bytes.subarray(directoryAt)])
    signed.writeUInt32LE(directoryAt + block.length, end + block.length + 16)
    const artifact = await read(signed, 'a.apk')
    expect(artifact.mark).not.toHaveProperty('broken')
    expect(artifact.contentForm).toBeUndefined()
    expect(artifact.uncovered!.join()).toContain('between the entries')
    const renamed = await read(await marked(writeZip(FILES), 'a.zip', { 'X-CONTENT-HASH': 'x' }), 'a.apk')
    expect(renamed.contentForm).toBeTypeOf('function')
  })

  it('counts as content where it holds more, and is left alone', async () => {
    const bytes = await withEntry((text) => ({ content: `${text}\nevil` }))
    expect(await hash(bytes)).not.toBe(await hash(writeZip(FILES)))
    await expect(marked(bytes)).rejects.toMatchObject({ code: 'NAME_TAKEN' })
    await expect(unmarked(bytes)).rejects.toMatchObject({ code: 'NAME_TAKEN' })
  })

  it('that another program packed anew is replaced', async () => {
    const anew = await withEntry(() => ({ method: 8, mode: 0o600 }))
    expect(await hash(anew)).toBe(await hash(writeZip(FILES)))
    expect(await marked(anew)).toEqual(await marked(writeZip(FILES)))
    expect(await contentHash(anew)).toBe(await contentHash(writeZip(FILES)))
  })

  /** A byte between the mark and the central directory, which every offset allows for. */
  function behindMark(bytes: Buffer): Buffer {
    const end = bytes.length - 22
    const directoryAt = bytes.readUInt32LE(end + 16)
    const moved = Buffer.concat([
      bytes.subarray(0, directoryAt),
      Buffer.from('x'),
      bytes.subarray(directoryAt),
    ])
    moved.writeUInt32LE(directoryAt + 1, end + 1 + 16)
    return moved
  }

  async function notLast(): Promise<Buffer> {
    const text = markFor(await hash(writeZip(FILES))).toString()
    return writeZip([{ path: 'chalk.json', content: text, method: 0 }, ...FILES])
  }
})

describe('names that some system takes for the mark’s', () => {
  const names = [
    'Chalk.json',
    'CHALK.JSON',
    'chalk.json.',
    'chalk.json ',
    'chalk.json. .',
    'chalk.json::$DATA',
    '.\\chalk.json',
    'chalk.json\\x',
    'chalk.json/x',
    'CHALK~1.JSO',
    'chal\u212a.json',
    'ch\u200balk.json',
    '\uff43halk.json',
    './CHALK.json/',
  ]
  it.each(names)('%j: the archive is not marked', async (path) => {
    const bytes = writeZip([...FILES, { path, ...(!path.endsWith('/') && { content: 'own' }) }])
    await expect(marked(bytes)).rejects.toMatchObject({ code: 'NAME_TAKEN' })
  })

  it.each(['chalk.jsonx', 'a/chalk.json', 'chalk.js', 'chalkxjson', 'chalk~1.json'])(
    'not %j',
    async (path) => {
      const bytes = writeZip([...FILES, { path, content: 'own' }])
      expect(await unmarked(await marked(bytes))).toEqual(bytes)
    },
  )
})

describe('X-CONTENT-HASH', () => {
  const PREFIX = Buffer.from('#!/bin/sh\nexec java -jar "$0"\n')

  it('is over the unmarked bytes, and the same once they are marked and marked again', async () => {
    for (const [name, bytes] of [
      ['plain.zip', writeZip(ENTRIES)],
      ['exec.jar', writeZip(ENTRIES, { prefix: PREFIX, comment: 'c', gap: Buffer.alloc(9) })],
      ['zip64.zip', writeZip(ENTRIES, { zip64End: true })],
    ] as const) {
      const once = await marked(bytes, name, { TAG: 'v1' })
      expect(await contentHash(bytes, name)).toBe(sha256(bytes))
      expect(await contentHash(once, name)).toBe(sha256(bytes))
      expect(await contentHash(await marked(once, name, { TAG: 'v2.0' }), name)).toBe(sha256(bytes))
    }
  })

  it.each(['app.war', 'order.zip', 'nested.jar'])(
    'stays when the reference’s mark in %s is replaced',
    async (file) => {
      const theirs = vectorFile(`${file}.marked`)
      const before = await contentHash(theirs, file)
      expect(await contentHash(await marked(theirs, file), file)).toBe(before)
    },
  )

  const changes: [string, TestEntry[], TestArchive?][] = [
    ['the bytes before the first entry', FILES, { prefix: Buffer.from('#!/bin/sh\necho evil\n') }],
    ['a mode', [{ ...FILES[0]!, mode: 0o4755 }, FILES[1]!]],
    ['a type', [FILES[0]!, { ...FILES[1]!, mode: 0o120777 ^ 0o100000 }]],
    ['the order', [FILES[1]!, FILES[0]!]],
    ['an extra field', [FILES[0]!, { ...FILES[1]!, extra: unicodePath('conf', 'run.sh') }]],
    ['the program’s own file', [...FILES, { path: 'chalk', content: 'evil' }]],
    ['a folder', [...FILES, { path: 'folder/' }]],
    ['a comment', [{ ...FILES[0]!, comment: 'c' }, FILES[1]!]],
    ['the archive’s comment', FILES, { comment: 'c' }],
    ['a gap with a hidden entry', FILES, { gap: writeZip([{ path: 'run.sh', content: 'evil' }]) }],
    ['compression', [{ ...FILES[0]!, method: 8 }, FILES[1]!]],
    ['a flag', [{ ...FILES[0]!, flags: 1 << 11 }, FILES[1]!]],
    ['records of ZIP64', FILES, { zip64End: true }],
  ]
  it.each(changes)('covers %s', async (_, entries, options = {}) => {
    const original = writeZip(FILES)
    const changed = writeZip(entries, options)
    // HASH does not: that is why there is another one.
    expect(await hash(changed)).toBe(await hash(original))
    expect(await contentHash(changed)).not.toBe(await contentHash(original))
    const text = markFor(await hash(original))
    const forged = await applyMark(changed, text)
    expect(await contentHash(forged)).not.toBe(await contentHash(original))
  })

  async function applyMark(bytes: Buffer, text: Uint8Array): Promise<Buffer> {
    const artifact = await read(bytes)
    const { applied } = await import('./artifacts.js')
    return applied(bytes, await artifact.insert(text))
  }

  it('without it, what HASH does not cover is said', async () => {
    const bytes = writeZip(
      [
        ...FILES,
        { path: 'chalk', content: 'x' },
        { path: 'd/' },
        { path: 'l', content: 'x', mode: 0o120777 ^ 0o100000 },
      ],
      { prefix: PREFIX, comment: 'c' },
    )
    const { uncovered } = await read(await marked(bytes))
    for (const part of [
      'the file chalk',
      'before the first entry',
      'links',
      'modes',
      'folders',
      'the comment',
    ])
      expect(uncovered!.join('\n')).toContain(part)
    expect((await read(await marked(bytes, 'a.zip', { 'X-CONTENT-HASH': 'x' }))).uncovered).toEqual([])
    expect((await read(bytes)).uncovered).toEqual([])
    expect((await read(vectorFile('plain.zip.marked'))).uncovered).toEqual([
      'folders',
      'order, times and compression of the entries, and how their paths are spelled',
      'marks of the files inside',
      expect.stringContaining('which bytes belong to which file'),
    ])
  })

  it('tells apart archives whose files run together to the same HASH', async () => {
    const [good, evil] = ['echo good\n', 'echo evil; exit\n']
    // The size of a.txt, 100, is read as 10 in the other archive, and what then follows as the head of run.sh.
    const rest = (size: number) => `7/run.sh${size}${evil}`.padEnd(91, '#')
    const behind = `7/run.sh${good.length}${good}`
    const size = 91 - '7/run.sh100'.length + behind.length
    const content = `.........${rest(size)}`
    const archive = writeZip([
      { path: 'a.txt', content },
      { path: 'run.sh', content: good },
    ])
    const other = writeZip([
      { path: 'a.txt', content: '0.........' },
      { path: 'run.sh', content: `${rest(size).slice(`7/run.sh${size}`.length)}${behind}` },
    ])
    expect(content).toHaveLength(100)
    expect(await hash(other)).toBe(await hash(archive))
    expect(await contentHash(other)).not.toBe(await contentHash(archive))
    const { mark, uncovered } = await read(await marked(other))
    expect(mark!.dict.CHALK_ID).toBe((await read(await marked(archive))).mark!.dict.CHALK_ID)
    expect(uncovered!.join('\n')).toContain('which bytes belong to which file')
  })
})

/** A wheel whose list of files has so many lines, which does not compress. */
function wheelOf(lines: number, entry: Partial<TestEntry> = {}): Buffer {
  const files = Array.from(
    { length: lines },
    (_, i) => `a/${i}.py,sha256=${sha256(Buffer.from([i, i >> 8]))},1\n`,
  )
  const list = `${files.join('')}a-1.dist-info/RECORD,,\n`
  return writeZip([
    { path: 'a/x.py', content: 'x' },
    { path: 'a-1.dist-info/RECORD', content: list, ...entry },
    { path: 'a/y.py', content: 'y' },
  ])
}

describe('a wheel', () => {
  const NAME = 'a-1-py3-none-any.whl'

  it.each([
    ['a short RECORD', wheelOf(3)],
    ['a stored one with an extra field', wheelOf(3, { method: 0, extra: Buffer.from('UT\x01\x00x') })],
    ['one with a data descriptor', wheelOf(3, { descriptor: 'signed' })],
    ['one that is too long to be kept', wheelOf(2000)],
    ['such a one, stored, with a data descriptor', wheelOf(2000, { method: 0, descriptor: 'bare' })],
  ])('with %s has the same X-CONTENT-HASH before marking and after', async (_, bytes) => {
    const once = await marked(bytes, NAME, { TAG: 'v1' })
    expect((await read(once, NAME)).mark).not.toHaveProperty('broken')
    const before = await contentHash(bytes, NAME)
    expect(await contentHash(once, NAME)).toBe(before)
    const twice = await marked(once, NAME, { TAG: 'v2.0' })
    expect((await read(twice, NAME)).mark).not.toHaveProperty('broken')
    expect(await contentHash(twice, NAME)).toBe(before)
  })

  it('has no valid mark if RECORD lists it in another way, or not', async () => {
    const bytes = await marked(wheelOf(3, { method: 0 }), NAME)
    const line = bytes.indexOf('chalk.json,sha256=') + 'chalk.json,sha256='.length
    const changed = Buffer.from(bytes)
    changed.write('AAAA', line)
    // The list's own CRC-32 is wrong then, which readers of RECORD do not all see.
    expect((await read(changed, NAME)).mark!.broken).toMatch(/RECORD/)
    expect((await read(bytes, 'a.zip')).mark).not.toHaveProperty('broken')
    expect((await read(await marked(wheelOf(3), 'a.zip'), NAME)).mark!.broken).toMatch(/RECORD/)
  })
})

describe('what a marked wheel keeps of RECORD', () => {
  const NAME = 'a-1-py3-none-any.whl'
  /** The kept central header, and the kept local entry behind it. */
  const changes: [string, (central: Buffer, local: Buffer) => void][] = [
    ['a local header with another method', (_, local) => local.writeUInt16LE(0x7fff, 8)],
    ['a local header with another name', (_, local) => local.write('b', 30)],
    ['another path in both', (central, local) => [central.write('b', 46), local.write('b', 30)]],
    ['no local header', (_, local) => local.writeUInt32LE(0, 0)],
    ['a local header with another CRC-32', (_, local) => local.writeUInt32LE(7, 14)],
    ['other content', (_, local) => local.write('b', local.length - 3)],
    ['an encrypted entry', (central, local) => [central.writeUInt16LE(1, 8), local.writeUInt16LE(1, 6)]],
    [
      'a size that ends before the data',
      (central, local) => [central, local].map((h, i) => h.writeUInt32LE(3, 20 - 2 * i)),
    ],
    ['an entry that begins later', (central) => central.writeUInt32LE(4, 42)],
    ['an entry with other attributes', (central) => central.writeUInt16LE(7, 36)],
  ]
  it.each(changes)('does not count if it is %s, and the wheel can be marked again', async (_, change) => {
    const whole = await marked(wheelOf(3, { method: 0 }), NAME)
    const bytes = Buffer.from(whole)
    // The extra field of the entry in the archive comes first, and in it the central header, then the local one.
    const central = bytes.indexOf('PK\x01\x02', bytes.indexOf('CK'), 'latin1')
    const local = bytes.indexOf('PK\x03\x04', central, 'latin1')
    const end = local + 30 + 20 + bytes.readUInt32LE(central + 24)
    change(bytes.subarray(central, local), bytes.subarray(local, end))
    expect((await read(bytes, NAME)).mark!.broken).toMatch(/RECORD/)
    const again = await marked(bytes, NAME)
    expect((await read(again, NAME)).mark).not.toHaveProperty('broken')
    expect(await hash(again, NAME)).toBe(await hash(whole, NAME))
    expect((await read(await unmarked(again, NAME), NAME)).mark).toBeUndefined()
  })
})

describe('any change of a marked archive', () => {
  const archives: [string, string, Buffer][] = [
    ['an archive', 'a.zip', writeZip(ENTRIES, { comment: 'comment', gap: Buffer.from('gap') })],
    ['a wheel', 'a-1-py3-none-any.whl', wheelOf(3)],
  ]
  it.each(archives)(
    'of %s shows: in the mark, in what is wrong with it, or in one of the two hashes',
    async (_, name, original) => {
      const whole = await marked(original, name, { TIMESTAMP_WHEN_CHALKED: Date.UTC(2026, 1, 2) })
      const was = await read(whole, name)
      const [text, hashOf, contentOf] = [was.mark!.text, await was.hash!(), await contentHash(whole, name)]
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
          const bytes = Buffer.from(whole)
          bytes[at]! ^= flip
          const artifact = await read(bytes, name).catch(() => undefined)
          if (!artifact?.mark || artifact.mark.broken !== undefined) return
          if (!Buffer.from(text).equals(artifact.mark.text)) return
          // The last bits of a list's compressed data mean nothing, and how it is compressed does not count.
          if (name.endsWith('.whl') && whole.toString('latin1', at + 1, at + 5) === 'PK\x03\x04') return
          const same = [
            await hash(bytes, name).catch(() => ''),
            await contentHash(bytes, name).catch(() => ''),
          ]
          expect(same).not.toEqual([hashOf, contentOf])
        }),
        { numRuns: 2000 },
      )
    },
  )
})
