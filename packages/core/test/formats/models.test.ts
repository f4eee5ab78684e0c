import { chalkId, validate } from '@chalkmark/mark'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { CodecError } from '../../src/error.js'
import type { Artifact } from '../../src/formats/artifact.js'
import type { Codec } from '../../src/formats/format.js'
import { gguf } from '../../src/formats/gguf.js'
import { codecFor } from '../../src/formats/index.js'
import { safeTensors } from '../../src/formats/safetensors.js'
import { sidecar } from '../../src/formats/sidecar.js'
import { contentHash } from '../../src/mark/inspect.js'
import { applied, artifactOf, hashOf, markFor, sha256, verdictOn } from './artifacts.js'
import { expected, vectorFile } from './vectors.js'

/** Reading and marking with one codec. */
function using(codec: Codec, name: string) {
  const read = async (bytes: Uint8Array): Promise<Artifact> => (await artifactOf(codec, name, bytes))!
  const hash = async (bytes: Uint8Array) => hashOf(await read(bytes), bytes)
  return {
    read,
    hash,
    async marked(bytes: Uint8Array, keys = {}) {
      return applied(bytes, await (await read(bytes)).insert(markFor(await hash(bytes), keys)))
    },
    async unmarked(bytes: Uint8Array) {
      return applied(bytes, await (await read(bytes)).remove(Buffer.from(await hash(bytes), 'hex')))
    },
    /** Reads and edits broken input. */
    async survives(bytes: Uint8Array) {
      try {
        const artifact = await artifactOf(codec, name, bytes)
        if (!artifact) return
        const hash = Buffer.from(await hashOf(artifact, bytes), 'hex')
        applied(bytes, await artifact.remove(hash))
        applied(bytes, await artifact.insert(markFor('0'.repeat(64))))
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError)
      }
    },
  }
}

const u32 = (value: number) => Buffer.from(new Uint32Array([value]).buffer)
const u64 = (value: number | bigint) => Buffer.from(new BigUint64Array([BigInt(value)]).buffer)
const change = fc.record({ at: fc.nat(), to: fc.nat(255) })

function broken(bytes: Buffer, changes: { at: number; to: number }[], cut: number | null): Buffer {
  const result = Buffer.from(cut === null ? bytes : bytes.subarray(0, cut % bytes.length))
  for (const { at, to } of changes) if (result.length > 0) result[at % result.length] = to
  return result
}

describe('GGUF', () => {
  const { read, hash, marked, unmarked, survives } = using(gguf, 'model.gguf')
  const string = (text: string) => Buffer.concat([u64(Buffer.byteLength(text)), Buffer.from(text)])
  const pair = (key: string, type: number, value: Buffer) => Buffer.concat([string(key), u32(type), value])

  interface Options {
    alignment?: number
    padding?: 'none' | 'zeros' | 'other'
    tensors?: number
  }

  function model(pairs: Buffer[], { alignment = 32, padding = 'zeros', tensors = 1 }: Options = {}): Buffer {
    const all = [...pairs, ...(alignment === 32 ? [] : [pair('general.alignment', 4, u32(alignment))])]
    const infos = Array.from({ length: tensors }, (_, i) =>
      Buffer.concat([string(`t${i}`), u32(1), u64(8), u32(0), u64(i * alignment)]),
    )
    const head = Buffer.concat([Buffer.from('GGUF'), u32(3), u64(tensors), u64(all.length), ...all, ...infos])
    const length = padding === 'none' ? 0 : (alignment - (head.length % alignment)) % alignment
    const data = tensors > 0 ? Buffer.alloc(alignment * tensors, 7) : Buffer.alloc(0)
    return Buffer.concat([head, Buffer.alloc(length, padding === 'other' ? 1 : 0), data])
  }

  const PAIRS = [
    pair('general.architecture', 8, string('llama')),
    pair('tokens', 9, Buffer.concat([u32(8), u64(3), string('a'), string(''), string('bcd')])),
    pair('scores', 9, Buffer.concat([u32(6), u64(2), Buffer.alloc(8)])),
    pair('nested', 9, Buffer.concat([u32(9), u64(1), u32(0), u64(3), Buffer.alloc(3)])),
    pair('flag', 7, Buffer.from([1])),
  ]

  it('agrees with the reference program', async () => {
    const { HASH, CHALK_ID } = expected('model.gguf')
    for (const state of ['', '.marked', '.deleted'])
      expect(await hash(vectorFile(`model.gguf${state}`))).toBe(HASH)
    const theirs = vectorFile('model.gguf.marked')
    const { mark } = await read(theirs)
    expect(validate(mark!.dict, CHALK_ID)).toEqual({ valid: true, errors: [] })
    expect(theirs.subarray(mark!.at, mark!.at! + mark!.text.length)).toEqual(mark!.text)
    expect(await unmarked(theirs)).toEqual(vectorFile('model.gguf.deleted'))
    // The same mark gives the same bytes.
    const artifact = await read(vectorFile('model.gguf'))
    expect(applied(vectorFile('model.gguf'), await artifact.insert(mark!.text))).toEqual(theirs)
  })

  it.each([32, 64, 8, 16])('keeps the tensor data aligned to %i', async (alignment) => {
    const bytes = model(PAIRS, { alignment })
    const once = await marked(bytes)
    const data = once.indexOf(Buffer.alloc(alignment, 7))
    expect(data % alignment).toBe(0)
    expect(once.subarray(data)).toEqual(bytes.subarray(-alignment))
    expect(once.readBigUInt64LE(16)).toBe(bytes.readBigUInt64LE(16) + 1n)
    expect(await unmarked(once)).toEqual(bytes)
    expect(await hash(once)).toBe(sha256(bytes))
    expect(await marked(once)).toEqual(once)
    expect(await unmarked(await marked(once, { TAG: 'another' }))).toEqual(bytes)
  })

  it('gives back a file without tensors and without padding, whatever the mark’s length', async () => {
    const bytes = model(PAIRS, { tensors: 0, padding: 'none' })
    for (let length = 0; length < 33; length++) {
      const once = await marked(bytes, { TAG: 'x'.repeat(length) })
      expect(await unmarked(once)).toEqual(bytes)
      expect(validate((await read(once)).mark!.dict).valid).toBe(true)
    }
  })

  it('refuses what it would lose or does not know', async () => {
    const mark = markFor('0'.repeat(64))
    const insert = async (bytes: Buffer) => (await read(bytes)).insert(mark)
    await expect(insert(model(PAIRS, { padding: 'other' }))).rejects.toMatchObject({ code: 'MALFORMED' })
    const taken = pair('chalk.mark', 8, string('not a mark'))
    await expect(insert(model([taken]))).rejects.toMatchObject({ code: 'NAME_TAKEN' })
    const bytes = model(PAIRS)
    bytes.writeUInt32LE(1, 4)
    await expect(read(bytes)).rejects.toMatchObject({ code: 'UNSUPPORTED_VERSION' })
    await expect(read(model([pair('a', 99, u32(0))]))).rejects.toMatchObject({ code: 'MALFORMED' })
    const huge = model([pair('a', 8, u64(2n ** 63n))])
    await expect(read(huge)).rejects.toMatchObject({ code: 'TRUNCATED' })
    const apart = model([pair('general.alignment', 4, u32((1 << 20) + 1))], { padding: 'none' })
    await expect(read(apart)).rejects.toMatchObject({ code: 'MALFORMED' })
  })

  it.each([0, 1])('refuses a file that ends in the padding, with %i tensors', async (tensors) => {
    const bytes = model(PAIRS, { tensors })
    const infosEnd = bytes.length - tensors * 32 - 1
    expect(bytes[infosEnd]).toBe(0)
    await expect(async () =>
      (await read(bytes.subarray(0, infosEnd))).insert(markFor('0'.repeat(64))),
    ).rejects.toMatchObject({ code: 'TRUNCATED' })
  })

  it('survives broken files', async () => {
    const bytes = await marked(model(PAIRS))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 4 }), fc.option(fc.nat()), (changes, cut) =>
        survives(broken(bytes, changes, cut)),
      ),
    )
  })
})

describe('SafeTensors', () => {
  const { read, hash, marked, unmarked, survives } = using(safeTensors, 'model.safetensors')
  const model = (header: string, data = '12345678') =>
    Buffer.concat([u64(Buffer.byteLength(header)), Buffer.from(header), Buffer.from(data)])
  const headerOf = (bytes: Buffer) => {
    const length = Number(bytes.readBigUInt64LE())
    return {
      length,
      header: JSON.parse(bytes.toString('utf8', 8, 8 + length)),
      data: bytes.subarray(8 + length),
    }
  }
  const TENSOR = '"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}'

  it('reads a mark with any number of blanks at once', async () => {
    const chalk = `{ "MAGIC" : "dadfedabbadabbed", "X-A" : "${' '.repeat(400_000)}x" }`
    const header = JSON.stringify({ __metadata__: { format: 'pt', chalk } }).replace(/}$/, `,${TENSOR}}`)
    expect(await verdictOn(safeTensors, 'a.safetensors', model(header))).toMatchObject({ valid: false })
    await survives(model(header))
  }, 10_000)

  it('agrees with the reference program', async () => {
    const meta = expected('model-meta.safetensors')
    for (const state of ['', '.marked', '.deleted'])
      expect(await hash(vectorFile(`model-meta.safetensors${state}`))).toBe(meta.HASH)
    const theirs = await read(vectorFile('model-meta.safetensors.marked'))
    expect(validate(theirs.mark!.dict, meta.CHALK_ID)).toEqual({ valid: true, errors: [] })
    expect(await unmarked(vectorFile('model-meta.safetensors.marked'))).toEqual(
      vectorFile('model-meta.safetensors'),
    )
  })

  it('hashes a file without metadata as the reference program reads one that it marked', async () => {
    const HASH = 'abdd9873db8b7eb1e3cef50ceb82a8a143354968fe91a0a8e47efd06b35cc7cf'
    for (const state of ['', '.marked', '.deleted'])
      expect(await hash(vectorFile(`model.safetensors${state}`))).toBe(HASH)
    expect(await unmarked(vectorFile('model.safetensors.marked'))).toEqual(
      vectorFile('model.safetensors.deleted'),
    )
  })

  const bare = [`{${TENSOR}}`, `{${TENSOR}}  `, '{}', `{"n":1,"l":[[1,{}],"]"],${TENSOR}}`]
  const headers = [
    `{"__metadata__":{},${TENSOR}}`,
    `{"__metadata__":{"format":"pt"},${TENSOR}}   `,
    `{${TENSOR},"__metadata__":{"a":"}\\"{","b":"2"}}`,
    `{ "__metadata__" : { "a" : "1" } , ${TENSOR} }`,
    `{"__metadata__":{"a":"1"}}`,
    `{"n":1,"l":[[1,{}],"]"],"__metadata__":{"a":"1"},${TENSOR}}`,
  ]
  it.each(headers)('comes back from %s', async (header) => {
    const bytes = model(header)
    const once = await marked(bytes)
    const { length, header: after, data } = headerOf(once)
    expect(length % 8).toBe(0)
    expect(data.toString()).toBe('12345678')
    const { __metadata__: metadata, ...tensors } = after
    const { __metadata__: metadataBefore = {}, ...tensorsBefore } = JSON.parse(header)
    expect(tensors).toEqual(tensorsBefore)
    const { chalk, ...others } = metadata
    expect(others).toEqual(metadataBefore)
    expect(validate(JSON.parse(chalk)).valid).toBe(true)
    expect(await hash(once)).toBe(await hash(bytes))
    expect(await unmarked(once)).toEqual(bytes)
    expect(await marked(once)).toEqual(once)
    expect(await unmarked(await marked(once, { TAG: 'another' }))).toEqual(bytes)
  })

  // transformers refuses a model whose metadata names no framework, and takes one without metadata.
  it.each(bare)('keeps the mark beside a file without metadata: %s', async (header) => {
    const bytes = model(header)
    const candidate = (beside?: Uint8Array) => ({
      name: 'model.safetensors',
      source: bufferSource(bytes),
      beside: (suffix: string) => (suffix === '.chalk' && beside ? bufferSource(beside) : undefined),
    })
    const plain = await safeTensors.read(candidate(), {})
    expect(plain).toMatchObject({ type: 'SafeTensors model', sidecar: '.chalk' })
    const mark = markFor(await hashOf(plain, bytes))
    const beside = applied(Buffer.alloc(0), await plain.insert(mark))
    expect(beside.toString()).toBe(`${mark}\n`)
    const artifact = await safeTensors.read(candidate(beside), {})
    expect(validate(artifact.mark!.dict, chalkId(await hashOf(artifact, bytes)))).toMatchObject({
      valid: true,
    })
    expect(applied(beside, await artifact.remove(Buffer.alloc(32)))).toHaveLength(0)
    expect(await verdictOn(safeTensors, 'a.safetensors', bytes, beside)).toMatchObject({ valid: true })
    // In an archive there is no file beside it.
    const inArchive = await read(bytes)
    await expect(async () => inArchive.insert(mark)).rejects.toMatchObject({ code: 'NO_PLACE' })
  })

  it.each(bare)('reads, replaces and removes a mark that brought its own metadata: %s', async (header) => {
    const bytes = model(header)
    const withMark = (keys = {}) => {
      const mark = markFor(hashed, keys).toString()
      const pairOf = (blanks: number) =>
        `{"__metadata__":{"chalk":${JSON.stringify(`${mark.slice(0, -1)}${' '.repeat(blanks)}}`)}}${header === '{}' ? '' : ','}${header.slice(1)}`
      const length = Buffer.byteLength(pairOf(0))
      return model(pairOf(((8 - (length % 8)) % 8) + 8))
    }
    const hashed = await hash(bytes)
    const old = withMark()
    expect(await hash(old)).toBe(hashed)
    const verdict = await verdictOn(safeTensors, 'a.safetensors', old)
    expect(verdict).toMatchObject({ valid: true, errors: [] })
    expect(await unmarked(old)).toEqual(bytes)
    expect(await marked(old, { TAG: 'another' })).toEqual(withMark({ TAG: 'another' }))
  })

  describe('with a mark that was moved between the file beside it and its header', () => {
    const model1 = (metadata: string) => model(`{${metadata}${TENSOR}}`)
    const inHeader = (mark: Uint8Array, blanks: number) => {
      const chalk = `${mark.toString().trimEnd().slice(0, -1)}${' '.repeat(blanks)}}`
      return model1(`"__metadata__":{"chalk":${JSON.stringify(chalk)}},`)
    }
    const besideOf = async (bytes: Buffer) => {
      const artifact = await read(bytes)
      const content = (await contentHash(artifact, bufferSource(bytes)))!
      return Buffer.from(`${markFor(await hashOf(artifact, bytes), { 'X-CONTENT-HASH': content })}\n`)
    }
    const named = [expect.stringContaining('empty __metadata__')]

    it('is invalid, however many blanks it has there', async () => {
      const bare = model1('')
      const beside = await besideOf(bare)
      expect(await verdictOn(safeTensors, 'a.safetensors', bare, beside)).toEqual({
        ...{ valid: true, errors: [], uncovered: [] },
      })
      for (let blanks = 0; blanks < 20; blanks++) {
        const verdict = await verdictOn(safeTensors, 'a.safetensors', inHeader(beside, blanks))
        expect(verdict).toMatchObject({ valid: false })
      }
    })

    it('is invalid out of an empty metadata', async () => {
      const mark = await besideOf(model1('"__metadata__":{},'))
      expect(await verdictOn(safeTensors, 'a.safetensors', inHeader(mark, 0))).toEqual({
        ...{ valid: true, errors: [], uncovered: [] },
      })
      expect(await verdictOn(safeTensors, 'a.safetensors', model1(''), mark)).toMatchObject({ valid: false })
    })

    it('says so of a mark that has no X-CONTENT-HASH, as those of the reference program', async () => {
      const bare = model1('')
      const beside = Buffer.from(`${markFor(await hash(bare))}\n`)
      expect(await verdictOn(safeTensors, 'a.safetensors', bare, beside)).toEqual({
        ...{ valid: true, errors: [], uncovered: named },
      })
      const verdict = await verdictOn(safeTensors, 'a.safetensors', inHeader(beside, 0))
      expect(verdict).toEqual({ valid: true, errors: [], uncovered: named })
    })
  })

  it('carries text that JSON escapes', async () => {
    const once = await marked(model(headers[0]!), { TAG: 'quote " backslash \\ é \u2028' })
    expect(validate((await read(once)).mark!.dict).valid).toBe(true)
  })

  it('refuses what is no header or has a chalk of its own', async () => {
    for (const header of ['{', '{"a":}', '{"a" 1}', '{"__metadata__":1}', '{"a":"'])
      await expect(read(model(header))).rejects.toMatchObject({ code: 'MALFORMED' })
    await expect(read(Buffer.concat([u64(2n ** 63n), Buffer.from('{}')]))).rejects.toMatchObject({
      code: 'TRUNCATED',
    })
    const artifact = await read(model(`{"__metadata__":{"chalk":"white"},${TENSOR}}`))
    expect(() => artifact.insert(markFor('0'.repeat(64)))).toThrow(
      expect.objectContaining({ code: 'NAME_TAKEN' }),
    )
  })

  it('survives broken files', async () => {
    const bytes = await marked(model(headers[1]!))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 4 }), fc.option(fc.nat()), (changes, cut) =>
        survives(broken(bytes, changes, cut)),
      ),
    )
  })
})

describe('a model with its mark beside it', () => {
  const bytes = vectorFile('model.onnx')
  const candidate = (beside?: Uint8Array) => ({
    name: 'model.onnx',
    source: bufferSource(bytes),
    beside: (suffix: string) => (suffix === '.chalk' && beside ? bufferSource(beside) : undefined),
  })

  it('agrees with the reference program', async () => {
    const { HASH, CHALK_ID } = expected('model.onnx')
    const theirs = vectorFile('model.onnx.chalk')
    const artifact = await sidecar.read(candidate(theirs), {})
    expect(await hashOf(artifact, bytes)).toBe(HASH)
    expect(validate(artifact.mark!.dict, CHALK_ID)).toEqual({ valid: true, errors: [] })
    const unmarkedArtifact = await sidecar.read(candidate(), {})
    expect(unmarkedArtifact.mark).toBeUndefined()
    expect(applied(Buffer.alloc(0), await unmarkedArtifact.insert(artifact.mark!.text))).toEqual(theirs)
  })

  it('has its edits in the other file', async () => {
    const artifact = await sidecar.read(candidate(vectorFile('model.onnx.chalk')), {})
    expect(artifact).toMatchObject({ sidecar: '.chalk', normalForm: [] })
    const mark = markFor('0'.repeat(64))
    expect(applied(vectorFile('model.onnx.chalk'), await artifact.insert(mark)).toString()).toBe(`${mark}\n`)
    expect(applied(vectorFile('model.onnx.chalk'), await artifact.remove(Buffer.alloc(32)))).toHaveLength(0)
  })

  it('does not overwrite another program’s file', async () => {
    const artifact = await sidecar.read(candidate(Buffer.from('a note')), {})
    expect(() => artifact.insert(markFor('0'.repeat(64)))).toThrow(
      expect.objectContaining({ code: 'NAME_TAKEN' }),
    )
    expect(artifact.remove(Buffer.alloc(32))).toEqual([])
  })

  it('is claimed by extension, unless it is a ZIP or a program', () => {
    const claimed = (name: string, bytes: Buffer) => codecFor({ name, source: bufferSource(bytes) })?.name
    for (const name of ['a.onnx', 'a.bin', 'a.PT', 'a.pth']) expect(claimed(name, bytes)).toBe('sidecar')
    expect(claimed('a.pt', vectorFile('plain.zip'))).toBe('zip')
    expect(claimed('a.bin', vectorFile('elf-dynamic'))).toBe('elf')
    expect(claimed('a.dat', bytes)).toBeUndefined()
  })
})
