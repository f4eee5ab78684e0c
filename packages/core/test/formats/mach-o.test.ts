import { chalkId, validate } from '@chalkmark/mark'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { CodecError } from '../../src/error.js'
import type { Artifact } from '../../src/formats/artifact.js'
import { machO } from '../../src/formats/mach-o/index.js'
import { applied, artifactOf, hashOf, markFor, sha256 } from './artifacts.js'
import {
  commandsOf,
  entitlements,
  linkedit,
  lipo,
  signLikeCodesign,
  slicesOf,
  someCms,
  verifySignature,
} from './mach-o-reader.js'
import { expected, vectorFile } from './vectors.js'
import { writeZip } from './zip-writer.js'

const X86_64 = 0x01000007
const ARM64 = 0x0100000c

const unsigned = vectorFile('macho-x86_64.dylib')
const linkerSigned = vectorFile('macho-arm64-adhoc.dylib')

async function read(bytes: Uint8Array): Promise<Artifact> {
  return (await artifactOf(machO, 'lib.dylib', bytes))!
}

async function hash(bytes: Uint8Array): Promise<string> {
  return hashOf(await read(bytes), bytes)
}

async function marked(bytes: Uint8Array, mark?: Uint8Array): Promise<Buffer> {
  const artifact = await read(bytes)
  return applied(bytes, await artifact.insert(mark ?? markFor(await hashOf(artifact, bytes))))
}

async function deleted(bytes: Uint8Array): Promise<Buffer> {
  const artifact = await read(bytes)
  return applied(bytes, await artifact.remove(Buffer.from(await hashOf(artifact, bytes), 'hex')))
}

/** Marks, checks that HASH stays and the mark is valid, and gives the marked bytes. */
async function markedAndStable(bytes: Buffer): Promise<Buffer> {
  const before = await hash(bytes)
  const result = await marked(bytes)
  const artifact = await read(result)
  expect(await hashOf(artifact, result)).toBe(before)
  expect(validate(artifact.mark!.dict, chalkId(before)).errors).toEqual([])
  const { at, text } = artifact.mark!
  expect(result.subarray(at, at! + text.length).equals(text)).toBe(true)
  const longer = await marked(result, markFor(before, { 'X-FILL': 'x'.repeat(5000) }))
  expect(await hash(longer)).toBe(before)
  expect((await marked(longer, text)).equals(result)).toBe(true)
  return result
}

/** `bytes` without what a deleted mark leaves behind: the size of __LINKEDIT in memory. */
function withoutVmsize(bytes: Buffer): string {
  const copy = Buffer.from(bytes)
  copy.fill(0, linkedit(copy).offset + 32, linkedit(copy).offset + 40)
  return sha256(copy)
}

async function failure(work: () => unknown): Promise<CodecError> {
  const error = await (async () => work())().catch((error: unknown) => error)
  expect(error).toBeInstanceOf(CodecError)
  return error as CodecError
}

describe('Mach-O as the reference program marks it', () => {
  const file = 'macho-x86_64.dylib'
  const reference = vectorFile(`${file}.marked`)

  it('same HASH and CHALK_ID, before and after', async () => {
    for (const bytes of [unsigned, reference, vectorFile(`${file}.deleted`)]) {
      expect(await hash(bytes)).toBe(expected(file).HASH)
    }
    expect(chalkId(expected(file).HASH)).toBe(expected(file).CHALK_ID)
  })

  it('its mark validates', async () => {
    const { mark, type } = await read(reference)
    expect(type).toBe('Mach-O executable')
    expect(mark!.dict.METADATA_ID).toBe(expected(file).METADATA_ID)
    expect(validate(mark!.dict, chalkId(await hash(reference))).valid).toBe(true)
  })

  it('marked with the same text, the same bytes; deleted too', async () => {
    const { text } = (await read(reference)).mark!
    expect(sha256(await marked(unsigned, text))).toBe(sha256(reference))
    expect(sha256(await marked(reference, text))).toBe(sha256(reference))
    expect(sha256(await deleted(reference))).toBe(sha256(vectorFile(`${file}.deleted`)))
    expect(withoutVmsize(await deleted(reference))).toBe(withoutVmsize(unsigned))
  })

  it('every flipped byte outside the mark changes HASH', async () => {
    const bytes = Buffer.from(reference)
    const { at, text } = (await read(bytes)).mark!
    const { offset } = linkedit(bytes)
    // vmsize follows from filesize; what the mark's removal computes anew cannot be told from what it was.
    const computed = new Set([...Array(8).keys()].map((i) => offset + 32 + i))
    for (let i = 0; i < at!; i += i < 0x560 ? 1 : 37) {
      if (computed.has(i)) continue
      bytes[i]! ^= 0xff
      const artifact = await Promise.resolve(artifactOf(machO, 'a', bytes)).catch((error) => {
        expect(error).toBeInstanceOf(CodecError)
      })
      const intact = artifact?.mark && (await hashOf(artifact, bytes)) === expected(file).HASH
      expect(intact, `byte ${i}`).toBeFalsy()
      bytes[i]! ^= 0xff
    }
    expect(at! + text.length).toBe(bytes.length)
  })
})

describe('ad-hoc signed Mach-O', () => {
  it('is signed again as before', async () => {
    const before = verifySignature(linkerSigned)
    const result = await markedAndStable(linkerSigned)
    const after = verifySignature(result)
    expect(after.directories).toEqual(before.directories)
    expect(after.directories[0]).toMatchObject({ flags: 0x20002, hashType: 2 })
    expect(after.dataoff).toBeGreaterThan(before.dataoff)
    expect(commandsOf(result).map(({ cmd }) => cmd)).toEqual([
      ...commandsOf(linkerSigned)
        .map(({ cmd }) => cmd)
        .slice(0, -1),
      0x31,
      0x1d,
    ])
  })

  it('deleted, it has its old signature', async () => {
    const result = await deleted(await marked(linkerSigned))
    verifySignature(result)
    // This linker does not round vmsize as marking does; with it the first page's hash differs.
    const fixed = Buffer.from(result)
    fixed.writeBigUInt64LE(BigInt(linkedit(linkerSigned).vmsize), linkedit(fixed).offset + 32)
    const { dataoff } = verifySignature(linkerSigned)
    expect(fixed.subarray(0, dataoff).equals(linkerSigned.subarray(0, dataoff))).toBe(true)
    expect(result.length).toBe(linkerSigned.length)
    expect(sha256(await marked(result))).toBe(sha256(await marked(linkerSigned)))
  })

  it('deleted, a file whose linker rounds vmsize is what it was', async () => {
    const original = signLikeCodesign(unsigned)
    verifySignature(original)
    expect(sha256(await deleted(await marked(original)))).toBe(sha256(original))
  })

  it('keeps every CodeDirectory, requirements and entitlements', async () => {
    const original = signLikeCodesign(unsigned)
    const result = await markedAndStable(original)
    const [before, after] = [verifySignature(original), verifySignature(result)]
    expect(after.directories).toEqual(before.directories)
    expect(after.directories).toMatchObject([
      { slot: 0, identifier: 'com.example.tool', hashType: 1 },
      { slot: 0x1000, identifier: 'com.example.tool', hashType: 2 },
    ])
    expect(after.blobs).toEqual(before.blobs)
    expect(after.blobs.get(5)).toBe(entitlements.toString('hex'))
  })

  it('is unsigned in its normal form, so a mark outlives signing', async () => {
    for (const options of [{}, { cms: someCms, flags: 0 }]) {
      const signed = signLikeCodesign(await marked(unsigned), options)
      const artifact = await read(signed)
      expect(validate(artifact.mark!.dict, chalkId(await hashOf(artifact, signed))).valid).toBe(true)
    }
  })

  it('is left alone if signed with a certificate', async () => {
    const signed = signLikeCodesign(unsigned, { cms: someCms, flags: 0 })
    const error = await failure(async () => (await read(signed)).insert(Buffer.from('{}')))
    expect(error).toMatchObject({ code: 'SIGNED', message: expect.stringContaining('mark before signing') })
    const both = signLikeCodesign(await marked(unsigned), { cms: someCms, flags: 0 })
    expect((await failure(async () => (await read(both)).remove(Buffer.alloc(32)))).code).toBe('SIGNED')
  })

  const damage: Record<string, (signature: Buffer) => void> = {
    'another magic': (bytes) => bytes.writeUInt32BE(0, 0),
    'a length beyond its place': (bytes) => bytes.writeUInt32BE(0xffffff, 4),
    'many blobs': (bytes) => bytes.writeUInt32BE(0x7fffffff, 8),
    'a blob outside': (bytes) => bytes.writeUInt32BE(0xfffffff0, 16),
    'no CodeDirectory': (bytes) => bytes.writeUInt32BE(3, 12),
    'an unknown hash type': (bytes) => bytes.writeUInt8(9, bytes.indexOf('fade0c02', 'hex') + 37),
    'a tiny page size': (bytes) => bytes.writeUInt8(1, bytes.indexOf('fade0c02', 'hex') + 39),
    'neither ad hoc nor a certificate': (bytes) =>
      bytes.writeUInt32BE(0, bytes.indexOf('fade0c02', 'hex') + 12),
    'another codeLimit': (bytes) => bytes.writeUInt32BE(1, bytes.indexOf('fade0c02', 'hex') + 32),
    'a scatter vector': (bytes) => bytes.writeUInt32BE(1, bytes.indexOf('fade0c02', 'hex') + 44),
    'hashes over the header': (bytes) => bytes.writeUInt32BE(8, bytes.indexOf('fade0c02', 'hex') + 16),
    'an identifier outside': (bytes) => bytes.writeUInt32BE(9999, bytes.indexOf('fade0c02', 'hex') + 20),
  }
  it.each(Object.keys(damage))('is left alone if its signature has %s', async (name) => {
    const bytes = Buffer.from(linkerSigned)
    const { dataoff } = verifySignature(linkerSigned)
    damage[name]!(bytes.subarray(dataoff))
    const error = await failure(async () => (await read(bytes)).insert(Buffer.from('{}')))
    expect(error.code).toBe('MALFORMED_SIGNATURE')
    // What is signed has not changed.
    expect(await hash(bytes)).toBe(await hash(linkerSigned))
  })

  /** A copy of a signed file, changed; `change` gets the copy and the signature in it. */
  const damaged = (signed: Buffer, change: (file: Buffer, signature: Buffer) => void) => {
    const bytes = Buffer.from(signed)
    change(bytes, bytes.subarray(verifySignature(signed).dataoff))
    return bytes
  }
  const blobAt = (signature: Buffer, slot: number) => {
    const count = signature.readUInt32BE(8)
    const entry = [...Array(count).keys()].find((i) => signature.readUInt32BE(12 + i * 8) === slot)!
    return signature.readUInt32BE(16 + entry * 8)
  }
  /** Signatures that can be read and are not those of the file: nobody knows what the file was when it was signed. */
  const unfit: Record<string, (file: Buffer, signature: Buffer) => void> = {
    'the hash of another page': (_, bytes) => flip(bytes, blobAt(bytes, 0x1000) + 200 + 7 * 32),
    'the last page hash of its first CodeDirectory changed': (_, bytes) =>
      flip(bytes, blobAt(bytes, 0) + bytes.readUInt32BE(blobAt(bytes, 0) + 4) - 1),
    'other requirements than were signed': (_, bytes) => flip(bytes, blobAt(bytes, 2) + 11),
    'other entitlements than were signed': (_, bytes) => flip(bytes, blobAt(bytes, 5) + 20),
    'other DER entitlements than were signed': (_, bytes) => flip(bytes, blobAt(bytes, 7) + 9),
    'the hash of other entitlements': (_, bytes) =>
      flip(bytes, bytes.readUInt32BE(blobAt(bytes, 0) + 16) + blobAt(bytes, 0) - 5 * 20),
    'a blob that no slot is the hash of': (_, bytes) => bytes.writeUInt32BE(9, 12 + 3 * 8),
    'two blobs that are the same bytes': (_, bytes) => bytes.writeUInt32BE(blobAt(bytes, 5), 16 + 3 * 8),
    'a length that ends within its blobs': (_, bytes) => bytes.writeUInt32BE(bytes.readUInt32BE(4) + 4, 4),
    'a code page that was changed': (file) => flip(file, 0x400),
    'a load command that was changed': (file) => flip(file, 32 + 20),
    'a symbol that was changed': (file) => flip(file, linkedit(file).fileoff),
  }
  function flip(bytes: Buffer, at: number): void {
    bytes[at]! ^= 1
  }

  it.each(Object.keys(unfit))('is left alone, marked or not, if its signature has %s', async (name) => {
    const plain = signLikeCodesign(unsigned)
    for (const signed of [plain, await marked(plain)]) {
      const bytes = damaged(signed, unfit[name]!)
      const artifact = await read(bytes)
      const error = await failure(() => artifact.insert(Buffer.from('{}')))
      expect(error).toMatchObject({
        code: 'MALFORMED_SIGNATURE',
        message: expect.stringMatching(/ code signature/),
      })
      if (signed === plain) continue
      expect(artifact.mark!.broken).toBe('the code signature is not that of the content')
      expect((await failure(() => artifact.remove(Buffer.alloc(32)))).code).toBe('MALFORMED_SIGNATURE')
    }
  })

  it('may have what codesign left behind its blobs: marked, there are zeros', async () => {
    const plain = signLikeCodesign(unsigned)
    const rest = (_: Buffer, signature: Buffer) => signature.fill(0xa5, signature.readUInt32BE(4))
    const result = await markedAndStable(damaged(plain, rest))
    expect(result.equals(await marked(plain))).toBe(true)
    const { mark } = await read(damaged(result, rest))
    expect(mark!.broken).toBe('the code signature is not that of the content')
  })

  it('is left alone if that is so in one slice of a fat file', async () => {
    const bytes = damaged(signLikeCodesign(unsigned), unfit['other entitlements than were signed']!)
    for (const wide of [false, true]) {
      const slices = [unsigned, bytes].map((slice, i) => ({
        cpuType: i ? ARM64 : X86_64,
        align: 14,
        bytes: slice,
      }))
      const error = await failure(async () => (await read(lipo(slices, wide))).insert(Buffer.from('{}')))
      expect(error).toMatchObject({
        code: 'MALFORMED_SIGNATURE',
        message: expect.stringMatching(/^slice for arm64: the ad-hoc code signature does not fit/),
      })
    }
  })
})

describe('Mach-O that cannot be marked', () => {
  it('has no free space behind its load commands', async () => {
    for (const free of [39, 40]) {
      const bytes = Buffer.from(unsigned)
      // A section that begins so much behind the load commands.
      bytes.writeUInt32LE(0x358 + free, 0x20 + 72 + 48)
      if (free === 40) await markedAndStable(bytes)
      else {
        const error = await failure(async () => (await read(bytes)).insert(Buffer.from('{}')))
        expect(error.message).toContain('no 40 free bytes')
        expect(await hash(bytes)).toBe(sha256(bytes))
      }
    }
  })

  it('keeps something in that space', async () => {
    const bytes = Buffer.from(unsigned)
    bytes[0x358 + 39] = 1
    expect((await failure(async () => (await read(bytes)).insert(Buffer.from('{}')))).code).toBe('NO_PLACE')
  })

  it('needs room for the signature too', async () => {
    const bytes = Buffer.from(linkerSigned)
    bytes.writeUInt32LE(0x320 + 39, 0x20 + 72 + 48)
    expect((await failure(async () => (await read(bytes)).insert(Buffer.from('{}')))).code).toBe('NO_PLACE')
  })

  it('has data behind __LINKEDIT', async () => {
    const bytes = Buffer.concat([unsigned, Buffer.from('payload')])
    expect((await failure(async () => (await read(bytes)).insert(Buffer.from('{}')))).code).toBe('OVERLAY')
    expect(await hash(bytes)).toBe(sha256(bytes))
  })

  it.each([
    ['a payload within __LINKEDIT, behind its tables', Buffer.from('payload'), 'OVERLAY'],
    ['an archive there', writeZip([{ path: 'a.txt', content: 'text' }]), 'OVERLAY'],
    ['no more than zeros there', Buffer.alloc(16), undefined],
  ])('has %s', async (_, data, code) => {
    const bytes = Buffer.concat([unsigned, data])
    const { offset, filesize } = linkedit(bytes)
    bytes.writeBigUInt64LE(BigInt(filesize + data.length), offset + 48)
    if (code === undefined) await markedAndStable(bytes)
    else expect((await failure(async () => (await read(bytes)).insert(Buffer.from('{}')))).code).toBe(code)
  })

  it('has a segment behind __LINKEDIT in memory', async () => {
    const bytes = Buffer.from(unsigned)
    bytes.writeBigUInt64LE(0x4000n, 0x158 + 24)
    expect((await failure(async () => (await read(bytes)).insert(Buffer.from('{}')))).code).toBe('NO_PLACE')
  })

  it('has a chalk note that points at other data', async () => {
    const bytes = await marked(unsigned)
    const note = commandsOf(bytes).find(({ cmd }) => cmd === 0x31)!
    bytes.writeBigUInt64LE(BigInt(linkedit(bytes).fileoff), note.offset + 24)
    const artifact = await read(bytes)
    expect(artifact.mark).toBeUndefined()
    expect((await failure(() => artifact.insert(Buffer.from('{}')))).code).toBe('MOVED')
  })

  it('is of 32 bits or big-endian', async () => {
    for (const magic of ['cefaedfe', 'feedfacf', 'feedface']) {
      const bytes = Buffer.from(unsigned)
      bytes.write(magic, 'hex')
      expect((await failure(() => read(bytes))).code).toBe('UNSUPPORTED')
    }
  })
})

describe('fat Mach-O', () => {
  const slices = [
    { cpuType: X86_64, align: 12, bytes: unsigned },
    { cpuType: ARM64, align: 14, bytes: linkerSigned },
  ]

  it.each([false, true])('64-bit header: %s', async (wide) => {
    const fat = lipo(slices, wide)
    const result = await markedAndStable(fat)
    const marks = await Promise.all(slicesOf(result).map(async ({ bytes }) => (await read(bytes)).mark!.text))
    expect(Buffer.from(marks[0]!).equals(marks[1]!)).toBe(true)
    verifySignature(Buffer.from(slicesOf(result)[1]!.bytes))
    expect(slicesOf(result).map(({ cpuType, align }) => [cpuType, align])).toEqual([
      [X86_64, 12],
      [ARM64, 14],
    ])
    // lipo would lay the marked slices out in the same way.
    expect(result.equals(lipo(slicesOf(result), wide))).toBe(true)
    const back = await deleted(result)
    expect(
      back.equals(
        lipo(
          await Promise.all(
            slicesOf(result).map(async (slice) => ({ ...slice, bytes: await deleted(slice.bytes) })),
          ),
          wide,
        ),
      ),
    ).toBe(true)
  })

  it('whose slices stand in another order than its table', async () => {
    const fat = lipo(slices)
    const [first, second] = [Buffer.from(fat.subarray(8, 28)), Buffer.from(fat.subarray(28, 48))]
    fat.set(second, 8)
    fat.set(first, 28)
    const result = await markedAndStable(fat)
    expect(slicesOf(result).map(({ cpuType }) => cpuType)).toEqual([ARM64, X86_64])
  })

  it('with different marks has a broken one', async () => {
    const each = lipo([
      { ...slices[0]!, bytes: await marked(unsigned) },
      { ...slices[1]!, bytes: await marked(linkerSigned) },
    ])
    const artifact = await read(each)
    expect(artifact.mark!.broken).toBe('its slices have different marks')
    expect(validate(artifact.mark!.dict, chalkId(await hashOf(artifact, each))).valid).toBe(false)
    await markedAndStable(each)
  })

  it('says which slice cannot be marked', async () => {
    const signed = {
      cpuType: ARM64,
      align: 14,
      bytes: signLikeCodesign(unsigned, { cms: someCms, flags: 0 }),
    }
    const fat = lipo([slices[0]!, signed])
    const error = await failure(async () => (await read(fat)).insert(Buffer.from('{}')))
    expect(error).toMatchObject({
      code: 'SIGNED',
      message: expect.stringMatching(/^slice for arm64: signed/),
    })
  })

  it('with data between or behind its slices is left alone', async () => {
    const fat = lipo(slices)
    const between = Buffer.from(fat)
    between[100] = 1
    for (const bytes of [between, Buffer.concat([fat, Buffer.from('x')])]) {
      expect((await failure(async () => (await read(bytes)).insert(Buffer.from('{}')))).code).toBe('OVERLAY')
      expect(await hash(bytes)).toBe(sha256(bytes))
    }
  })

  it('that is malformed is not read', async () => {
    const overlap = lipo(slices)
    overlap.writeUInt32BE(overlap.readUInt32BE(16), 28 + 8)
    const outside = lipo(slices)
    outside.writeUInt32BE(0xfffffff0, 28 + 12)
    const aligned = lipo(slices)
    aligned.writeUInt32BE(60, 28 + 16)
    for (const bytes of [overlap, outside, aligned]) {
      expect((await failure(() => read(bytes))).code).toBe('MALFORMED')
    }
  })

  it('is not a Java class file', () => {
    const javaClass = Buffer.from('cafebabe00000034001d0a', 'hex')
    expect(machO.claims({ name: 'A.class', source: bufferSource(javaClass) }, {})).toBeUndefined()
  })
})

describe('hostile Mach-O', () => {
  it('gives a CodecError at most, and edits that fit', async () => {
    const originals = [
      unsigned,
      vectorFile('macho-x86_64.dylib.marked'),
      linkerSigned,
      await marked(linkerSigned),
      signLikeCodesign(unsigned),
      lipo([{ cpuType: X86_64, align: 3, bytes: await marked(linkerSigned) }]),
    ]
    const places = originals.map((bytes) => {
      const signature = bytes.indexOf('fade0cc0', 'hex')
      const at = signature < 0 ? [] : Array.from({ length: 300 }, (_, i) => signature + i)
      return [...Array(0x3c0).keys(), ...at]
    })
    const byte = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }))
    await fc.assert(
      fc.asyncProperty(
        fc.nat(originals.length - 1),
        fc.array(fc.tuple(fc.nat(), byte), { minLength: 1, maxLength: 8 }),
        fc.option(fc.nat(), { freq: 10 }),
        async (which, changes, length) => {
          let bytes = Buffer.from(originals[which]!)
          for (const [i, value] of changes) bytes[places[which]![i % places[which]!.length]!] = value
          if (length !== null) bytes = bytes.subarray(0, length % bytes.length)
          try {
            const artifact = await artifactOf(machO, 'a', bytes)
            if (!artifact) return
            const before = await hashOf(artifact, bytes)
            const result = applied(bytes, await artifact.insert(markFor(before)))
            const after = await read(result)
            expect(await hashOf(after, result)).toBe(before)
            expect(after.mark!.dict.HASH).toBe(before)
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
