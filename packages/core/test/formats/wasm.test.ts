import { validate } from '@chalkmark/mark'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { CodecError } from '../../src/error.js'
import type { Artifact } from '../../src/formats/artifact.js'
import { codecFor } from '../../src/formats/index.js'
import { wasm } from '../../src/formats/wasm.js'
import { applied, artifactOf, hashOf, markFor, sha256 } from './artifacts.js'

/** Node's engine; the compiler's library without a DOM has no types for it. */
const engine = (
  globalThis as unknown as {
    WebAssembly: {
      compile(bytes: Uint8Array): Promise<object>
      instantiate(
        bytes: Uint8Array,
        imports: object,
      ): Promise<{ instance: { exports: Record<string, unknown> } }>
      Module: {
        customSections(module: object, name: string): ArrayBuffer[]
        exports(module: object): object[]
      }
    }
  }
).WebAssembly

const preamble = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])

/** `(import "env" "double" (func (param i32) (result i32)))`, exported again as `f` through a function that calls it. */
const module = Buffer.concat([
  preamble,
  Buffer.from([1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f]), // type
  Buffer.from([2, 14, 1, 3, ...Buffer.from('env'), 6, ...Buffer.from('double'), 0, 0]), // import
  Buffer.from([3, 2, 1, 0]), // function
  Buffer.from([7, 5, 1, 1, ...Buffer.from('f'), 0, 1]), // export
  Buffer.from([10, 11, 1, 9, 0, 0x20, 0, 0x10, 0, 0x41, 1, 0x6a, 0x0b]), // code: double(x) + 1
])

function customSection(name: string, contents: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), contents])
  return Buffer.concat([Buffer.from([0, (body.length & 0x7f) | 0x80, body.length >> 7]), body])
}

async function run(bytes: Uint8Array, value: number): Promise<number> {
  const { instance } = await engine.instantiate(new Uint8Array(bytes), {
    env: { double: (x: number) => 2 * x },
  })
  return (instance.exports.f as (x: number) => number)(value)
}

async function read(bytes: Uint8Array): Promise<Artifact> {
  return (await artifactOf(wasm, 'module.wasm', bytes))!
}

async function marked(bytes: Uint8Array, keys = {}): Promise<Buffer> {
  const artifact = await read(bytes)
  return applied(bytes, await artifact.insert(markFor(await hashOf(artifact, bytes), keys)))
}

describe('a module', () => {
  it('runs the same with the mark, which the engine sees as a custom section', async () => {
    const bytes = await marked(module)
    expect(await run(module, 20)).toBe(41)
    expect(await run(bytes, 20)).toBe(41)
    const compiled = await engine.compile(new Uint8Array(bytes))
    const [section] = engine.Module.customSections(compiled, 'chalk.mark')
    const artifact = await read(bytes)
    expect(Buffer.from(section!)).toEqual(artifact.mark!.text)
    expect(bytes.subarray(artifact.mark!.at)).toEqual(artifact.mark!.text)
    expect(engine.Module.exports(compiled)).toHaveLength(1)
  })

  it('is claimed by its preamble, whatever its name', () => {
    const candidate = { name: 'asset.bin', source: bufferSource(module) }
    expect(wasm.claims(candidate, {})).toBe('WebAssembly')
    expect(codecFor(candidate)).toBe(wasm)
  })

  it('keeps its HASH, and comes back when the mark is removed', async () => {
    const hash = await hashOf(await read(module), module)
    const once = await marked(module)
    const twice = await marked(once, { 'X-LONG': 'x'.repeat(300) })
    for (const bytes of [once, twice]) {
      const artifact = await read(bytes)
      expect(await hashOf(artifact, bytes)).toBe(hash)
      expect(validate(artifact.mark!.dict, artifact.mark!.dict.CHALK_ID as string)).toEqual({
        valid: true,
        errors: [],
      })
      expect(applied(bytes, await artifact.remove(Buffer.alloc(32)))).toEqual(module)
    }
    expect(twice.subarray(0, module.length)).toEqual(module)
  })

  it('gets its mark at the end, wherever one was before', async () => {
    const mark = markFor('00'.repeat(32))
    const sourceMap = customSection('sourceMappingURL', Buffer.from('\x05a.map'))
    const bytes = Buffer.concat([
      module,
      customSection('chalk.mark', mark),
      sourceMap,
      customSection('chalk.mark', mark),
    ])
    const again = await marked(bytes)
    expect(again.equals(await marked(Buffer.concat([module, sourceMap])))).toBe(true)
    expect(applied(again, await (await read(again)).remove(Buffer.alloc(32)))).toEqual(
      Buffer.concat([module, sourceMap]),
    )
    expect(await run(again, 1)).toBe(3)
  })

  it('that is empty, or a component, is marked too', async () => {
    expect(await engine.compile(new Uint8Array(await marked(preamble)))).toBeDefined()
    const component = Buffer.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0])
    expect((await read(await marked(component))).mark).toBeDefined()
  })

  it('that holds something else in a section of our name is left alone', async () => {
    const mark = markFor(await hashOf(await read(module), module))
    for (const contents of ['', 'junk', `${mark.subarray(0, -2)}`, `${mark} and more`, ` ${mark}`]) {
      const bytes = Buffer.concat([module, customSection('chalk.mark', Buffer.from(contents))])
      for (const taken of [bytes, Buffer.concat([bytes, customSection('chalk.mark', mark)])]) {
        const artifact = await read(taken)
        expect(artifact.mark === undefined || artifact.mark.broken !== undefined).toBe(true)
        // It counts as what it is.
        expect(await hashOf(artifact, taken)).toBe(sha256(bytes))
        expect(() => artifact.insert(mark)).toThrow(expect.objectContaining({ code: 'NAME_TAKEN' }))
        if (artifact.mark)
          expect(() => artifact.remove(Buffer.alloc(32))).toThrow(
            expect.objectContaining({ code: 'NAME_TAKEN' }),
          )
        else expect(await artifact.remove(Buffer.alloc(32))).toEqual([])
      }
    }
  })

  it('that holds a placeholder gets its mark in its place', async () => {
    const placeholder = Buffer.from('{ "MAGIC" : "dadfedabbadabbed" }')
    const bytes = Buffer.concat([module, customSection('chalk.mark', placeholder)])
    expect((await read(bytes)).mark).toBeUndefined()
    expect((await marked(bytes)).equals(await marked(module))).toBe(true)
  })

  it('leaves object files alone, whose sections linkers copy', async () => {
    for (const name of ['linking', 'reloc.CODE']) {
      const bytes = Buffer.concat([module, customSection(name, Buffer.from([2]))])
      const mark = markFor(await hashOf(await read(bytes), bytes))
      if (name === 'linking')
        await expect(async () => (await read(bytes)).insert(mark)).rejects.toMatchObject({ code: 'NO_PLACE' })
      else expect(await run(await marked(bytes), 3)).toBe(7)
    }
  })

  it('that is signed is read, not marked', async () => {
    const bytes = Buffer.concat([preamble, customSection('signature', Buffer.from('…')), module.subarray(8)])
    const artifact = await read(bytes)
    expect(() => artifact.insert(markFor('00'.repeat(32)))).toThrow(
      expect.objectContaining({ code: 'SIGNED' }),
    )
  })
})

describe('what is malformed', () => {
  it.each([
    ['a section without a size', [0]],
    ['a size that goes on', [1, 0x80, 0x80, 0x80, 0x80, 0x80, 0]],
    ['a size of more than 32 bits', [1, 0xff, 0xff, 0xff, 0xff, 0x1f]],
    ['a section behind the end', [1, 2, 0]],
    ['a name behind its section', [0, 2, 2, 0x61, 0x61]],
    ['a custom section without a name', [0, 0]],
    ['a name that is not UTF-8', [0, 2, 1, 0xff]],
  ])('%s is refused', async (_what, tail) => {
    const bytes = Buffer.concat([module, Buffer.from(tail)])
    await expect(read(bytes)).rejects.toThrow(
      expect.objectContaining({ name: 'CodecError', code: 'MALFORMED' }),
    )
  })

  it('is all that it throws for, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.boolean(), async (tail, whole) => {
        const bytes = Buffer.concat([whole ? module : preamble, tail])
        let artifact: Artifact
        try {
          artifact = await read(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError)
          return
        }
        const out = await marked(bytes)
        const again = await read(out)
        expect(await hashOf(again, out)).toBe(await hashOf(artifact, bytes))
        if (artifact.normalForm.length === 0)
          expect(applied(out, await again.remove(Buffer.alloc(32)))).toEqual(bytes)
      }),
    )
  })
})
