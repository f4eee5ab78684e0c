import { chalkId, validate } from '@chalkmark/mark'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { CodecError } from '../../src/error.js'
import type { Artifact } from '../../src/formats/artifact.js'
import { readImage } from '../../src/formats/elf/image.js'
import { elf } from '../../src/formats/elf/index.js'
import { applied, artifactOf, hashOf, markFor, sha256 } from './artifacts.js'
import { expected, signedVector, vectorFile } from './vectors.js'
import { writeZip } from './zip-writer.js'

const sectioned = ['elf-dynamic', 'elf-shared.so', 'elf-static-stripped']
const files = [...sectioned, 'elf-object.o']

async function read(bytes: Uint8Array): Promise<Artifact> {
  return (await artifactOf(elf, 'a.out', bytes))!
}

async function marked(bytes: Uint8Array, mark?: Uint8Array): Promise<Buffer> {
  const artifact = await read(bytes)
  return applied(bytes, await artifact.insert(mark ?? markFor(await hashOf(artifact, bytes))))
}

async function deleted(bytes: Uint8Array): Promise<Buffer> {
  const artifact = await read(bytes)
  return applied(bytes, await artifact.remove(Buffer.from(await hashOf(artifact, bytes), 'hex')))
}

describe('ELF as the reference program marks it', () => {
  it.each(files)('%s: same HASH and CHALK_ID before marking', async (file) => {
    const bytes = vectorFile(file)
    const artifact = await read(bytes)
    const hash = await hashOf(artifact, bytes)
    expect(artifact.mark).toBeUndefined()
    expect(artifact.type).toBe('ELF')
    expect({ HASH: hash, CHALK_ID: chalkId(hash) }).toMatchObject({
      HASH: expected(file).HASH,
      CHALK_ID: expected(file).CHALK_ID,
    })
  })

  it.each(files)('%s: its mark validates', async (file) => {
    const bytes = vectorFile(`${file}.marked`)
    const artifact = await read(bytes)
    const hash = await hashOf(artifact, bytes)
    expect(hash).toBe(expected(file).HASH)
    expect(artifact.mark?.dict).toMatchObject({
      CHALK_ID: expected(file).CHALK_ID,
      METADATA_ID: expected(file).METADATA_ID,
    })
    expect(validate(artifact.mark!.dict, chalkId(hash))).toEqual({ valid: true, errors: [] })
  })

  it.each(files)('%s: marked with the same text, the same bytes', async (file) => {
    const reference = vectorFile(`${file}.marked`)
    const { text, at } = (await read(reference)).mark!
    expect(reference.subarray(at, at! + text.length)).toEqual(Buffer.from(text))
    expect(sha256(await marked(vectorFile(file), text))).toBe(sha256(reference))
  })

  it.each(files)('%s: deleted, the same bytes', async (file) => {
    const reference = vectorFile(`${file}.deleted`)
    expect(sha256(await deleted(vectorFile(`${file}.marked`)))).toBe(sha256(reference))
    const artifact = await read(reference)
    expect(artifact.mark).toBeUndefined()
    expect(await hashOf(artifact, reference)).toBe(expected(file).HASH)
    expect(await artifact.remove(Buffer.alloc(32))).toEqual([])
  })

  it.each(sectioned)('%s: the deleted form of the unmarked file is the same', async (file) => {
    const bytes = vectorFile(file)
    const splices = await (await read(bytes)).deletedForm!(Buffer.from(expected(file).HASH, 'hex'))
    expect(sha256(applied(bytes, splices))).toBe(sha256(vectorFile(`${file}.deleted`)))
  })

  it.each(files)('%s: a mark replaces marks of any length and goes into a deleted file', async (file) => {
    const reference = vectorFile(`${file}.marked`)
    const { text } = (await read(reference)).mark!
    for (const length of [1, 7, 8, 4000]) {
      const other = markFor(expected(file).HASH, { 'X-FILL': 'x'.repeat(length) })
      const remarked = await marked(reference, other)
      expect(await hashOf(await read(remarked), remarked)).toBe(expected(file).HASH)
      expect(sha256(await marked(remarked, text))).toBe(sha256(reference))
    }
    expect(sha256(await marked(vectorFile(`${file}.deleted`), text))).toBe(sha256(reference))
  })

  it('reads a mark with a signature', async () => {
    const bytes = signedVector('elf-static-stripped.marked')
    const artifact = await read(bytes)
    const id = chalkId(await hashOf(artifact, bytes))
    expect(artifact.mark!.dict.SIGNATURE).toBeTypeOf('string')
    expect(validate(artifact.mark!.dict, id).valid).toBe(true)
  })

  it.each(files)('%s: every flipped byte outside the mark changes HASH', async (file) => {
    const bytes = vectorFile(`${file}.marked`)
    const { at, text } = (await read(bytes)).mark!
    const mark = new Set(Array.from(text, (_, i) => at! + i))
    for (let i = 0; i < bytes.length; i += i > 64 && i < at! ? 61 : 1) {
      if (mark.has(i)) continue
      bytes[i]! ^= 0xff
      const artifact = await artifactOf(elf, 'a.out', bytes)
      const intact = artifact?.mark && (await hashOf(artifact, bytes)) === expected(file).HASH
      expect(intact, `byte ${i}`).toBeFalsy()
      bytes[i]! ^= 0xff
    }
  })
})

/** Offsets of ELF header fields (64 bits). */
const [E_TYPE, E_SHOFF, E_PHNUM, E_SHNUM, E_SHSTRNDX] = [0x10, 0x28, 0x38, 0x3c, 0x3e]

/** A copy of an unmarked vector with some bytes changed. */
function variant(file: string, change: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.from(vectorFile(file))
  const changed = change(bytes)
  return Buffer.isBuffer(changed) ? changed : bytes
}

/** The section header `index` of a file. */
function sectionHeader(bytes: Buffer, index: number): Buffer {
  const at = Number(bytes.readBigUInt64LE(E_SHOFF)) + index * 64
  return bytes.subarray(at, at + 64)
}

/** Marks, checks that HASH stays, and gives the marked bytes. */
async function markedAndStable(bytes: Buffer): Promise<Buffer> {
  const hash = await hashOf(await read(bytes), bytes)
  const result = await marked(bytes)
  const artifact = await read(result)
  const after = await hashOf(artifact, result)
  expect(after).toBe(hash)
  expect(validate(artifact.mark!.dict, chalkId(after)).errors).toEqual([])
  const again = await marked(result)
  expect(await hashOf(await read(again), again)).toBe(hash)
  return result
}

describe('ELF of other layouts', () => {
  it('puts the mark at the end of the file if the tables are not last', async () => {
    // The section header table of a patched program stands early; here a section's bytes come behind it.
    const bytes = variant('elf-static-stripped', (bytes) => {
      sectionHeader(bytes, 5).writeBigUInt64LE(BigInt(bytes.length), 24)
      sectionHeader(bytes, 5).writeBigUInt64LE(21n, 32)
      return Buffer.concat([bytes, Buffer.from('a section at the end.')])
    })
    const result = await markedAndStable(bytes)
    expect(result.subarray(0x40, 0x3000)).toEqual(bytes.subarray(0x40, 0x3000))
    const at = (await read(result)).mark!.at!
    expect(at).toBe(Math.ceil(bytes.length / 8) * 8)
    // The old table stays. Of the string table's header there only the size follows, as the reference leaves it.
    const old = Number(bytes.readBigUInt64LE(E_SHOFF)) + 6 * 64
    expect(result.readBigUInt64LE(old + 24)).toBe(bytes.readBigUInt64LE(old + 24))
    expect(result.readBigUInt64LE(old + 32)).toBe(bytes.readBigUInt64LE(old + 32) + 12n)
  })

  it('cuts at the string table if that is last and the section header table is not', async () => {
    const bytes = variant('elf-static-stripped', (bytes) => {
      const strings = sectionHeader(bytes, 6)
      const at = Number(strings.readBigUInt64LE(24))
      const names = Buffer.from(bytes.subarray(at, at + Number(strings.readBigUInt64LE(32))))
      strings.writeBigUInt64LE(BigInt(bytes.length), 24)
      return Buffer.concat([bytes, names])
    })
    const { length } = vectorFile('elf-static-stripped')
    const result = await markedAndStable(bytes)
    expect((await read(result)).mark!.at).toBe(Math.ceil(length / 8) * 8)
  })

  it('cuts at the section header table if only that is last', async () => {
    const bytes = variant('elf-static-stripped', (bytes) => {
      // A segment that covers the string table too.
      bytes.writeBigUInt64LE(0n, 64 + 8)
      bytes.writeBigUInt64LE(bytes.readBigUInt64LE(E_SHOFF), 64 + 32)
    })
    const result = await markedAndStable(bytes)
    expect((await read(result)).mark!.at).toBe(Number(bytes.readBigUInt64LE(E_SHOFF)))
  })

  it('adds its header last if another header refers to the string table by index', async () => {
    const bytes = variant('elf-static-stripped', (bytes) => {
      sectionHeader(bytes, 5).writeUInt32LE(6, 40)
    })
    const result = await markedAndStable(bytes)
    expect(result.readUInt16LE(E_SHSTRNDX)).toBe(6)
    expect(result.readUInt16LE(E_SHNUM)).toBe(8)
  })

  it('keeps zeros that pad the file', async () => {
    const bytes = Buffer.concat([vectorFile('elf-dynamic'), Buffer.alloc(100)])
    const result = await markedAndStable(bytes)
    expect((await read(result)).mark!.at).toBeGreaterThanOrEqual(bytes.length)
  })

  it('leaves a program with data behind its image alone, marked or not', async () => {
    const payload = Buffer.from('squashfs or a bundled program')
    for (const file of ['elf-dynamic', 'elf-dynamic.marked', 'elf-object.o']) {
      const bytes = Buffer.concat([vectorFile(file), payload])
      const artifact = await read(bytes)
      await expect((async () => artifact.insert(markFor('00'.repeat(32))))()).rejects.toMatchObject({
        name: 'CodecError',
        code: 'OVERLAY',
        message: expect.stringContaining(`${payload.length} bytes`),
      })
    }
    const bytes = Buffer.concat([vectorFile('elf-dynamic.marked'), payload])
    const artifact = await read(bytes)
    const id = chalkId(await hashOf(artifact, bytes))
    expect(validate(artifact.mark!.dict, id).valid).toBe(false)
    expect(() => artifact.remove(Buffer.alloc(32))).toThrow(CodecError)
  })

  it('leaves a section that another tool moved alone, but reads its mark', async () => {
    const bytes = Buffer.from(vectorFile('elf-dynamic.marked'))
    // The section header table once more, at the end.
    const old = Number(bytes.readBigUInt64LE(E_SHOFF))
    const moved = Buffer.concat([bytes, Buffer.from('moved...'), bytes.subarray(old)])
    moved.writeBigUInt64LE(BigInt(bytes.length + 8), E_SHOFF)
    const artifact = await read(moved)
    expect(artifact.mark).toBeDefined()
    expect(await hashOf(artifact, moved)).toBe(sha256(moved))
    expect(() => artifact.insert(Buffer.from('{}'))).toThrow(/another tool moved/)
  })

  it('does not take other text in the section for a mark', async () => {
    const bytes = Buffer.from(vectorFile('elf-dynamic.marked'))
    const { at, text } = (await read(bytes)).mark!
    bytes.set(text.subarray(0, text.length - 1), at! + 1)
    bytes[at!] = 0x78
    const artifact = await read(bytes)
    expect(artifact.mark).toBeUndefined()
    expect(await hashOf(artifact, bytes)).toBe(expected('elf-dynamic').HASH)
    expect(() => artifact.insert(text as Buffer)).toThrow(expect.objectContaining({ code: 'NAME_TAKEN' }))
  })

  /** `elf-dynamic` with a payload somewhere, where nothing is loaded from and HASH does not look. */
  const payload = Buffer.from('payload.'.repeat(100))
  const hidden: [string, string, () => Buffer | Promise<Buffer>][] = [
    ['between the section names and the section headers', 'OVERLAY', () => withGap(payload)],
    ['in .chalk.free', 'NAME_TAKEN', async () => inSection(await deleted(await marked(plain)), payload)],
    ['in .chalk.mark', 'NAME_TAKEN', async () => inSection(await marked(plain), payload)],
    [
      'in .chalk.mark, behind a mark',
      'NAME_TAKEN',
      async () => inSection(await marked(plain), Buffer.concat([markFor('0'.repeat(64)), payload])),
    ],
    ['in an empty .chalk.free', 'MOVED', async () => inSection(await deleted(await marked(plain)), NOTHING)],
  ]
  const plain = vectorFile('elf-dynamic')
  const NOTHING = Buffer.alloc(0)
  function withGap(between: Buffer): Buffer {
    const at = Number(plain.readBigUInt64LE(E_SHOFF))
    const bytes = Buffer.concat([plain.subarray(0, at), between, plain.subarray(at)])
    bytes.writeBigUInt64LE(BigInt(at + between.length), E_SHOFF)
    return bytes
  }
  /** A file with a chalk section, with other content in that. */
  function inSection(bytes: Buffer, content: Buffer): Buffer {
    const { sections, stringTableIndex, sectionTable } = readImage(bufferSource(bytes))
    const names = sections[stringTableIndex]!.offset
    const index = sections.findIndex(({ nameAt }) => bytes.indexOf('.chalk.', names) === names + nameAt)
    const { offset } = sections[index]!
    const padded = Buffer.concat([content, Buffer.alloc(-content.length & 7)])
    const shift = offset + padded.length - names
    const result = Buffer.concat([bytes.subarray(0, offset), padded, bytes.subarray(names)])
    const header = (i: number) => sectionTable.from + shift + i * 64
    result.writeBigUInt64LE(BigInt(content.length), header(index) + 32)
    result.writeBigUInt64LE(BigInt(names + shift), header(stringTableIndex) + 24)
    result.writeBigUInt64LE(BigInt(header(0)), E_SHOFF)
    return result
  }
  it.each(hidden)('loses nothing that is %s', async (_, code, make) => {
    const bytes = await make()
    const artifact = await read(bytes)
    expect(artifact.mark === undefined || artifact.mark.broken !== undefined).toBe(true)
    expect(() => artifact.insert(markFor('0'.repeat(64)))).toThrow(expect.objectContaining({ code }))
    // An archive that holds it counts all of it.
    expect(await artifact.deletedForm!(Buffer.alloc(32))).toEqual([])
  })

  it('has room for zeros between its tables', async () => {
    await markedAndStable(withGap(Buffer.alloc(64)))
  })
})

/** e_version. */
const VERSION_1 = Buffer.from([1, 0, 0, 0])

/** Where the last segment's bytes end. */
function endOfSegments(bytes: Buffer): number {
  const at = Number(bytes.readBigUInt64LE(0x20))
  const ends = Array.from({ length: bytes.readUInt16LE(E_PHNUM) }, (_, i) =>
    Number(bytes.readBigUInt64LE(at + i * 56 + 8) + bytes.readBigUInt64LE(at + i * 56 + 32)),
  )
  return Math.max(...ends)
}

describe('ELF with no place for a section', () => {
  const variants: Record<string, (bytes: Buffer) => unknown> = {
    '32-bit': () => Buffer.concat([Buffer.from('7f454c4601010100', 'hex'), Buffer.alloc(12), VERSION_1], 52),
    'big-endian': (bytes) => bytes.fill(2, 5, 6),
    'of an unknown version': (bytes) => bytes.writeUInt32LE(2, 0x14),
    'a core dump': (bytes) => bytes.writeUInt16LE(4, E_TYPE),
    'without a section header table': (bytes) =>
      bytes.fill(0, E_SHOFF, E_SHOFF + 8).subarray(0, endOfSegments(bytes)),
    'without section headers': (bytes) => {
      bytes.writeUInt16LE(0, E_SHNUM)
      return bytes.subarray(0, endOfSegments(bytes))
    },
    'without a string table': (bytes) => bytes.writeUInt16LE(0, E_SHSTRNDX),
    'with PN_XNUM': (bytes) => bytes.writeUInt16LE(0xffff, E_PHNUM),
    'with a loaded string table': (bytes) => sectionHeader(bytes, 29).writeBigUInt64LE(1n, 16),
    'with a string table without bytes': (bytes) => sectionHeader(bytes, 29).writeUInt32LE(8, 4),
    'with a name outside the string table': (bytes) => sectionHeader(bytes, 3).writeUInt32LE(0x111, 0),
    'with a section past the end': (bytes) => sectionHeader(bytes, 14).writeBigUInt64LE(1n << 40n, 32),
    'with an offset that wraps': (bytes) => void sectionHeader(bytes, 14).fill(0xff, 24, 40),
    'that is a little short': (bytes) => bytes.subarray(0, bytes.length - 24),
    'that is cut off': (bytes) => bytes.subarray(0, 9000),
    'that is only a header': (bytes) => bytes.subarray(0, 10),
  }

  it.each(Object.keys(variants))('%s: the mark goes to its end', async (name) => {
    const bytes = variant('elf-dynamic', variants[name]!)
    expect(await hashOf(await read(bytes), bytes)).toBe(sha256(bytes))
    const result = await markedAndStable(bytes)
    expect(result.subarray(0, bytes.length)).toEqual(bytes)
    expect(await deleted(result)).toEqual(bytes)
  })

  it('with as many sections as the reference program can count: the mark goes to its end', async () => {
    const sections = (count: number) =>
      variant('elf-static-stripped', (bytes) => {
        const at = Number(bytes.readBigUInt64LE(E_SHOFF))
        bytes.writeUInt16LE(count, E_SHNUM)
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at), Buffer.alloc((count - 7) * 64)])
      })
    const most = await markedAndStable(sections(1022))
    expect(most.readUInt16LE(E_SHNUM)).toBe(1023)
    const more = await markedAndStable(sections(1023))
    expect(more.readUInt16LE(E_SHNUM)).toBe(1023)
    expect(more.subarray(-1).toString()).toBe('}')
  })

  it.each([
    ['without section headers, with data behind its segments', 'a payload', 'OVERLAY'],
    ['without section headers, with zeros behind its segments', '\0\0', undefined],
  ])('%s', async (_, data, code) => {
    const bytes = variant('elf-dynamic', (bytes) => {
      bytes.writeUInt16LE(0, E_SHNUM)
      return Buffer.concat([bytes.subarray(0, endOfSegments(bytes)), Buffer.from(data)])
    })
    if (code === undefined) await markedAndStable(bytes)
    else await expect(marked(bytes)).rejects.toMatchObject({ code })
  })

  it.each(['elf-dynamic', 'elf-object.o'])(
    '%s that ends in a ZIP archive, wherever that stands',
    async (name) => {
      // The archive is a section of its own, as objcopy --add-section makes it; nothing is behind the image.
      const bytes = vectorFile(name)
      const at = Number(bytes.readBigUInt64LE(E_SHOFF))
      const copy = Buffer.concat([
        bytes.subarray(0, at),
        writeZip([{ path: 'a.txt', content: 'text' }]),
        bytes.subarray(at),
      ])
      copy.writeBigUInt64LE(BigInt(at + copy.length - bytes.length), E_SHOFF)
      await expect(marked(copy)).rejects.toMatchObject({ code: 'OVERLAY' })
    },
  )

  it('takes only a mark that is the very end of the file', async () => {
    const bytes = Buffer.concat([vectorFile('elf-object.o.marked'), Buffer.from('\n')])
    expect((await read(bytes)).mark).toBeUndefined()
  })

  it('finds a long mark, and one behind another', async () => {
    const bytes = vectorFile('elf-object.o')
    const hash = sha256(bytes)
    const long = markFor(hash, {
      'X-SBOM': 'x'.repeat(1_000_000),
      'X-INNER': [{ MAGIC: 'dadfedabbadabbed' }],
    })
    const result = await marked(bytes, long)
    expect(long.equals((await read(result)).mark!.text)).toBe(true)
    const twice = Buffer.concat([vectorFile('elf-object.o.marked'), long])
    expect((await read(twice)).mark!.at).toBe(twice.length - long.length)
  })

  it('leaves a signed kernel module alone', async () => {
    const bytes = Buffer.concat([
      vectorFile('elf-object.o'),
      Buffer.from('PKCS#7 ... ~Module signature appended~\n'),
    ])
    const artifact = await read(bytes)
    expect(() => artifact.insert(Buffer.from('{}'))).toThrow(/mark before signing/)
  })
})

describe('a mark that was moved from its section to the end of the file', () => {
  /** The file without the 32 bytes that deleting the mark leaves: HASH is over these bytes. */
  async function normalForm(bytes: Uint8Array): Promise<Buffer> {
    const { normalForm } = await read(bytes)
    return applied(bytes, normalForm)
  }

  it.each(sectioned)('%s: is not valid, though its HASH fits', async (file) => {
    const once = await marked(vectorFile(file))
    const { text } = (await read(once)).mark!
    const variants = [once, await deleted(once), Buffer.concat([once, Buffer.alloc(64)])]
    for (const variant of variants) {
      const moved = Buffer.concat([await normalForm(variant), text])
      const artifact = await read(moved)
      expect(artifact.mark).toMatchObject({ broken: expect.stringContaining('section') })
    }
    const moved = Buffer.concat([await normalForm(once), text])
    expect(await hashOf(await read(moved), moved)).toBe(expected(file).HASH)
  })
})

describe('hostile ELF', () => {
  it('gives a CodecError at most, and edits that fit', async () => {
    const originals = [...sectioned, 'elf-dynamic.marked', 'elf-object.o.marked'].map(vectorFile)
    // Header and section headers are where a change does something.
    const places = originals.map((bytes) => {
      const table = Number(bytes.readBigUInt64LE(E_SHOFF))
      return [...Array(120).keys(), ...Array.from({ length: bytes.length - table }, (_, i) => table + i)]
    })
    const byte = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }))
    await fc.assert(
      fc.asyncProperty(
        fc.nat(originals.length - 1),
        fc.array(fc.tuple(fc.nat(), byte), { minLength: 1, maxLength: 12 }),
        fc.option(fc.nat(), { freq: 10 }),
        async (which, changes, length) => {
          let bytes = Buffer.from(originals[which]!)
          for (const [i, value] of changes) bytes[places[which]![i % places[which]!.length]!] = value
          if (length !== null) bytes = bytes.subarray(0, length % bytes.length)
          const artifact = await artifactOf(elf, 'a.out', bytes)
          if (!artifact) return
          const hash = await hashOf(artifact, bytes)
          try {
            const result = applied(bytes, await artifact.insert(markFor(hash)))
            const after = await read(result)
            expect(await hashOf(after, result)).toBe(hash)
            expect(after.mark!.dict.HASH).toBe(hash)
            applied(result, await after.remove(Buffer.alloc(32)))
          } catch (error) {
            if (!(error instanceof CodecError)) throw error
          }
        },
      ),
      { numRuns: 1500 },
    )
  })
})
