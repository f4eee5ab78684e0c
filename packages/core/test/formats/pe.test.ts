import { readFileSync } from 'node:fs'
import { chalkId, validate } from '@chalkmark/mark'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { CodecError } from '../../src/error.js'
import type { Artifact } from '../../src/formats/artifact.js'
import { peChecksum } from '../../src/formats/pe/image.js'
import { pe } from '../../src/formats/pe/index.js'
import { applied, artifactOf, hashOf, markFor, sha256 } from './artifacts.js'
import { writeZip } from './zip-writer.js'

const fixture = (name: string) =>
  readFileSync(new URL(`../../../../test/fixtures/pe/${name}`, import.meta.url))
const hello = fixture('hello.exe')
const library = fixture('add.dll')
const assembly = fixture('assembly.exe')
const inputs = { 'hello.exe': hello, 'add.dll': library, 'assembly.exe': assembly }

async function read(bytes: Uint8Array): Promise<Artifact> {
  return (await artifactOf(pe, 'a.exe', bytes))!
}

async function hash(bytes: Uint8Array): Promise<string> {
  return hashOf(await read(bytes), bytes)
}

async function marked(bytes: Uint8Array, mark?: Uint8Array): Promise<Buffer> {
  const artifact = await read(bytes)
  return applied(bytes, await artifact.insert(mark ?? markFor(await hashOf(artifact, bytes))))
}

async function deleted(bytes: Uint8Array): Promise<Buffer> {
  return applied(bytes, await (await read(bytes)).remove(Buffer.alloc(32)))
}

async function failure(work: () => unknown): Promise<CodecError> {
  const error = await (async () => work())().catch((error: unknown) => error)
  expect(error).toBeInstanceOf(CodecError)
  return error as CodecError
}

/** Marks, checks that HASH stays, that the mark is valid and can be replaced and deleted. Gives the marked bytes. */
async function markedAndBack(bytes: Buffer): Promise<Buffer> {
  const before = await hash(bytes)
  const result = await marked(bytes)
  const artifact = await read(result)
  expect(await hashOf(artifact, result)).toBe(before)
  expect(validate(artifact.mark!.dict, chalkId(before)).errors).toEqual([])
  const { at, text } = artifact.mark!
  expect(result.subarray(at, at! + text.length).equals(text)).toBe(true)
  for (const fill of [1, 500, 70_000]) {
    const other = await marked(result, markFor(before, { 'X-FILL': 'x'.repeat(fill) }))
    expect(await hash(other)).toBe(before)
    expect((await marked(other, text)).equals(result)).toBe(true)
    expect((await deleted(other)).equals(bytes)).toBe(true)
  }
  expect((await deleted(result)).equals(bytes)).toBe(true)
  return result
}

/** The headers as these tests read them. */
function headers(bytes: Buffer) {
  const coff = bytes.readUInt32LE(0x3c) + 4
  const optional = coff + 20
  const table = optional + bytes.readUInt16LE(coff + 16)
  const wide = bytes.readUInt16LE(optional) === 0x20b
  return {
    coff,
    optional,
    table,
    directories: optional + (wide ? 112 : 96),
    checksum: bytes.readUInt32LE(optional + 64),
    sizeOfImage: bytes.readUInt32LE(optional + 56),
    sections: Array.from({ length: bytes.readUInt16LE(coff + 2) }, (_, i) => {
      const header = bytes.subarray(table + i * 40, table + i * 40 + 40)
      const [virtualSize, virtualAddress, rawSize, rawAt] = [8, 12, 16, 20].map((at) =>
        header.readUInt32LE(at),
      )
      return {
        name: header.toString('latin1', 0, 8),
        virtualSize: virtualSize!,
        virtualAddress: virtualAddress!,
        rawSize: rawSize!,
        rawAt: rawAt!,
        flags: header.readUInt32LE(36),
      }
    }),
  }
}

/** The checksum as its description goes: word by word, with the carry added at each step. */
function checksum(bytes: Buffer): number {
  const copy = Buffer.from(bytes)
  copy.writeUInt32LE(0, headers(bytes).optional + 64)
  const words = copy.length % 2 ? Buffer.concat([copy, Buffer.alloc(1)]) : copy
  let sum = 0
  for (let at = 0; at < words.length; at += 2) {
    sum += words.readUInt16LE(at)
    sum = (sum & 0xffff) + (sum >> 16)
  }
  return sum + copy.length
}

/** A COFF symbol table of two symbols and its string table of 9 bytes. */
const SYMBOLS = Buffer.concat([Buffer.alloc(36, 'symbol'), Buffer.from([9, 0, 0, 0]), Buffer.from('name\0')])

/** hello.exe, whose header says that {@link SYMBOLS} are at `at`. */
function withSymbolsAt(at: number): Buffer {
  const bytes = Buffer.from(hello)
  bytes.writeUInt32LE(at, headers(hello).coff + 8)
  bytes.writeUInt32LE(2, headers(hello).coff + 12)
  return bytes
}

describe('PE with a section for the mark', () => {
  it.each(['hello.exe', 'add.dll'] as const)('%s', async (name) => {
    const bytes = inputs[name]
    const result = await markedAndBack(bytes)
    const [before, after] = [headers(bytes), headers(result)]
    expect((await read(result)).type).toBe('PE')
    expect(after.sections.slice(0, -1)).toEqual(before.sections)
    const section = after.sections.at(-1)!
    const { text, at } = (await read(result)).mark!
    expect(section).toMatchObject({
      name: '.chalk\0\0',
      flags: 0x42000040,
      rawAt: at,
      virtualSize: text.length,
      virtualAddress: before.sizeOfImage,
    })
    expect(section.rawAt + section.rawSize).toBe(result.length)
    expect(section.rawAt % 512).toBe(0)
    expect(after.sizeOfImage).toBe(before.sizeOfImage + 0x1000)
    const dataBefore = bytes.readUInt32LE(before.optional + 8)
    expect(result.readUInt32LE(after.optional + 8)).toBe(dataBefore + section.rawSize)
    expect(result.subarray(0x400, bytes.length).equals(bytes.subarray(0x400))).toBe(true)
  })

  it('updates a checksum, and leaves one alone that is not used', async () => {
    expect(headers(hello).checksum).toBe(checksum(hello))
    const result = await marked(hello)
    expect(headers(result).checksum).toBe(checksum(result))
    const without = Buffer.from(hello)
    without.writeUInt32LE(0, headers(hello).optional + 64)
    expect(headers(await marked(without)).checksum).toBe(0)
    expect(await hash(without)).toBe(await hash(hello))
  })

  it('leaves a wrong checksum as it is', async () => {
    const wrong = Buffer.from(hello)
    wrong.writeUInt32LE(checksum(hello) + 1, headers(hello).optional + 64)
    expect(headers(await markedAndBack(wrong)).checksum).toBe(checksum(hello) + 1)
    const withSymbols = Buffer.concat([withSymbolsAt(hello.length), SYMBOLS])
    withSymbols.writeUInt32LE(checksum(withSymbols), headers(hello).optional + 64)
    const result = await markedAndBack(withSymbols)
    expect(headers(result).checksum).toBe(checksum(result))
  })

  it('sums the same however the file is cut', () => {
    const bytes = Buffer.concat([hello, Buffer.from([0xfe])])
    const zeroed = Buffer.from(bytes)
    zeroed.fill(0, headers(bytes).optional + 64, headers(bytes).optional + 68)
    for (const size of [1, 3, 1000, 10_000]) {
      const pieces = Array.from({ length: Math.ceil(zeroed.length / size) }, (_, i) =>
        zeroed.subarray(i * size, (i + 1) * size),
      )
      expect(peChecksum(pieces)).toBe(checksum(bytes))
    }
  })

  it('every flipped byte outside the mark changes HASH', async () => {
    const before = await hash(hello)
    const bytes = await marked(hello)
    const { at, text } = (await read(bytes)).mark!
    const { optional } = headers(bytes)
    for (let i = 0; i < bytes.length; i++) {
      if (i >= at! && i < at! + text.length) continue
      if (i >= optional + 64 && i < optional + 68) continue // the checksum
      bytes[i]! ^= 0xff
      const artifact = await artifactOf(pe, 'a.exe', bytes)?.catch((error) => {
        expect(error).toBeInstanceOf(CodecError)
      })
      const intact = artifact?.mark && (await hashOf(artifact, bytes)) === before
      expect(intact, `byte ${i}`).toBeFalsy()
      bytes[i]! ^= 0xff
    }
  })
})

describe('PE with the mark in its overlay', () => {
  const variant = (change: (bytes: Buffer) => unknown) => {
    const bytes = Buffer.from(hello)
    const changed = change(bytes)
    return Buffer.isBuffer(changed) ? changed : bytes
  }
  const { optional, table, sections } = headers(hello)
  const slot = table + sections.length * 40
  const cases: Record<string, Buffer> = {
    'an assembly without room for a section header': assembly,
    'symbols behind the sections': Buffer.concat([withSymbolsAt(hello.length), SYMBOLS]),
    'symbols among zeros': Buffer.concat([
      withSymbolsAt(hello.length + 4),
      Buffer.alloc(4),
      SYMBOLS,
      Buffer.alloc(3),
    ]),
    'zeros behind the sections': Buffer.concat([hello, Buffer.alloc(13)]),
    'something behind the section table': variant((bytes) => bytes.fill(1, slot + 39, slot + 40)),
    'headers that end there': variant((bytes) => bytes.writeUInt32LE(slot + 39, optional + 60)),
    'an odd file alignment': variant((bytes) => bytes.writeUInt32LE(500, optional + 36)),
    'sections mapped as they are': variant((bytes) => bytes.writeUInt32LE(0x200, optional + 32)),
    'an image size that is not that of the sections': variant((bytes) =>
      bytes.writeUInt32LE(0x6010, optional + 56),
    ),
  }
  it.each(Object.keys(cases))('%s', async (name) => {
    const bytes = cases[name]!
    const result = await markedAndBack(bytes)
    expect(result.length % 8).toBe(0)
    expect(result.subarray(-16, -8).toString('latin1')).toBe('CHALKPE\0')
    const length = Number(result.readBigUInt64LE(result.length - 8))
    const framed = result.subarray(-16 - length, -16)
    expect(framed.toString().replaceAll('\0', '')).toBe(
      Buffer.from((await read(result)).mark!.text).toString(),
    )
    expect(result.length).toBe(bytes.length + length + 16)
    expect((await read(result)).mark!.at! % 8).toBe(0)
    expect(result.subarray(0, bytes.length).equals(bytes)).toBe(true)
  })

  it('a strong name, which covers headers and sections', async () => {
    const named = Buffer.from(library)
    const { directories, sections } = headers(named)
    // A CLI header in the first section with the flag set.
    named.writeUInt32LE(sections[0]!.virtualAddress + 0x100, directories + 14 * 8)
    named.writeUInt32LE(72, directories + 14 * 8 + 4)
    named.writeUInt32LE(0, headers(named).optional + 64)
    expect(headers(await marked(named)).sections).toHaveLength(sections.length + 1)
    named.writeUInt32LE(9, sections[0]!.rawAt + 0x100 + 16)
    const result = await markedAndBack(named)
    expect(result.subarray(0, named.length).equals(named)).toBe(true)
  })

  it('a frame that was changed is no mark', async () => {
    const result = await marked(assembly)
    const at = (await read(result)).mark!.at!
    for (const i of [at, result.length - 17, result.length - 16, result.length - 8, result.length - 1]) {
      const bytes = Buffer.from(result)
      bytes[i]! ^= 0xff
      expect((await read(bytes)).mark).toBeUndefined()
    }
  })
})

describe('signed PE', () => {
  /** A copy with a certificate table: one entry, whose content is a DER sequence. */
  const sign = (bytes: Buffer) => {
    const { directories, optional } = headers(bytes)
    const copy = Buffer.from(bytes)
    copy.writeUInt32LE(bytes.length, directories + 32)
    copy.writeUInt32LE(64, directories + 36)
    copy.writeUInt32LE(0x1234, optional + 64)
    const entry = Buffer.alloc(64)
    entry.set(Buffer.from('40000000000202003032', 'hex'))
    entry.fill('certificate', 10, 60)
    return Buffer.concat([copy, entry])
  }

  it('is left alone', async () => {
    const artifact = await read(sign(hello))
    expect(await failure(() => artifact.insert(Buffer.from('{}')))).toMatchObject({
      code: 'SIGNED',
      message: 'signed: mark before signing',
    })
    expect(await hash(sign(hello))).toBe(await hash(hello))
  })

  it.each([hello, assembly])('after marking, its mark is valid', async (bytes) => {
    const signed = sign(await marked(bytes))
    const artifact = await read(signed)
    const id = chalkId(await hashOf(artifact, signed))
    expect(validate(artifact.mark!.dict, id).errors).toEqual([])
    expect((await failure(() => artifact.remove(Buffer.alloc(32)))).code).toBe('SIGNED')
  })
})

describe('PE that is left alone', () => {
  const archive = writeZip([{ path: 'a.txt', content: 'text' }])
  // The raw data of the last section ends the file.
  const inSection = Buffer.from(hello)
  archive.copy(inSection, hello.length - archive.length)
  it.each<[string, Buffer]>([
    ['an archive behind its sections', Buffer.concat([hello, archive])],
    ['an archive with a comment', Buffer.concat([hello, writeZip([], { comment: 'a comment' }), archive])],
    ['an archive behind its symbols', Buffer.concat([withSymbolsAt(hello.length), SYMBOLS, archive])],
    ['an archive at the end of its last section', inSection],
    ["an installer's data", Buffer.concat([hello, Buffer.from('installer data')])],
    ['data whose symbols are said to be elsewhere', Buffer.concat([withSymbolsAt(600), SYMBOLS])],
    ['data behind zeros', Buffer.concat([hello, Buffer.alloc(100_000), Buffer.from('.')])],
  ])('has %s', async (_, bytes) => {
    expect((await failure(async () => (await read(bytes)).insert(Buffer.from('{}')))).code).toBe('OVERLAY')
  })

  it('is a kernel for x86, which holds a checksum of all its bytes', async () => {
    const kernel = Buffer.from(hello)
    kernel.write('HdrS', 0x202)
    expect((await failure(async () => (await read(kernel)).insert(Buffer.from('{}')))).code).toBe('CHECKSUM')
  })

  it('has data behind its sections, and a mark from before that was refused, which can be removed', async () => {
    const setup = Buffer.concat([assembly, Buffer.from('installer data')])
    const mark = markFor(await hash(setup))
    // The frame of assembly.exe, behind data that makes the same padding.
    const frame = (await marked(assembly, mark)).subarray(assembly.length)
    const padding = (8 - (setup.length % 8)) % 8
    const length = padding + Math.ceil(mark.length / 8) * 8
    const trailer = Buffer.from(frame.subarray(-16))
    trailer.writeBigUInt64LE(BigInt(length), 8)
    const body = Buffer.concat([Buffer.alloc(padding), mark], length)
    const old = Buffer.concat([setup, body, trailer])
    const artifact = await read(old)
    expect(validate(artifact.mark!.dict, chalkId(await hash(setup))).errors).toEqual([])
    expect(await deleted(old)).toEqual(setup)
    expect((await failure(() => artifact.insert(mark))).code).toBe('OVERLAY')
  })

  it('has data behind the section with its mark', async () => {
    const result = Buffer.concat([await marked(hello), Buffer.from('payload')])
    const artifact = await read(result)
    expect(artifact.mark!.dict.HASH).toBe(await hash(hello))
    expect(await hashOf(artifact, result)).not.toBe(await hash(hello))
    expect((await failure(() => artifact.insert(Buffer.from('{}')))).code).toBe('OVERLAY')
    expect((await failure(() => artifact.remove(Buffer.alloc(32)))).code).toBe('OVERLAY')
  })

  it('has a changed section .chalk', async () => {
    const result = await marked(hello)
    result[result.length - 1] = 1
    const artifact = await read(result)
    expect(artifact.mark!.broken).toBeDefined()
    expect((await failure(() => artifact.insert(Buffer.from('{}')))).code).toBe('MOVED')
  })

  it('has a section past its end', async () => {
    const bytes = hello.subarray(0, hello.length - 1)
    expect((await failure(async () => (await read(bytes)).insert(Buffer.from('{}')))).code).toBe('TRUNCATED')
  })

  it('is no PE: a DOS program, an MZ in a text, a short file', () => {
    const dos = Buffer.from(hello)
    dos.write('NE', headers(hello).coff - 4)
    const far = Buffer.from(hello)
    far.writeUInt32LE(0xfffffff0, 0x3c)
    for (const bytes of [dos, far, Buffer.from('MZ'), Buffer.alloc(0), Buffer.from('MZ'.repeat(40))]) {
      expect(pe.claims({ name: 'a.exe', source: bufferSource(bytes) }, {})).toBeUndefined()
    }
  })

  it('has an optional header of an unknown kind, or a cut-off one', async () => {
    for (const [at, value] of [
      [headers(hello).optional, 0x107],
      [headers(hello).coff + 16, 50],
      [headers(hello).coff + 16, 0xffff],
    ] as const) {
      const bytes = Buffer.from(hello)
      bytes.writeUInt16LE(value, at)
      await failure(() => read(bytes))
    }
  })
})

describe('hostile PE', () => {
  it('gives a CodecError at most, and edits that fit', async () => {
    const originals = [hello, assembly, await marked(hello), await marked(assembly), await marked(library)]
    const places = originals.map((bytes) => {
      const { coff, table } = headers(bytes)
      const trailer = bytes.length - 16
      return [
        ...Array.from({ length: table + 320 - coff }, (_, i) => coff + i),
        ...Array.from({ length: 16 }, (_, i) => trailer + i),
      ]
    })
    const byte = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }))
    await fc.assert(
      fc.asyncProperty(
        fc.nat(originals.length - 1),
        fc.array(fc.tuple(fc.nat(), byte), { minLength: 1, maxLength: 10 }),
        fc.option(fc.nat(), { freq: 10 }),
        async (which, changes, length) => {
          let bytes = Buffer.from(originals[which]!)
          for (const [i, value] of changes) bytes[places[which]![i % places[which]!.length]!] = value
          if (length !== null) bytes = bytes.subarray(0, length % bytes.length)
          try {
            const artifact = await artifactOf(pe, 'a.exe', bytes)
            if (!artifact) return
            const before = await hashOf(artifact, bytes)
            const result = applied(bytes, await artifact.insert(markFor(before)))
            const after = await read(result)
            expect(await hashOf(after, result)).toBe(before)
            expect(after.mark!.dict.HASH).toBe(before)
            const { optional } = headers(bytes)
            const plain = applied(result, await after.remove(Buffer.alloc(32)))
            plain.fill(0, optional + 64, optional + 68)
            if (!artifact.mark) bytes.fill(0, optional + 64, optional + 68)
            if (!artifact.mark) expect(sha256(plain)).toBe(sha256(bytes))
          } catch (error) {
            if (!(error instanceof CodecError)) throw error
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})
