/**
 * No byte of a marked artifact can change without a word: it counts for HASH, or it is compared with what marking
 * writes, or it is named as not covered.
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferSource, type Splice } from '../../src/bytes/source.js'
import { changesNothing, composed } from '../../src/bytes/spliced-source.js'
import { elf } from '../../src/formats/elf/index.js'
import type { Codec } from '../../src/formats/format.js'
import { gguf } from '../../src/formats/gguf.js'
import { machO } from '../../src/formats/mach-o/index.js'
import { peChecksum } from '../../src/formats/pe/image.js'
import { pe } from '../../src/formats/pe/index.js'
import { pythonBytecode } from '../../src/formats/python-bytecode.js'
import { safeTensors } from '../../src/formats/safetensors.js'
import { sidecar } from '../../src/formats/sidecar.js'
import { wasm } from '../../src/formats/wasm.js'
import { inspect } from '../../src/mark/inspect.js'
import { applied, markedLikeInsert, markFor, sha256, verdictOn } from './artifacts.js'
import { lipo, signLikeCodesign, slicesOf, someCms } from './mach-o-reader.js'
import { vectorFile } from './vectors.js'

const fixture = (name: string) =>
  readFileSync(new URL(`../../../../test/fixtures/pe/${name}`, import.meta.url))

const u32 = (value: number) => Buffer.from(new Uint32Array([value]).buffer)
const u64 = (value: number) => Buffer.from(new BigUint64Array([BigInt(value)]).buffer)

const X86_64 = 0x01000007
const ARM64 = 0x0100000c
const linkerSigned = vectorFile('macho-arm64-adhoc.dylib')
const unsignedMachO = vectorFile('macho-x86_64.dylib')
const fat = lipo([
  { cpuType: X86_64, align: 12, bytes: unsignedMachO },
  { cpuType: ARM64, align: 14, bytes: linkerSigned },
])
const wasmModule = Buffer.from('0061736d01000000010401600000030201000a040102000b', 'hex')

interface Input {
  codec: Codec
  name: string
  bytes: Buffer
}

const inputs: Record<string, Input> = {
  'ELF, dynamic': { codec: elf, name: 'a', bytes: vectorFile('elf-dynamic') },
  'ELF, stripped': { codec: elf, name: 'a', bytes: vectorFile('elf-static-stripped') },
  'ELF object': { codec: elf, name: 'a.o', bytes: vectorFile('elf-object.o') },
  'Mach-O': { codec: machO, name: 'a', bytes: unsignedMachO },
  'Mach-O, signed': { codec: machO, name: 'a', bytes: linkerSigned },
  'Mach-O, fat': { codec: machO, name: 'a', bytes: fat },
  'PE, section': { codec: pe, name: 'a.exe', bytes: fixture('hello.exe') },
  'PE, overlay': { codec: pe, name: 'a.exe', bytes: fixture('assembly.exe') },
  WebAssembly: { codec: wasm, name: 'a.wasm', bytes: wasmModule },
  'Python bytecode': { codec: pythonBytecode, name: 'a.pyc', bytes: vectorFile('module.pyc') },
  GGUF: { codec: gguf, name: 'a.gguf', bytes: vectorFile('model.gguf') },
  SafeTensors: { codec: safeTensors, name: 'a.safetensors', bytes: vectorFile('model-meta.safetensors') },
}

async function markedInput(name: string): Promise<Input> {
  const input = inputs[name]!
  return { ...input, bytes: await markedLikeInsert(input.codec, input.name, input.bytes) }
}

/** Whether the mark is called valid, and nothing is named that it does not cover. */
async function believed({ codec, name }: Input, bytes: Uint8Array): Promise<boolean> {
  const verdict = await verdictOn(codec, name, bytes)
  return verdict?.valid === true && verdict.uncovered.length === 0
}

const replaced = (bytes: Uint8Array, at: number, remove: number, insert: Uint8Array | string) =>
  applied(bytes, [{ at, remove, insert: Buffer.from(insert) }])

/** With four zeros at a multiple of four, if there were others. */
function wordOfZeros(bytes: Uint8Array, at: number): Buffer | undefined {
  const isOther = at % 4 === 0 && bytes.subarray(at, at + 4).some((byte) => byte !== 0)
  return isOther ? replaced(bytes, at, Math.min(4, bytes.length - at), Buffer.alloc(4)) : undefined
}

describe('edits of what edits have left', () => {
  const edits = fc.array(fc.tuple(fc.nat(12), fc.nat(4), fc.uint8Array({ maxLength: 4 })), { maxLength: 4 })
  const inOrder = (size: number, list: [number, number, Uint8Array][]): Splice[] => {
    let end = 0
    return list.map(([gap, remove, insert]) => {
      const at = Math.min(size, end + gap)
      end = Math.min(size, at + remove)
      return { at, remove: end - at, insert }
    })
  }

  it('do what both do', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), edits, edits, (bytes, a, b) => {
        const first = inOrder(bytes.length, a)
        const between = applied(bytes, first)
        const second = inOrder(between.length, b)
        const both = composed(bufferSource(bytes), first, second)
        expect(applied(bytes, both)).toEqual(applied(between, second))
      }),
    )
  })

  it('are told from those that leave all as it is', () => {
    const bytes = fc.array(fc.constantFrom(0, 1), { maxLength: 20 }).map((list) => Uint8Array.from(list))
    const small = fc.array(
      fc.tuple(
        fc.nat(5),
        fc.nat(2),
        bytes.map((list) => list.subarray(0, 2)),
      ),
      {
        maxLength: 3,
      },
    )
    fc.assert(
      fc.property(bytes, small, (bytes, list) => {
        const splices = inOrder(bytes.length, list)
        expect(changesNothing(bufferSource(bytes), splices)).toBe(applied(bytes, splices).equals(bytes))
      }),
      { numRuns: 2000 },
    )
  })
})

describe.each(Object.keys(inputs))('%s', (name) => {
  it('is valid as it was marked, and after it was marked again', async () => {
    const input = await markedInput(name)
    expect(await verdictOn(input.codec, input.name, input.bytes)).toEqual({
      valid: true,
      errors: [],
      uncovered: [],
    })
    const again = await markedLikeInsert(input.codec, input.name, input.bytes)
    expect(sha256(again)).toBe(sha256(input.bytes))
  })

  it('is not with one byte changed, added or taken away anywhere', async () => {
    const input = await markedInput(name)
    const { bytes } = input
    const some = (list: number[]) => list.filter((_, i) => list.length < 1500 || i % 7 === 0)
    const mark = bytes.lastIndexOf('"MAGIC')
    const places = new Set([
      ...some([...bytes.keys()].filter((at) => at < 2000)),
      ...some([...bytes.keys()].filter((at) => Math.abs(at - mark) < 60 || at > bytes.length - 700)),
      ...[...bytes.keys()].filter((at) => at % 997 === 0 || (at < 400 && at % 4 === 0)),
    ])
    for (const at of places) {
      const byte = bytes[at]!
      for (const [what, changed] of [
        ['flipped', replaced(bytes, at, 1, Uint8Array.of(byte ^ 1))],
        ['zero', byte === 0 ? undefined : replaced(bytes, at, 1, Uint8Array.of(0))],
        ['with all of its word zero', wordOfZeros(bytes, at)],
        ['doubled', replaced(bytes, at, 0, Uint8Array.of(byte))],
        ['gone', replaced(bytes, at, 1, '')],
      ] as const)
        if (changed && (await believed(input, changed))) expect.fail(`byte ${at} ${what}`)
    }
    for (const tail of ['\0', ' ', '}', '\n', Buffer.alloc(4096)])
      expect(await believed(input, Buffer.concat([bytes, Buffer.from(tail)]))).toBe(false)
  })
})

describe('a module in WebAssembly', () => {
  const section = (contents: Uint8Array | string, size?: number[]) => {
    const body = Buffer.concat([Buffer.from('\x0achalk.mark'), Buffer.from(contents)])
    return Buffer.concat([
      Buffer.from([0, ...(size ?? [(body.length & 0x7f) | 0x80, body.length >> 7])]),
      body,
    ])
  }
  const cases: Record<string, (marked: Buffer, mark: Buffer) => Buffer> = {
    'a second section with another mark': (marked) =>
      Buffer.concat([marked, section(markFor('1'.repeat(64)))]),
    'a second section with anything': (marked) => Buffer.concat([marked, section('payload')]),
    'a second section before it': (marked, mark) =>
      Buffer.concat([
        wasmModule,
        section('payload'),
        marked.subarray(wasmModule.length),
        mark.subarray(0, 0),
      ]),
    'the section before the code': (marked) => {
      const moved = marked.subarray(wasmModule.length)
      return Buffer.concat([wasmModule.subarray(0, 8), moved, wasmModule.subarray(8)])
    },
    'more behind the mark': (_, mark) =>
      Buffer.concat([wasmModule, section(Buffer.concat([mark, Buffer.from('payload')]))]),
    'a size with more bytes than it needs': (_, mark) =>
      Buffer.concat([
        wasmModule,
        section(mark, [
          ((mark.length + 11) & 0x7f) | 0x80,
          (((mark.length + 11) >> 7) & 0x7f) | 0x80,
          0x80,
          0,
        ]),
      ]),
    'a name with a length of more bytes than it needs': (_, mark) => {
      const body = Buffer.concat([Buffer.from([0x8a, 0x00]), Buffer.from('chalk.mark'), mark])
      return Buffer.concat([
        wasmModule,
        Buffer.from([0, (body.length & 0x7f) | 0x80, body.length >> 7]),
        body,
      ])
    },
    'a section behind it': (marked) => Buffer.concat([marked, Buffer.from('\0\x03\x02xx', 'latin1')]),
  }
  it.each(Object.keys(cases))('with %s', async (name) => {
    const input = await markedInput('WebAssembly')
    const mark = input.bytes.subarray(input.bytes.indexOf('{ "MAGIC'))
    const changed = cases[name]!(input.bytes, mark)
    expect((await verdictOn(wasm, 'a.wasm', changed))!.valid).toBe(false)
  })
})

describe('a model in GGUF', () => {
  const string = (text: string | Uint8Array) =>
    Buffer.concat([u64(Buffer.from(text).length), Buffer.from(text)])
  const pair = (key: string, value: string | Uint8Array) =>
    Buffer.concat([string(key), u32(8), string(value)])
  /** A model with these pairs and one tensor. */
  const model = (pairs: Buffer[], { padding = 0, fill = 0, tensors = 1 } = {}) => {
    const info = tensors ? Buffer.concat([string('t'), u32(1), u64(8), u32(0), u64(0)]) : Buffer.alloc(0)
    const head = Buffer.concat([Buffer.from('GGUF'), u32(3), u64(tensors), u64(pairs.length), ...pairs, info])
    const aligned = Math.ceil(head.length / 32) * 32 - head.length
    return Buffer.concat([head, Buffer.alloc(aligned + padding, fill), Buffer.alloc(tensors * 32, 7)])
  }
  const [a, b] = [pair('a', 'first'), pair('b', 'second')]
  const markOf = async (bytes: Buffer) => {
    const marked = await markedLikeInsert(gguf, 'a.gguf', bytes)
    const at = marked.indexOf('{ "MAGIC')
    return { marked, mark: marked.subarray(at, marked.indexOf(' }', at) + 2) }
  }
  const valid = async (bytes: Buffer) => (await verdictOn(gguf, 'a.gguf', bytes))?.valid

  it('with the pair elsewhere than at the end', async () => {
    const { marked, mark } = await markOf(model([a, b]))
    expect(await valid(marked)).toBe(true)
    expect(model([a, b, pair('chalk.mark', mark)]).equals(marked)).toBe(true)
    expect(await valid(model([a, pair('chalk.mark', mark), b]))).toBe(false)
    expect(await valid(model([pair('chalk.mark', mark), a, b]))).toBe(false)
  })

  it('with more than the mark in the string', async () => {
    const { mark } = await markOf(model([a, b]))
    for (const more of ['payload', '\0', ' ', '\n'])
      expect(await valid(model([a, b, pair('chalk.mark', Buffer.concat([mark, Buffer.from(more)]))]))).toBe(
        false,
      )
  })

  it('with two pairs of the name', async () => {
    const { mark } = await markOf(model([a, b]))
    const first = pair('chalk.mark', mark)
    expect(await valid(model([a, b, first, first]))).toBe(false)
    expect(await valid(model([a, b, pair('chalk.mark', 'payload'), first]))).toBe(false)
    expect(await valid(model([a, b, first, pair('chalk.mark', 'payload')]))).not.toBe(true)
  })

  it('with something in the padding, or none', async () => {
    const { marked, mark } = await markOf(model([a, b]))
    const data = marked.length - 32
    expect(marked[data - 1]).toBe(0)
    expect(await valid(replaced(marked, data - 1, 1, 'x'))).toBe(false)
    expect(await valid(replaced(marked, data, 0, Buffer.alloc(32)))).toBe(false)
    const empty = await markOf(model([a, b], { tensors: 0 }))
    const end = empty.marked.lastIndexOf('}') + 1
    expect(await valid(empty.marked)).toBe(true)
    expect(end).toBeLessThan(empty.marked.length)
    for (let length = end; length < empty.marked.length; length++)
      expect(await valid(empty.marked.subarray(0, length))).not.toBe(true)
    expect(mark.length).toBeGreaterThan(0)
  })

  it('with the blank of a mark that needs none', async () => {
    const { mark } = await markOf(model([a, b]))
    const blanked = Buffer.concat([mark.subarray(0, -1), Buffer.from(' }')])
    expect(await valid(model([a, b, pair('chalk.mark', blanked)]))).toBe(false)
  })

  it('with that blank where the mark needs it', async () => {
    for (let length = 0; length < 32; length++) {
      const bytes = model([pair('a', 'x'.repeat(length))], { tensors: 0 })
      const bare = bytes.subarray(0, bytes.indexOf('x'.repeat(length)) + length || bytes.length)
      expect(await valid(await markedLikeInsert(gguf, 'a.gguf', bare))).toBe(true)
    }
  })
})

describe('a model in SafeTensors', () => {
  const TENSOR = '"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}'
  const model = (header: string) =>
    Buffer.concat([u64(Buffer.byteLength(header)), Buffer.from(header), Buffer.from('12345678')])
  const headerOf = (bytes: Buffer) => bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE()))
  const plain = model(`{"__metadata__":{"format":"pt"},${TENSOR}}`)
  const changed = async (change: (header: string) => string) => {
    const header = headerOf(await markedLikeInsert(safeTensors, 'a.safetensors', plain))
    const after = change(header)
    expect(after).not.toBe(header)
    return (await verdictOn(safeTensors, 'a.safetensors', model(after)))?.valid
  }
  const cases: Record<string, (header: string) => string> = {
    'an escaped key': (header) => header.replace('"chalk"', '"\\u0063halk"'),
    'an escape in the mark’s string': (header) => header.replace('MAGIC', '\\u004dAGIC'),
    'an escaped slash or letter in a value': (header) => header.replace('1.1.3', '1.1.\\u0033'),
    'more in the mark’s string': (header) => header.replace(' }"', ' }payload"'),
    'more blanks in the mark': (header) => header.replace(' }"', `${' '.repeat(9)}}"`),
    'blanks around the pair': (header) => header.replace('"chalk":', ' "chalk": '),
    'blanks behind the pair': (header) => header.replace(' }"}', ' }" }'),
    'the pair before another': (header) =>
      header.replace(/"format":"pt",(.*\})"\},/, (_, chalk) => `${chalk}","format":"pt"},`),
    'the key twice': (header) => header.replace('"format"', '"chalk":"payload","format"'),
    'the metadata twice': (header) => header.replace(/\}$/, ',"__metadata__":{"a":"b"}}'),
    'another pair': (header) => header.replace('"format"', '"x":"y","format"'),
    'a tensor twice': (header) => header.replace(/\}$/, `,${TENSOR}}`),
    'a blank behind the header': (header) => `${header} `,
  }
  it.each(Object.keys(cases))('with %s', async (name) => {
    expect(await changed(cases[name]!)).not.toBe(true)
  })

  it('is not marked where readers could not read it', async () => {
    for (const header of [
      `{"__metadata__":{"a":1},${TENSOR}}`,
      `{"__metadata__":{"a":{"b":"c"}},${TENSOR}}`,
      `{"__metadata__":{"a":nonsense},${TENSOR}}`,
      `{"__metadata__":{"a":"\\q"},${TENSOR}}`,
      `{"__metadata__":{"a":"b"},${TENSOR}} payload`,
      `{"__metadata__":{"a":"b"},${TENSOR},"u":[}]}`,
    ])
      await expect(markedLikeInsert(safeTensors, 'a.safetensors', model(header))).rejects.toMatchObject({
        code: 'MALFORMED',
      })
  })
})

describe('a mark beside a model', () => {
  const bytes = vectorFile('model.onnx')
  const theirs = vectorFile('model.onnx.chalk')
  const verdict = (beside: Uint8Array | string) =>
    verdictOn(sidecar, 'model.onnx', bytes, Buffer.from(beside))

  it('is alone in its file', async () => {
    expect((await verdict(theirs))!.valid).toBe(true)
    const text = theirs.toString()
    for (const other of [
      text.trimEnd(),
      `${text}\n`,
      `${text.trimEnd()}\r\n`,
      ` ${text}`,
      `#!/bin/sh\n${text}`,
      `${text}payload\n`,
      `${text}${text}`,
      `\ufeff${text}`,
      `${text}\0`,
    ])
      expect((await verdict(other))?.valid, JSON.stringify(other.slice(0, 9))).not.toBe(true)
  })
})

describe('compiled Python', () => {
  it('with something behind the mark', async () => {
    const { bytes } = await markedInput('Python bytecode')
    const mark = bytes.subarray(bytes.indexOf('{ "MAGIC'))
    for (const tail of [' ', '\n', '\0', 'payload', '}', ' }', '{}', mark, `PK\x05\x06${'\0'.repeat(18)}`])
      expect(
        (await verdictOn(pythonBytecode, 'a.pyc', Buffer.concat([bytes, Buffer.from(tail)])))?.valid,
      ).not.toBe(true)
  })
})

describe('ELF', () => {
  it('with more in the section than the mark', async () => {
    const { bytes } = await markedInput('ELF, dynamic')
    const table = Number(bytes.readBigUInt64LE(0x28))
    const index = Array.from({ length: bytes.readUInt16LE(0x3c) }, (_, i) => table + i * 64).find(
      (at) => Number(bytes.readBigUInt64LE(at + 24)) === bytes.indexOf('{ "MAGIC'),
    )!
    const size = Number(bytes.readBigUInt64LE(index + 32))
    const at = bytes.indexOf('{ "MAGIC')
    // As many bytes as keep all other offsets, and 8 more that move them.
    for (const more of [1, (8 - (size % 8)) % 8 || 8]) {
      const changed = Buffer.from(bytes)
      changed.writeBigUInt64LE(BigInt(size + more), index + 32)
      if (size % 8 !== 0) changed.fill('x', at + size, at + size + more)
      expect((await verdictOn(elf, 'a', changed))?.valid).not.toBe(true)
    }
  })

  it('with more zeros than alignment between the section and the string table', async () => {
    const { bytes } = await markedInput('ELF, dynamic')
    const table = Number(bytes.readBigUInt64LE(0x28))
    const strings = table + bytes.readUInt16LE(0x3e) * 64
    const namesAt = Number(bytes.readBigUInt64LE(strings + 24))
    const changed = replaced(bytes, namesAt, 0, Buffer.alloc(64))
    changed.writeBigUInt64LE(BigInt(table + 64), 0x28)
    changed.writeBigUInt64LE(BigInt(namesAt + 64), strings + 64 + 24)
    const verdict = await verdictOn(elf, 'a', changed)
    expect(verdict).toMatchObject({ valid: false, errors: [expect.stringContaining('as marking puts it')] })
  })
})

describe('PE', () => {
  const hello = fixture('hello.exe')
  const headersOf = (bytes: Buffer) => {
    const coff = bytes.readUInt32LE(0x3c) + 4
    const optional = coff + 20
    const wide = bytes.readUInt16LE(optional) === 0x20b
    return { optional, certificates: optional + (wide ? 112 : 96) + 32 }
  }
  const entry = (content: Uint8Array, padding = 0) => {
    const der = Buffer.concat([Buffer.from([0x30, content.length]), content])
    const bytes = Buffer.alloc(Math.ceil((8 + der.length) / 8) * 8 + padding)
    bytes.writeUInt32LE(bytes.length, 0)
    bytes.writeUInt16LE(0x200, 4)
    bytes.writeUInt16LE(2, 6)
    bytes.set(der, 8)
    return bytes
  }
  const signed = (marked: Buffer, table: Buffer) => {
    const copy = Buffer.from(marked)
    copy.writeUInt32LE(marked.length, headersOf(copy).certificates)
    copy.writeUInt32LE(table.length, headersOf(copy).certificates + 4)
    // Signers set CheckSum if it was set.
    const checksumAt = headersOf(copy).optional + 64
    const isSet = copy.readUInt32LE(checksumAt) !== 0
    copy.writeUInt32LE(0, checksumAt)
    const whole = Buffer.concat([copy, table])
    if (isSet) whole.writeUInt32LE(peChecksum([whole]), checksumAt)
    return whole
  }
  const blob = Buffer.alloc(50, 'signature')

  it('that was signed after marking says so', async () => {
    for (const name of ['PE, section', 'PE, overlay']) {
      const { bytes } = await markedInput(name)
      expect(await verdictOn(pe, 'a.exe', signed(bytes, entry(blob)))).toEqual({
        valid: true,
        errors: [],
        uncovered: ['the certificate table (64 bytes), which was added after marking'],
      })
    }
  })

  const tables: Record<string, Buffer> = {
    'what is no entry': Buffer.alloc(64, 'payload'),
    zeros: Buffer.alloc(64),
    'data behind the signature': Buffer.concat([entry(blob).subarray(0, 60), Buffer.from('evil')]),
    'more zeros than alignment': entry(blob, 8),
    'an entry of another type': Buffer.from(entry(blob)).fill(1, 6, 7),
    'an entry of another revision': Buffer.from(entry(blob)).fill(3, 5, 6),
    'an entry longer than the table': Buffer.from(entry(blob)).fill(1, 2, 3),
    'an entry and something': Buffer.concat([entry(blob), Buffer.alloc(8, 'x')]),
    'an entry without a signature': (() => {
      const bytes = entry(blob)
      bytes[8] = 0x31
      return bytes
    })(),
  }
  it.each(Object.keys(tables))('with %s for a certificate table', async (name) => {
    const { bytes } = await markedInput('PE, section')
    expect((await verdictOn(pe, 'a.exe', signed(bytes, tables[name]!)))!.valid).toBe(false)
  })

  it('with data between the mark and the certificate table, or behind that', async () => {
    const { bytes } = await markedInput('PE, section')
    const between = signed(Buffer.concat([bytes, Buffer.alloc(8, 'x')]), entry(blob))
    const behind = Buffer.concat([signed(bytes, entry(blob)), Buffer.alloc(8)])
    for (const changed of [between, behind])
      expect((await verdictOn(pe, 'a.exe', changed))!.valid).toBe(false)
  })

  it('with a checksum that is not the file’s', async () => {
    const { bytes } = await markedInput('PE, section')
    const changed = Buffer.from(bytes)
    changed.writeUInt32LE(0x1234, headersOf(bytes).optional + 64)
    expect((await verdictOn(pe, 'a.exe', changed))!.uncovered).toEqual([
      'the field CheckSum, which is not the sum of the file',
    ])
  })

  it('whose checksum was taken away, or first set', async () => {
    const { bytes } = await markedInput('PE, section')
    expect(bytes.readUInt32LE(headersOf(bytes).optional + 64)).toBeGreaterThan(0)
    const without = Buffer.from(bytes)
    without.writeUInt32LE(0, headersOf(bytes).optional + 64)
    expect((await verdictOn(pe, 'a.exe', without))!.valid).toBe(false)
    const plain = Buffer.from(hello)
    plain.writeUInt32LE(0, headersOf(hello).optional + 64)
    const set = await markedLikeInsert(pe, 'a.exe', plain)
    expect((await verdictOn(pe, 'a.exe', set))!.uncovered).toEqual([])
    set.writeUInt32LE(peChecksum([set]), headersOf(hello).optional + 64)
    expect((await verdictOn(pe, 'a.exe', set))!.valid).toBe(false)
    expect(await verdictOn(pe, 'a.exe', signed(set, entry(blob)))).toEqual({
      valid: true,
      errors: [],
      uncovered: [expect.stringContaining('certificate table'), 'whether the field CheckSum was set'],
    })
  })

  it('whose checksum was taken away, with a mark that does not say that there was one', async () => {
    const source = bufferSource(hello)
    const { artifact, hash } = await inspect({ name: 'a.exe', source }, pe, {})
    const bytes = applied(hello, await artifact.insert(markFor(hash)))
    bytes.writeUInt32LE(0, headersOf(bytes).optional + 64)
    expect(await verdictOn(pe, 'a.exe', bytes)).toEqual({
      valid: true,
      errors: [],
      uncovered: ['whether the field CheckSum was set'],
    })
  })

  it('with its mark in the other place', async () => {
    const { bytes } = await markedInput('PE, section')
    const at = bytes.indexOf('{ "MAGIC')
    const mark = bytes.subarray(at, bytes.indexOf(' }', at) + 2)
    const length = Math.ceil(mark.length / 8) * 8
    const frame = Buffer.alloc(length + 16)
    frame.set(mark)
    frame.write('CHALKPE\0', length)
    frame.writeBigUInt64LE(BigInt(length), length + 8)
    const verdict = await verdictOn(pe, 'a.exe', Buffer.concat([hello, frame]))
    expect(verdict).toMatchObject({ valid: false, errors: [expect.stringContaining('as marking puts it')] })
  })
})

describe('Mach-O', () => {
  it('that was signed after marking says so', async () => {
    const { bytes } = await markedInput('Mach-O')
    for (const options of [{}, { cms: someCms, flags: 0 }])
      expect(await verdictOn(machO, 'a', signLikeCodesign(bytes, options))).toMatchObject({
        valid: true,
        uncovered: [expect.stringContaining('code signature')],
      })
  })

  it('with a signature that is not that of its marking is not covered by X-CONTENT-HASH', async () => {
    const { bytes } = await markedInput('Mach-O, signed')
    expect((await verdictOn(machO, 'a', bytes))!.uncovered).toEqual([])
    const again = signLikeCodesign(await strip(bytes))
    expect(await verdictOn(machO, 'a', again)).toMatchObject({
      valid: true,
      uncovered: [expect.stringMatching(/^the ad-hoc code signature \(\d+ bytes\)/)],
    })
  })

  it('with entitlements that its signature does not cover', async () => {
    const signed = await markedLikeInsert(machO, 'a', signLikeCodesign(unsignedMachO))
    expect(await verdictOn(machO, 'a', signed)).toMatchObject({ valid: true, uncovered: [] })
    signed.write('kit', signed.indexOf('<key>jit') + '<key>'.length)
    expect(await verdictOn(machO, 'a', signed)).toMatchObject({
      valid: false,
      errors: [expect.stringContaining('not that of the content')],
    })
  })

  it('with another identifier in its signature names that', async () => {
    const signed = await markedLikeInsert(machO, 'a', signLikeCodesign(unsignedMachO))
    signed.write('org', signed.indexOf('com.example.tool'))
    expect(await verdictOn(machO, 'a', signed)).toMatchObject({
      valid: true,
      uncovered: [expect.stringContaining('ad-hoc code signature')],
    })
  })

  it('whose signature was taken away', async () => {
    const { bytes } = await markedInput('Mach-O, signed')
    const verdict = await verdictOn(machO, 'a', await strip(bytes))
    expect(verdict).toMatchObject({
      valid: false,
      errors: [expect.stringContaining('X-CONTENT-HASH')],
    })
  })

  it('whose signature was taken away, with a mark that does not say that there was one', async () => {
    const source = bufferSource(linkerSigned)
    const { artifact, hash } = await inspect({ name: 'a', source }, machO, {})
    const bytes = applied(linkerSigned, await artifact.insert(markFor(hash)))
    expect(await verdictOn(machO, 'a', await strip(bytes))).toEqual({
      valid: true,
      errors: [],
      uncovered: ['whether it had a code signature'],
    })
  })

  it('with one slice signed with a certificate names what was done to the signature of the other one', async () => {
    const plain = lipo([
      { cpuType: X86_64, align: 14, bytes: signLikeCodesign(unsignedMachO) },
      { cpuType: ARM64, align: 14, bytes: linkerSigned },
    ])
    const [first, second] = slicesOf(await markedLikeInsert(machO, 'a', plain)).map(({ bytes }) => bytes)
    const certified = signLikeCodesign(await strip(second!), { cms: someCms, flags: 0 })
    const bare = await strip(first!)
    const others = {
      'as it was': first!,
      'taken away': bare,
      'made with a certificate': signLikeCodesign(bare, { cms: someCms, flags: 0 }),
      'for another program': (() => {
        const changed = Buffer.from(first!)
        changed.write('org', changed.indexOf('com.example.tool'))
        return changed
      })(),
    }
    for (const [name, other] of Object.entries(others)) {
      const bytes = lipo([
        { cpuType: X86_64, align: 14, bytes: other },
        { cpuType: ARM64, align: 14, bytes: certified },
      ])
      const verdict = await verdictOn(machO, 'a', bytes)
      expect(verdict, name).toMatchObject({ valid: true, errors: [] })
      expect(verdict!.uncovered, name).toContain(
        'the code signatures of all slices, and whether they had any',
      )
    }
  })

  it.each([{}, { cms: someCms, flags: 0 }])('with something behind its signature', async (options) => {
    const { bytes } = await markedInput('Mach-O')
    const signed = signLikeCodesign(bytes, options)
    signed[signed.length - 1] = 1
    expect((await verdictOn(machO, 'a', signed))!.valid).toBe(false)
    signed[signed.length - 1] = 0
    signed[signed.indexOf('fade0cc0', 'hex') + 7]! += 1
    expect((await verdictOn(machO, 'a', signed))!.valid).toBe(false)
  })

  it('with a slice that has no mark, or another', async () => {
    const { bytes } = await markedInput('Mach-O, fat')
    const at = bytes.readUInt32BE(8 + 8)
    const first = bytes.subarray(at, at + bytes.readUInt32BE(8 + 12))
    const bare = lipo([
      { cpuType: X86_64, align: 12, bytes: first },
      { cpuType: ARM64, align: 14, bytes: linkerSigned },
    ])
    expect(await verdictOn(machO, 'a', bare)).toMatchObject({
      valid: false,
      errors: [expect.stringContaining('not every slice has a mark')],
    })
    const other = Buffer.from(bytes)
    other.write('9', other.indexOf('"CHALK_VERSION" : "') + '"CHALK_VERSION" : "'.length)
    expect(await verdictOn(machO, 'a', other)).toMatchObject({
      valid: false,
      errors: [expect.stringContaining('its slices have different marks')],
    })
  })

  it('with slices that are laid out with more room', async () => {
    const { bytes } = await markedInput('Mach-O, fat')
    const [at, size] = [bytes.readUInt32BE(28 + 8), bytes.readUInt32BE(28 + 12)]
    const moved = replaced(bytes, at, 0, Buffer.alloc(1 << 14))
    moved.writeUInt32BE(at + (1 << 14), 28 + 8)
    expect(at + size).toBe(bytes.length)
    expect((await verdictOn(machO, 'a', moved))!.valid).toBe(false)
  })

  /** A thin image without its code signature, as `codesign --remove-signature` leaves it. */
  async function strip(bytes: Buffer): Promise<Buffer> {
    const source = bufferSource(bytes)
    const { normalForm, mark } = await machO.read({ name: 'a', source }, {})
    // The normal form is unsigned, with 32 zeros for the mark: only its sizes are not the marked file's.
    const [head] = normalForm
    const commands = Buffer.from(head!.insert)
    const end = mark!.at! + mark!.text.length
    const thin = Buffer.concat([commands, bytes.subarray(commands.length, end)])
    const { offset, fileoff } = (await import('./mach-o-reader.js')).linkedit(thin)
    thin.writeBigUInt64LE(BigInt(thin.length - fileoff), offset + 48)
    thin.writeBigUInt64LE(BigInt(Math.ceil((thin.length - fileoff) / 0x4000) * 0x4000), offset + 32)
    const note = thin.indexOf('chalk\0\0\0\0\0\0\0\0\0\0\0')
    thin.writeBigUInt64LE(BigInt(mark!.text.length), note + 24)
    return thin
  }
})
