import { createHash } from 'node:crypto'
import { chalkId, validate } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import type { Splice } from '../../src/bytes/source.js'
import { applied, markFor } from './artifacts.js'
import { expected, signedVector, vectorFile } from './vectors.js'
import { codec, ENTRIES, hash, independently, marked, read, unmarked } from './zip-archives.js'
import { type TestEntry, writeZip } from './zip-writer.js'

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

  it.each([
    ['app.war', ''],
    ['app.war', '.marked'],
    ['nested.jar', ''],
    ['nested.jar', '.marked'],
    ['order.zip', '.deleted'],
  ])('%s%s: _CURRENT_HASH is known before the mark is written', async (file, state) => {
    const bytes = vectorFile(file + state)
    const mark = Buffer.from(markFor(await hash(bytes, file)))
    for (const hashFirst of [false, true]) {
      const artifact = await read(bytes, file)
      if (hashFirst) await artifact.hash!()
      const before = await artifact.currentHashWith!(mark)
      const written = await read(applied(bytes, await artifact.insert(mark)), file)
      expect(await written.currentHash!()).toBe(before)
    }
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

  it('entries behind 4 GiB, where the archive says so in ZIP64 already', async () => {
    for (const before of [5 * 2 ** 30, 2 ** 32 - 700]) {
      const part = writeZip(ENTRIES, { before, zip64End: before > 2 ** 32 })
      const readPart = async (bytes: Buffer) => {
        // All before the archive proper is zeros that are in no memory.
        const read = (at: number, length: number) => {
          const zeros = Math.max(0, Math.min(length, before - at))
          const rest = bytes.subarray(Math.max(0, at - before), Math.max(0, at - before + length))
          return Buffer.concat([Buffer.alloc(zeros), rest])
        }
        return codec.read({ name: 'a.zip', source: { size: before + bytes.length, read } }, {})
      }
      const edit = (bytes: Buffer, splices: Splice[]) =>
        applied(
          bytes,
          splices.map((splice) => ({ ...splice, at: splice.at - before })),
        )
      const artifact = await readPart(part)
      const hash = await artifact.hash!()
      if (before < 2 ** 32) {
        await expect(artifact.insert(markFor(hash))).rejects.toMatchObject({ code: 'TOO_LARGE' })
        continue
      }
      const once = edit(part, await artifact.insert(markFor(hash)))
      const again = await readPart(once)
      expect(await again.hash!()).toBe(hash)
      expect(validate(again.mark!.dict, chalkId(hash)).valid).toBe(true)
      expect(again.mark).not.toHaveProperty('broken')
      expect(edit(once, await again.insert(markFor(hash)))).toEqual(once)
      expect(edit(once, await again.remove(Buffer.alloc(32)))).toEqual(part)
    }
  })

  it('70,000 entries', async () => {
    const entries = Array.from({ length: 70_000 }, (_, i) => ({ path: `f/${i}`, content: `${i}`, method: 0 }))
    const bytes = writeZip(entries, { zip64End: true })
    const once = await marked(bytes)
    expect(independently(once, { unzip: false })).toHaveLength(70_001)
    expect((await unmarked(once)).equals(bytes)).toBe(true)
  }, 120_000)
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
