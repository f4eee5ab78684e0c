/** Archives that are refused, and archives of any kind. */
import { validate } from '@chalkmark/mark'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { CodecError } from '../../src/error.js'
import { applied, artifactOf, hashOf, markFor } from './artifacts.js'
import { codec, ENTRIES, hash, marked, read, unmarked } from './zip-archives.js'
import { writeZip } from './zip-writer.js'

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
    ['an end record in the comment', writeZip(ENTRIES, { comment: `${fakeEnd()}x` }), 'AMBIGUOUS'],
    ['two ends that disagree', disagreeing(), 'AMBIGUOUS'],
    ...[0, 3, 5, 6, 13].map((bit): [string, Buffer, string] => [
      `flag ${bit} in the local header alone`,
      withLocalFlag(1 << bit),
      'AMBIGUOUS',
    ]),
    ['the flag of a descriptor in the directory alone', withoutLocalFlag(), 'AMBIGUOUS'],
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

  const lines = { path: 'META-INF/MANIFEST.MF', content: `Manifest-Version: 1.0\n${'\n'.repeat(2 << 20)}` }
  it.each([
    ['because the jar looks signed', { path: 'META-INF/A.SF' }],
    ['because it may name an index of layers', { path: 'BOOT-INF/layers.idx' }],
  ])('a manifest that packs too well, and is read %s', async (_, reason) => {
    const jar = writeZip([lines, reason])
    await expect(read(jar, 'a.jar')).rejects.toMatchObject({ code: 'BOMB' })
    // One that is not read may be as large.
    await expect(read(writeZip([lines]), 'a.jar')).resolves.toBeDefined()
  })

  it('manifests that pack too well, in several archives inside', async () => {
    const half = { ...lines, content: lines.content.slice(0, 600 << 10) }
    const jar = writeZip([half, { path: 'META-INF/A.SF' }])
    await expect(hash(writeZip([{ path: 'a.jar', content: jar }]))).resolves.toBeDefined()
    const archive = writeZip(['a.jar', 'b.jar'].map((path) => ({ path, content: jar })))
    await expect(hash(archive)).rejects.toMatchObject({ code: 'BOMB' })
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

  /** 7-Zip reads such an archive by its local headers, and finds other data. */
  function withLocalFlag(flag: number): Buffer {
    const bytes = Buffer.from(writeZip([{ path: 'a', content: 'x', method: 0 }]))
    bytes.writeUInt16LE(flag, 6)
    return bytes
  }

  function withoutLocalFlag(): Buffer {
    const bytes = Buffer.from(writeZip([{ path: 'a', content: 'x', method: 0, descriptor: 'signed' }]))
    bytes.writeUInt16LE(0, 6)
    return bytes
  }
  function fakeEnd(): string {
    return Buffer.from(writeZip([]).subarray(-22)).toString('latin1')
  }

  function disagreeing(): Buffer {
    const bytes = writeZip(ENTRIES, { zip64End: true })
    bytes.writeUInt32LE(0, bytes.length - 6)
    return bytes
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
        const { mark } = await read(once)
        expect(validate(mark!.dict).valid).toBe(true)
        expect(mark).not.toHaveProperty('broken')
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
            const { mark, ...written } = await read(again)
            expect(await written.hash!()).toBe(hash)
            expect(mark).not.toHaveProperty('broken')
          } catch (error) {
            expect(error).toBeInstanceOf(CodecError)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
