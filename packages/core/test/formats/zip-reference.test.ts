/** Archives that the reference program marked, changed in what HASH leaves out: such a mark is not valid. */
import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { applied, markedLikeInsert, markFor, sha256, verdictOn } from './artifacts.js'
import { expected, vectorFile } from './vectors.js'
import { codec, marked, read, unmarked } from './zip-archives.js'
import { writeZip } from './zip-writer.js'

describe('an archive that the reference program marked', () => {
  /** The vector with its first bytes found and changed, of the same length. */
  const changed = (file: string, change: (bytes: Buffer) => Buffer) =>
    read(change(Buffer.from(vectorFile(`${file}.marked`))), file)
  const directoryOf = (bytes: Buffer) => bytes.readUInt32LE(bytes.length - 6)

  it.each(['app.war', 'plain.zip', 'order.zip', 'nested.jar'])('%s is as it is written', async (file) => {
    expect((await changed(file, (bytes) => bytes)).mark).not.toHaveProperty('broken')
  })

  const changes: [string, (bytes: Buffer) => Buffer][] = [
    ['a prefix', (bytes) => Buffer.concat([Buffer.from('#!/bin/sh\n'), bytes])],
    ['a comment', (bytes) => Buffer.concat([bytes.subarray(0, -2), Buffer.from([1, 0]), Buffer.from('c')])],
    [
      'a mode',
      (bytes) => {
        // The last header of the directory.
        bytes.writeUInt32LE((0o104755 << 16) >>> 0, bytes.lastIndexOf('PK\x01\x02') + 38)
        return bytes
      },
    ],
    [
      'a system',
      (bytes) => {
        bytes.writeUInt16LE(0x314, directoryOf(bytes) + 4)
        return bytes
      },
    ],
    [
      'a time in one of two headers',
      (bytes) => {
        bytes.writeUInt16LE(0, directoryOf(bytes) + 12)
        return bytes
      },
    ],
  ]
  it.each(changes)('does not keep its mark with %s', async (_, change) => {
    for (const file of ['plain.zip', 'nested.jar']) {
      const artifact = await changed(file, change)
      expect(artifact.mark!.broken).toBeTypeOf('string')
      expect(artifact.uncheckable).toBeUndefined()
    }
  })

  it('does not keep it with another CRC-32 of a file, with which programs do not unpack that', async () => {
    const artifact = await changed('plain.zip', (bytes) => {
      // The first file of the directory that is neither the mark nor a folder.
      const header = bytes.indexOf('dir/b.txt', directoryOf(bytes)) - 46
      bytes[header + 16]! ^= 1
      bytes[bytes.readUInt32LE(header + 42) + 14]! ^= 1
      return bytes
    })
    expect(await artifact.hash!()).toBe(expected('plain.zip').HASH)
    expect(artifact.mark!.broken).toMatch(/dir\/b\.txt does not match its CRC-32/)
  })

  it('does not keep it with bytes behind the compressed mark', async () => {
    const text = markFor(expected('plain.zip').HASH as string).toString()
    const data = Buffer.concat([deflateRawSync(text), Buffer.from('evil')])
    const bytes = referenceZip([
      { path: 'a.txt', content: Buffer.from('a') },
      { path: 'chalk.json', content: Buffer.from(text), data },
    ])
    expect((await read(bytes)).mark!.broken).toMatch(/more than the mark/)
  })

  it.each([
    ['is twice in it', ['a.txt', 'a.txt']],
    ['is a folder too', ['a.txt', 'a.txt/x']],
    ['is a folder of folders', ['a', 'a!', 'a/b/c']],
  ])('does not keep it if a file %s', async (_, paths) => {
    const files = paths.map((path) => ({ path, content: Buffer.from('a') }))
    const bytes = referenceZip([...files, { path: 'chalk.json', content: markFor('0'.repeat(64)) }])
    expect((await read(bytes)).mark!.broken).toMatch(/changed after marking/)
  })

  it.each(['./a', 'b//c', 'b/./c', './/b/c'])('does not keep it with %s for a path', async (path) => {
    const good = path.replace(/^[./]*/, '').replace(/\/[./]*/, '/')
    const content = Buffer.from('x')
    const withPath = (path: string, text: Buffer) =>
      read(
        referenceZip([
          { path, content },
          { path: 'chalk.json', content: text },
        ]),
      )
    const text = markFor(await (await withPath(good, markFor('0'.repeat(64)))).hash!())
    const [was, is] = [await withPath(good, text), await withPath(path, text)]
    expect(was.mark).not.toHaveProperty('broken')
    // The path that it is unpacked to is the same, and the name that a class loader looks for is not.
    expect(await is.hash!()).toBe(await was.hash!())
    expect(is.mark!.broken).toMatch(/is spelled .* changed after marking/)
  })

  it('with an archive inside and a mark of ours is no archive that cannot be checked', async () => {
    const inner = writeZip([{ path: 'a', content: 'b' }])
    for (const [keys, uncheckable] of [
      [{ 'X-CONTENT-HASH': 'x' }, undefined],
      [{}, expect.stringContaining('lib/x.jar')],
    ] as const) {
      const text = markFor('0'.repeat(64), keys)
      const bytes = referenceZip([
        { path: 'lib/x.jar', content: inner },
        { path: 'chalk.json', content: text },
      ])
      const artifact = await read(bytes)
      expect(artifact.mark).not.toHaveProperty('broken')
      expect(artifact.uncheckable).toEqual(uncheckable)
    }
  })

  it('is valid though it counts classes as empty, and that they are not covered is said', async () => {
    const files = [
      { path: 'A.class', content: Buffer.from('cafebabe00000034aa', 'hex') },
      { path: 'fat', content: Buffer.from('cafebabe00000002bb', 'hex') },
      { path: 'a.txt', content: Buffer.from('a') },
    ]
    const empty = files.map(({ path, content }) => ({
      path,
      content: path === 'a.txt' ? content : Buffer.alloc(0),
    }))
    const hash = await (await read(referenceZip(empty), 'a.jar')).hash!()
    const bytes = referenceZip([...files, { path: 'chalk.json', content: markFor(hash) }])
    const verdict = await verdictOn(codec, 'a.jar', bytes)
    expect(verdict).toMatchObject({ valid: true, errors: [] })
    expect(verdict!.uncovered.at(-1)).toMatch(/^the content of A\.class and of 1 more files/)
    // What it does count is still covered, and a mark of ours covers all.
    const changed = files.map((file) =>
      file.path === 'a.txt' ? { ...file, content: Buffer.from('b') } : file,
    )
    const other = referenceZip([...changed, { path: 'chalk.json', content: markFor(hash) }])
    expect(await verdictOn(codec, 'a.jar', other)).toMatchObject({ valid: false })
    const ours = await markedLikeInsert(codec, 'a.jar', bytes)
    expect(await verdictOn(codec, 'a.jar', ours)).toEqual({ valid: true, errors: [], uncovered: [] })
    expect((await read(ours, 'a.jar')).mark!.dict.HASH).not.toBe(hash)
  })

  /** An archive in the reference program's layout. */
  function referenceZip(files: { path: string; content: Uint8Array; data?: Uint8Array }[]): Buffer {
    const locals: Buffer[] = []
    const headers: Buffer[] = []
    let at = 0
    for (const { path, content, data = deflateRawSync(content) } of files) {
      const header = Buffer.alloc(46)
      header.write('PK\x01\x02', 'latin1')
      header.writeUInt16LE(63, 4)
      header.writeUInt16LE(20, 6)
      header.writeUInt16LE(1 << 11, 8)
      header.writeUInt16LE(8, 10)
      header.writeUInt32LE(crc32(content), 16)
      header.writeUInt32LE(data.length, 20)
      header.writeUInt32LE(content.length, 24)
      header.writeUInt16LE(path.length, 28)
      header.writeUInt32LE(0x20, 38)
      header.writeUInt32LE(at, 42)
      const local = Buffer.concat([
        Buffer.from('PK\x03\x04'),
        header.subarray(6, 30),
        Buffer.alloc(2),
        Buffer.from(path),
        data,
      ])
      locals.push(local)
      headers.push(header, Buffer.from(path))
      at += local.length
    }
    const directory = Buffer.concat(headers)
    const end = Buffer.alloc(22)
    end.write('PK\x05\x06', 'latin1')
    end.writeUInt16LE(files.length, 8)
    end.writeUInt16LE(files.length, 10)
    end.writeUInt32LE(directory.length, 12)
    end.writeUInt32LE(at, 16)
    return Buffer.concat([...locals, directory, end])
  }
})

describe('a mark of the reference program behind an archive', () => {
  const script = Buffer.from('#!/bin/bash\necho run; exit 0\n')
  const jar = writeZip([{ path: 'a.txt', content: 'a' }], { prefix: script })
  const behind = (bytes: Buffer, end = '') =>
    Buffer.concat([bytes, Buffer.from('\n# '), markFor(sha256(bytes)), Buffer.from(end)])

  it('is read, is replaced by one in the archive, and is taken out', async () => {
    for (const end of ['', '\n']) {
      const theirs = behind(jar, end)
      expect(await verdictOn(codec, 'a.jar', theirs)).toEqual({ valid: true, errors: [], uncovered: [] })
      const ours = await markedLikeInsert(codec, 'a.jar', theirs)
      expect(await verdictOn(codec, 'a.jar', ours)).toEqual({ valid: true, errors: [], uncovered: [] })
      expect(ours.equals(await markedLikeInsert(codec, 'a.jar', jar))).toBe(true)
      expect((await unmarked(theirs, 'a.jar')).equals(jar)).toBe(true)
    }
  })

  it('covers the archive with a mark that is in it', async () => {
    const both = behind(await markedLikeInsert(codec, 'a.jar', jar))
    expect(await verdictOn(codec, 'a.jar', both)).toMatchObject({ valid: true })
    const ours = await markedLikeInsert(codec, 'a.jar', both)
    expect(await verdictOn(codec, 'a.jar', ours)).toMatchObject({ valid: true })
  })

  it('is not valid once the archive was changed, and no mark with anything behind it', async () => {
    const theirs = behind(jar)
    const changed = Buffer.from(theirs)
    changed[12]! ^= 1
    expect(await verdictOn(codec, 'a.jar', changed)).toMatchObject({ valid: false })
    for (const bytes of [
      behind(jar, '\n\n'),
      behind(jar, ' '),
      behind(writeZip([{ path: 'a', content: 'a' }])),
    ])
      await expect(read(bytes, 'a.jar')).rejects.toMatchObject({ code: 'NOT_ZIP' })
  })
})

describe('a mark that was moved from its archive to the place behind it', () => {
  const script = Buffer.from('#!/bin/bash\necho run; exit 0\n')
  const files = [{ path: 'a.txt', content: 'a' }]
  const plain = writeZip(files, { prefix: script })
  const changed: [string, Buffer][] = [
    ['nothing else', plain],
    [
      'another script before it',
      writeZip(files, { prefix: Buffer.from('#!/bin/bash\necho evil; exit 0\n') }),
    ],
    ['a link', writeZip([{ ...files[0]!, mode: 0o120777 }], { prefix: script })],
    ['a folder more', writeZip([...files, { path: 'b/' }], { prefix: script })],
    ['a comment', writeZip(files, { prefix: script, comment: 'c' })],
    [
      'a file that HASH leaves out',
      writeZip([...files, { path: 'chalk', content: 'evil' }], { prefix: script }),
    ],
    [
      'another mark in its place',
      writeZip([...files, { path: 'chalk.json', content: markFor(sha256(plain)), method: 0 }], {
        prefix: script,
      }),
    ],
  ]

  it.each(changed)('is not valid: with %s', async (_, archive) => {
    for (const once of [await markedLikeInsert(codec, 'a.jar', plain), await marked(plain, 'a.jar')]) {
      const { text } = (await read(once, 'a.jar')).mark!
      const bytes = Buffer.concat([archive, Buffer.from('\n# '), text, Buffer.from('\n')])
      expect(await verdictOn(codec, 'a.jar', bytes)).toMatchObject({ valid: false })
    }
  })
})

describe('what the reference program says in other words', () => {
  it.each([
    ['a path in an archive with a slash in front', { PATH_WITHIN_ZIP: '/bin/run' }],
    ['the same without', { PATH_WITHIN_ZIP: 'bin/run' }],
    ['the type of a script that `env -S deno run` starts', { ARTIFACT_TYPE: 'run' }],
  ])('is read: %s', async (_, keys) => {
    const script = Buffer.from('#!/usr/bin/env -S deno run\necho hi\n')
    const file = { path: 'bin/run', content: script }
    const hash = await (await read(writeZip([file]))).hash!()
    const text = markFor(hash, keys)
    const bytes = applied(writeZip([file]), await (await read(writeZip([file]))).insert(text))
    expect(await verdictOn(codec, 'a.zip', bytes)).toMatchObject({ valid: true, errors: [] })
  })
})
