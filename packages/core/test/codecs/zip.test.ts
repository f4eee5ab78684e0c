import { createHash } from 'node:crypto'
import { chalkId, validate } from '@chalkmark/mark'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferSource, CodecError } from '../../src/codecs/codec.js'
import { applied, artifactOf, hashOf, markFor } from './artifacts.js'
import { expected, signedVector, vectorFile } from './vectors.js'
import { codec, hash, independently, marked, read, unmarked } from './zip-archives.js'
import { type TestEntry, writeZip } from './zip-writer.js'

const ENTRIES: TestEntry[] = [
  { path: 'META-INF/', mode: 0o755 },
  { path: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\n\r\n' },
  {
    path: 'a.txt',
    content: 'hello\n'.repeat(100),
    mode: 0o600,
    comment: 'a comment',
    extra: Buffer.from('UT\x01\x00x'),
  },
  { path: 'bin/run', content: '#!/bin/sh\necho hi\n', mode: 0o755, method: 0 },
  { path: 'empty', content: '' },
]

describe('the reference program’s archives', () => {
  it.each(['app.war', 'plain.zip', 'order.zip'])(
    '%s: same HASH and ids, before and after marking',
    async (file) => {
      const { HASH, CHALK_ID } = expected(file)
      for (const state of ['', '.marked', '.deleted'])
        expect(await hash(vectorFile(file + state), file)).toBe(HASH)
      const artifact = await read(vectorFile(`${file}.marked`), file)
      expect(validate(artifact.mark!.dict, CHALK_ID)).toEqual({ valid: true, errors: [] })
      expect(await hash(await marked(vectorFile(file), file), file)).toBe(HASH)
      expect(await hash(await marked(vectorFile(`${file}.marked`), file), file)).toBe(HASH)
    },
  )

  it.each(['app.war', 'plain.zip', 'order.zip', 'nested.jar'])('%s: same _CURRENT_HASH', async (file) => {
    const artifact = await read(vectorFile(`${file}.marked`), file)
    const { _CURRENT_HASH } = expected(file) as { _CURRENT_HASH?: string }
    expect(_CURRENT_HASH).toBeTypeOf('string')
    expect(await artifact.currentHash!()).toBe(_CURRENT_HASH)
  })

  it('nested.jar: the mark is intact, and that its content cannot be checked is said', async () => {
    const artifact = await read(vectorFile('nested.jar.marked'), 'nested.jar')
    expect(validate(artifact.mark!.dict).valid).toBe(true)
    expect(artifact.uncheckable).toContain('lib/inner.jar')
    expect(
      (await read(await marked(vectorFile('nested.jar'), 'nested.jar'), 'nested.jar')).uncheckable,
    ).toBeUndefined()
  })

  it('are read with the signature in the mark', async () => {
    const artifact = await read(signedVector('plain.zip.marked'), 'plain.zip')
    expect(artifact.mark!.dict.SIGNATURE).toBeTypeOf('string')
    expect(validate(artifact.mark!.dict, expected('plain.zip').CHALK_ID).valid).toBe(true)
  })
})

describe('marking', () => {
  it('leaves every entry where and as it was, for other readers too', async () => {
    const bytes = writeZip(ENTRIES, { comment: 'archive comment' })
    const after = await marked(bytes, 'a.zip', { TIMESTAMP_WHEN_CHALKED: Date.UTC(2026, 10, 22, 4, 22, 43) })
    const before = independently(bytes)
    const [chalk, ...rest] = independently(after).reverse()
    expect(rest.reverse()).toEqual(before)
    expect(chalk).toMatchObject({
      name: 'chalk.json',
      method: 0,
      mode: 0o100644,
      time: [2026, 11, 22, 4, 22, 42],
    })
    expect(after.subarray(0, chalk!.offset)).toEqual(bytes.subarray(0, chalk!.offset))
    expect(after.subarray(-15).toString()).toBe('archive comment')
    const { mark } = await read(after)
    expect(mark!.text.toString()).toBe(chalk!.content)
    expect(after.subarray(mark!.at, mark!.at! + mark!.text.length)).toEqual(mark!.text)
  })

  it('gives the entry the first time that a ZIP can hold if the mark has none', async () => {
    const chalk = independently(await marked(writeZip(ENTRIES))).at(-1)
    expect(chalk!.time).toEqual([1980, 1, 1, 0, 0, 0])
  })

  it('twice changes only the mark', async () => {
    const bytes = writeZip(ENTRIES, { comment: 'c' })
    const once = await marked(bytes, 'a.zip', { TAG: 'v1' })
    const twice = await marked(once, 'a.zip', { TAG: 'v2' })
    expect(await marked(bytes, 'a.zip', { TAG: 'v2' })).toEqual(twice)
    expect(twice.length).toBe(once.length)
    expect(await hash(twice)).toBe(await hash(bytes))
  })

  it('replaces a mark that another program put among the entries', async () => {
    const theirs = vectorFile('order.zip.marked')
    const ours = await marked(theirs, 'order.zip')
    expect(independently(ours).map(({ name }) => name)).toEqual([
      'b',
      'A',
      'a/',
      'a/c',
      'a.txt',
      'chalk.json',
    ])
    expect(await marked(ours, 'order.zip')).toEqual(ours)
    const none = await unmarked(theirs, 'order.zip')
    expect(independently(none).map(({ name }) => name)).toEqual(['b', 'A', 'a/', 'a/c', 'a.txt'])
    expect(await unmarked(ours, 'order.zip')).toEqual(none)
  })

  it('takes out a mark with its data descriptor', async () => {
    const rest: TestEntry[] = [{ path: 'a', content: 'a' }]
    for (const descriptor of ['signed', 'bare'] as const) {
      for (const zip64 of [true, false]) {
        const text = markFor(await hash(writeZip(rest)))
        const theirs = writeZip([{ path: 'chalk.json', content: text, descriptor, zip64 }, ...rest])
        expect(await unmarked(theirs)).toEqual(writeZip(rest))
      }
    }
  })

  it('puts the mark in place of a placeholder', async () => {
    const bytes = writeZip([{ path: 'chalk.json', content: '{ "MAGIC" : "dadfedabbadabbed" }' }, ...ENTRIES])
    expect((await read(bytes)).mark).toBeUndefined()
    expect(await hash(bytes)).toBe(await hash(writeZip(ENTRIES)))
    expect(independently(await marked(bytes)).at(-1)!.content).toContain('METADATA_ID')
  })
})

describe('removing the mark gives back', () => {
  const prefix = Buffer.from('#!/bin/sh\nexec java -jar "$0" "$@"\n')
  const archives: Record<string, Buffer> = {
    'a plain archive': writeZip(ENTRIES),
    'data descriptors': writeZip(ENTRIES.map((entry) => ({ ...entry, descriptor: 'signed' }))),
    'data descriptors without signature': writeZip(
      ENTRIES.map((entry) => ({ ...entry, descriptor: 'bare' })),
    ),
    'ZIP64 extra fields': writeZip(ENTRIES.map((entry) => ({ ...entry, zip64: true }))),
    'ZIP64 end records': writeZip(ENTRIES, { zip64End: true, comment: 'c' }),
    'a prefix that offsets do not count': writeZip(ENTRIES, { prefix }),
    'a prefix that offsets count': writeZip(ENTRIES, { prefix, adjusted: true }),
    'ZIP64 end records behind a prefix': writeZip(ENTRIES, { prefix, zip64End: true }),
    'ZIP64 end records and adjusted offsets': writeZip(ENTRIES, { prefix, adjusted: true, zip64End: true }),
    'a gap before the directory': writeZip(ENTRIES, { gap: Buffer.alloc(100) }),
    'duplicate names': writeZip([...ENTRIES, { path: 'a.txt', content: 'other' }]),
    'non-ASCII names': writeZip([{ path: 'wörld/✓.txt', content: 'x' }]),
  }
  it.each(Object.entries(archives))('%s', async (kind, bytes) => {
    const name = kind.includes('prefix') ? 'a.jar' : 'a.zip'
    const once = await marked(bytes, name)
    expect(await unmarked(once, name)).toEqual(bytes)
    expect(await hash(once, name)).toBe(await hash(bytes, name))
    expect(await marked(once, name)).toEqual(once)
    const before = independently(bytes, { unzip: false })
    expect(independently(once, { unzip: false }).slice(0, -1)).toEqual(before)
  })

  it('65,534 entries, which a mark makes too many without ZIP64', async () => {
    const bytes = writeZip(Array.from({ length: 65_534 }, (_, i) => ({ path: `f/${i}`, method: 0 })))
    const once = await marked(bytes)
    expect(once.includes('PK\x06\x06')).toBe(true)
    expect(independently(once, { unzip: false })).toHaveLength(65_535)
    expect((await marked(once)).equals(once)).toBe(true)
    expect((await unmarked(once)).equals(bytes)).toBe(true)
  })

  it('70,000 entries', async () => {
    const entries = Array.from({ length: 70_000 }, (_, i) => ({ path: `f/${i}`, content: `${i}`, method: 0 }))
    const bytes = writeZip(entries, { zip64End: true })
    const once = await marked(bytes)
    expect(independently(once, { unzip: false })).toHaveLength(70_001)
    expect((await unmarked(once)).equals(bytes)).toBe(true)
  })
})

describe('HASH', () => {
  it('does not depend on order, compression, times or attributes', async () => {
    const other = ENTRIES.map((entry) => ({
      ...entry,
      method: entry.method === 0 ? 8 : 0,
      mode: 0o777,
    })).reverse()
    expect(await hash(writeZip(other, { comment: 'c' }))).toBe(await hash(writeZip(ENTRIES)))
  })

  it('depends on names and contents', async () => {
    const files = [{ path: 'ab', content: 'c' }]
    const others = [{ path: 'a', content: 'bc' }, { path: 'ab', content: 'd' }, { path: 'abc' }]
    for (const other of others) expect(await hash(writeZip([other]))).not.toBe(await hash(writeZip(files)))
    expect(await hash(writeZip([...files, { path: 'd' }]))).not.toBe(await hash(writeZip(files)))
  })

  it('is that of the files with their own marks deleted', async () => {
    const inner = writeZip(ENTRIES)
    const program = vectorFile('elf-dynamic')
    const archive = (jar: Buffer, elf: Buffer) =>
      writeZip([
        { path: 'lib/inner.jar', content: jar, method: 0 },
        { path: 'bin/program', content: elf },
      ])
    const before = archive(inner, program)
    const after = archive(await marked(inner), vectorFile('elf-dynamic.marked'))
    expect(await hash(after)).toBe(await hash(before))
    expect(await hash(archive(inner, vectorFile('elf-dynamic.deleted')))).toBe(await hash(before))
    const scripts = (state: string) =>
      ['bash.sh', 'node-sourcemap.js', 'module.pyc', 'model.gguf', 'model-meta.safetensors'].map((file) => ({
        path: `s/${file}`,
        content: vectorFile(file + state),
      }))
    expect(await hash(writeZip(scripts('.marked')))).toBe(await hash(writeZip(scripts(''))))
    const free = writeZip([
      { path: '.git/inner.jar', content: inner },
      { path: '.git/program', content: vectorFile('elf-dynamic.deleted') },
    ])
    const hidden = writeZip([
      { path: '.git/inner.jar', content: inner },
      { path: '.git/program', content: program },
    ])
    // In a hidden folder files count as they are.
    expect(await hash(hidden)).not.toBe(await hash(free))
  })

  it('is the same whether a file is read at once or in pieces', async () => {
    const large = Buffer.alloc(9 << 20, 'large file ')
    large[5 << 20] = 0
    const [stored, deflated] = [0, 8].map((method) => writeZip([{ path: 'large', content: large, method }]))
    const reference = createHash('sha256').update(`16/large${large.length}`).update(large).digest('hex')
    expect(await hash(stored!)).toBe(reference)
    expect(await hash(deflated!)).toBe(reference)
    const elf = Buffer.concat([vectorFile('elf-dynamic'), Buffer.alloc(5 << 20)])
    const [one, two] = [0, 8].map((method) => writeZip([{ path: 'elf', content: elf, method }]))
    expect(await hash(one!)).toBe(await hash(two!))
  })

  it('counts what is unpacked: paths without `.` and empty parts, in UTF-8', async () => {
    const plain = await hash(writeZip([{ path: 'a/é', content: 'x' }]))
    expect(await hash(writeZip([{ path: './a//é', content: 'x' }]))).toBe(plain)
    const cp437 = writeZip([{ path: 'a/_', content: 'x' }])
    for (let at = cp437.indexOf('a/_'); at >= 0; at = cp437.indexOf('a/_', at)) cp437[at + 2] = 0x82
    expect(await hash(cp437)).toBe(plain)
  })
})

describe('a changed archive', () => {
  it('does not fit its mark', async () => {
    const once = await marked(writeZip(ENTRIES.map((entry) => ({ ...entry, method: 0 }))))
    const at = once.indexOf('hello')
    once[at] = 0x48
    const artifact = await read(once)
    const { CHALK_ID } = artifact.mark!.dict
    expect(chalkId(await artifact.hash!())).not.toBe(CHALK_ID)
    await expect(async () => artifact.insert(markFor('0'.repeat(64)))).rejects.toMatchObject({
      code: 'CORRUPT',
    })
  })
})

describe('refused', () => {
  const refused: [string, Buffer, string][] = [
    ['encrypted entries', writeZip([{ path: 'a', content: 'x', flags: 1 }]), 'ENCRYPTED'],
    ['masked headers', writeZip([{ path: 'a', content: 'x', flags: 1 << 13 }]), 'ENCRYPTED'],
    ['other compression', writeZip([{ path: 'a', content: 'x', method: 93 }]), 'UNSUPPORTED_METHOD'],
    ['paths with ..', writeZip([{ path: 'a/../../b', content: 'x' }]), 'UNSAFE_PATH'],
    ['paths with .. for Windows', writeZip([{ path: 'a\\..\\..\\b', content: 'x' }]), 'UNSAFE_PATH'],
    ['absolute paths', writeZip([{ path: '/etc/passwd', content: 'x' }]), 'UNSAFE_PATH'],
    ['drive letters', writeZip([{ path: 'C:/x', content: 'x' }]), 'UNSAFE_PATH'],
    ['two names', writeZip([{ path: 'a', content: 'x', lies: { localPath: 'b' } }]), 'AMBIGUOUS'],
    ['two CRCs', writeZip([{ path: 'a', content: 'x', lies: { localCrc: 1 } }]), 'AMBIGUOUS'],
    [
      'a size of 2^40',
      writeZip([{ path: 'a', content: 'x'.repeat(99), zip64: true, lies: { size: 2 ** 40 } }]),
      'BOMB',
    ],
    ['a size of 2^63', negative(), 'MALFORMED'],
    [
      'overlap',
      writeZip([
        { path: 'a', content: 'x' },
        { path: 'a', content: 'x', lies: { at: 0 } },
      ]),
      'OVERLAP',
    ],
    ['a directory with content', writeZip([{ path: 'a/', content: 'x' }]), 'MALFORMED'],
    ['an offset outside', writeZip([{ path: 'a', content: 'x', lies: { at: 5000 } }]), 'MALFORMED'],
    ['data behind the end', Buffer.concat([writeZip(ENTRIES), Buffer.from('x')]), 'NOT_ZIP'],
    ['two end records', writeZip(ENTRIES, { comment: fakeEnd() }), 'AMBIGUOUS'],
    ['a part of several', multiDisk(), 'MULTI_DISK'],
    ['too many entries', tooMany(), 'TOO_MANY_ENTRIES'],
  ]
  it.each(refused)('%s', async (_, bytes, code) => {
    await expect(async () => (await read(bytes)).hash!()).rejects.toMatchObject({ name: 'CodecError', code })
  })

  it('more than the limits of its options', async () => {
    const bytes = writeZip([{ path: 'a', content: Buffer.alloc(65 << 20) }])
    await expect(read(bytes)).rejects.toMatchObject({ code: 'BOMB' })
    await expect(read(bytes, 'a.zip', { limits: { ratio: 2000 } })).resolves.toBeDefined()
    await expect(read(bytes, 'a.zip', { limits: { ratio: 2000, unpackedSize: 1e6 } })).rejects.toMatchObject({
      code: 'BOMB',
    })
  })

  const unmarkable: [string, string, Buffer, string][] = [
    ['nothing to mark', 'a.zip', writeZip([{ path: 'dir/' }]), 'EMPTY'],
    ['an empty archive', 'a.zip', writeZip([]), 'EMPTY'],
    [
      'a chalk.json that is no mark',
      'a.zip',
      writeZip([{ path: 'chalk.json', content: '{"color":"white"}' }]),
      'NAME_TAKEN',
    ],
    ['wrong CRC-32', 'a.zip', writeZip([{ path: 'a', content: 'x', lies: { crc: 1 } }]), 'CORRUPT'],
    [
      'APK signing block',
      'a.apk',
      writeZip(ENTRIES, { gap: Buffer.from(`${'\0'.repeat(16)}APK Sig Block 42`) }),
      'SIGNED',
    ],
    ['APK signature v1', 'a.apk', writeZip([...ENTRIES, { path: 'META-INF/CERT.SF' }]), 'SIGNED'],
    ['signed NuGet package', 'a.nupkg', writeZip([...ENTRIES, { path: '.signature.p7s' }]), 'SIGNED'],
  ]
  it.each(unmarkable)('%s, but read', async (_, name, bytes, code) => {
    const artifact = await read(bytes, name)
    expect(await artifact.hash!()).toMatch(/^[0-9a-f]{64}$/)
    await expect(async () => artifact.insert(markFor('0'.repeat(64)))).rejects.toMatchObject({ code })
  })

  function negative(): Buffer {
    const bytes = writeZip([{ path: 'a', content: 'x'.repeat(99), zip64: true }])
    const extra = bytes.lastIndexOf(Buffer.from([1, 0, 16, 0]))
    bytes.writeBigUInt64LE(2n ** 63n, extra + 4)
    return bytes
  }

  function fakeEnd(): string {
    return Buffer.from(writeZip([]).subarray(-22)).toString('latin1')
  }

  function multiDisk(): Buffer {
    const bytes = writeZip(ENTRIES)
    bytes.writeUInt16LE(1, bytes.length - 18)
    return bytes
  }

  function tooMany(): Buffer {
    const bytes = writeZip(ENTRIES, { zip64End: true })
    const record = bytes.lastIndexOf('PK\x06\x06')
    for (const at of [24, 32]) bytes.writeBigUInt64LE(10n ** 9n, record + at)
    return bytes
  }
})

describe('claims', () => {
  const type = (name: string, bytes: Uint8Array, archives?: 'all') =>
    codec.claims({ name, source: bufferSource(bytes) }, archives ? { archives } : {})
  const bytes = writeZip(ENTRIES)

  it('by extension and first bytes, packages of other kinds only on request', () => {
    const types = {
      zip: 'ZIP',
      JAR: 'JAR',
      war: 'WAR',
      ear: 'EAR',
      pt: 'PyTorch checkpoint',
      keras: 'Keras model',
    }
    for (const [extension, expected] of Object.entries(types))
      expect(type(`x.${extension}`, bytes)).toBe(expected)
    expect(type('x.txt', bytes)).toBeUndefined()
    expect(type('zip', bytes)).toBeUndefined()
    for (const name of ['x.whl', 'x.vsix', 'x.nupkg', 'x.apk']) {
      expect(type(name, bytes)).toBeUndefined()
      expect(type(name, bytes, 'all')).toBeDefined()
    }
  })

  it('an archive behind a script, but not a model that is none', () => {
    const script = writeZip(ENTRIES, { prefix: Buffer.from('#!/bin/sh\n') })
    expect(type('x.jar', script)).toBe('JAR')
    expect(type('x.pt', script)).toBeUndefined()
    expect(type('x.zip', Buffer.from('not an archive'))).toBeUndefined()
    expect(type('x.zip', Buffer.alloc(0))).toBeUndefined()
  })
})

describe('any archive', () => {
  const path = fc
    .stringMatching(/^[a-zé✓._-]{1,8}(\/[a-z]{1,5}){0,2}\/?$/)
    .filter((path) => !/^\.\.?(\/|$)|\/\.\.?(\/|$)/.test(path))
  const entry = fc
    .record({
      path,
      content: fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string().map((text) => Buffer.from(text.repeat(20))),
      ),
      method: fc.constantFrom(0, 8),
      descriptor: fc.constantFrom(undefined, 'signed' as const, 'bare' as const),
      zip64: fc.boolean(),
      comment: fc.constantFrom('', 'comment'),
    })
    .map((entry) => (entry.path.endsWith('/') ? { path: entry.path } : entry))
  const archive = fc
    .tuple(
      fc.uniqueArray(entry, { minLength: 1, maxLength: 8, selector: ({ path }) => path }),
      fc.record({
        prefix: fc.uint8Array({ maxLength: 50 }),
        adjusted: fc.boolean(),
        comment: fc.constantFrom('', 'comment'),
        zip64End: fc.boolean(),
        gap: fc.uint8Array({ maxLength: 20 }),
      }),
    )
    .map(([entries, options]) => writeZip(entries, options))

  it('comes back when the mark is removed, and keeps its HASH', async () => {
    await fc.assert(
      fc.asyncProperty(archive, async (bytes) => {
        const before = await hash(bytes)
        let once: Buffer
        try {
          once = await marked(bytes)
        } catch (error) {
          expect(error).toMatchObject({ code: 'EMPTY' })
          return
        }
        expect(await hash(once)).toBe(before)
        expect(await unmarked(once)).toEqual(bytes)
        expect(await marked(once)).toEqual(once)
        expect(validate((await read(once)).mark!.dict).valid).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('cut off or with changed bytes, gives a CodecError or what it should', async () => {
    const change = fc.record({ at: fc.nat(), to: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(
        archive,
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.option(fc.nat()),
        async (bytes, changes, cut) => {
          const once = await marked(bytes).catch(() => bytes)
          const broken = Buffer.from(cut === null ? once : once.subarray(0, cut % once.length))
          for (const { at, to } of changes) if (broken.length > 0) broken[at % broken.length] = to
          try {
            const artifact = await artifactOf(codec, 'a.zip', broken)
            if (!artifact) return
            const hash = await hashOf(artifact, broken)
            await artifact.currentHash!()
            applied(broken, await artifact.remove(Buffer.from(hash, 'hex')))
            const again = applied(broken, await artifact.insert(markFor(hash)))
            expect(await (await read(again)).hash!()).toBe(hash)
          } catch (error) {
            expect(error).toBeInstanceOf(CodecError)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
