/**
 * Binary files as the lists of records that their formats are made of: sections, load commands, pairs, entries. A list can be
 * changed and put together again, with counts, offsets and checksums that fit. No random change of bytes gets that far.
 */
import { gunzipSync, gzipSync } from 'node:zlib'
import { lipo, slicesOf } from '../../../packages/core/test/formats/mach-o-reader.js'

/** A file in parts. */
export interface Records {
  list: Buffer[]
  /** The file with other records in the place of these. */
  build(list: readonly Buffer[]): Buffer
}

type Split = (bytes: Buffer) => Records[]

/** Every list in the file; none where it is malformed. */
export function recordsIn(kind: string, bytes: Buffer): Records[] {
  try {
    return SPLITS[kind]?.(bytes) ?? []
  } catch {
    return []
  }
}

const HEAD = 512

/** The fields of headers, if these are as long as a word. */
export function headWords(bytes: Buffer): Records {
  const words = Math.floor(Math.min(bytes.length, HEAD) / 4)
  const list = Array.from({ length: words }, (_, i) => bytes.subarray(i * 4, i * 4 + 4))
  return { list, build: (list) => Buffer.concat([...list, bytes.subarray(words * 4)]) }
}

/** @throws Error if a size leads back, and reading on would never end. */
function behind(at: number, end: number): number {
  if (!(end > at)) throw new Error('a size that leads back')
  return end
}

/** Records of one size that stand one behind the other, where others may follow only up to `limit`. */
function table(
  bytes: Buffer,
  at: number,
  size: number,
  count: number,
  countAt: number,
  limit: number,
): Records {
  const list = Array.from({ length: count }, (_, i) => bytes.subarray(at + i * size, at + (i + 1) * size))
  return {
    list,
    build(list) {
      const result = Buffer.from(bytes)
      const room = Buffer.alloc(Math.min(limit, bytes.length) - at)
      Buffer.concat(list).copy(room)
      result.set(room.subarray(0, Math.max(list.length, count) * size), at)
      result.writeUInt16LE(list.length, countAt)
      return result
    },
  }
}

const wasm: Split = (bytes) => {
  const list: Buffer[] = []
  for (let at = 8; at < bytes.length; ) {
    let [size, width] = [0, 0]
    for (let byte = 0x80; byte & 0x80; width++) {
      byte = bytes[at + 1 + width]!
      size += (byte & 0x7f) << (7 * width)
    }
    const end = at + 1 + width + size
    list.push(bytes.subarray(at, end))
    at = behind(at, end)
  }
  return [{ list, build: (list) => Buffer.concat([bytes.subarray(0, 8), ...list]) }]
}

const GGUF_SIZES = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8]

function ggufValue(bytes: Buffer, at: number, type: number): number {
  if (type === 8) return at + 8 + Number(bytes.readBigUInt64LE(at))
  if (type !== 9) return at + GGUF_SIZES[type]!
  const [element, count] = [bytes.readUInt32LE(at), Number(bytes.readBigUInt64LE(at + 4))]
  let end = at + 12
  for (let i = 0; i < count && end < bytes.length; i++) end = ggufValue(bytes, end, element)
  return end
}

const gguf: Split = (bytes) => {
  const [tensors, count] = [8, 16].map((at) => Number(bytes.readBigUInt64LE(at))) as [number, number]
  const pairs: Buffer[] = []
  let at = 24
  for (let i = 0; i < count && at < bytes.length; i++) {
    const typeAt = ggufValue(bytes, at, 8)
    const end = ggufValue(bytes, typeAt + 4, bytes.readUInt32LE(typeAt))
    pairs.push(bytes.subarray(at, end))
    at = end
  }
  const pairsEnd = at
  for (let i = 0; i < tensors && at < bytes.length; i++) {
    const dimensions = ggufValue(bytes, at, 8)
    at = dimensions + 4 + bytes.readUInt32LE(dimensions) * 8 + 12
  }
  const infos = bytes.subarray(pairsEnd, at)
  const named = pairs.find((pair) => pair.includes('general.alignment'))
  const alignment = named ? named.readUInt32LE(named.length - 4) : 32
  const data = bytes.subarray(Math.min(bytes.length, Math.ceil(at / alignment) * alignment))
  const build = (list: readonly Buffer[]) => {
    const head = Buffer.concat([bytes.subarray(0, 24), ...list, infos])
    head.writeBigUInt64LE(BigInt(list.length), 16)
    const gap = (alignment - (head.length % alignment)) % alignment
    return Buffer.concat([head, Buffer.alloc(data.length > 0 ? gap : 0), data])
  }
  return [{ list: pairs, build }]
}

/** Members of a JSON object as the texts between its commas. */
function membersOf(text: string): string[] {
  const members: string[] = []
  let [depth, start, quoted] = [0, 1, false]
  for (let i = 1; i < text.length; i++) {
    const sign = text[i]
    if (quoted) {
      if (sign === '\\') i++
      else if (sign === '"') quoted = false
    } else if (sign === '"') quoted = true
    else if (sign === '{' || sign === '[') depth++
    else if ((sign === ',' && depth === 0) || (sign === '}' && depth === 0)) {
      members.push(text.slice(start, i))
      start = i + 1
    } else if (sign === '}' || sign === ']') depth--
  }
  return members
}

const safetensors: Split = (bytes) => {
  const size = Number(bytes.readBigUInt64LE(0))
  const header = bytes.toString('latin1', 8, 8 + size)
  const trimmed = header.trimEnd()
  const data = bytes.subarray(8 + size)
  const whole = (text: string) => {
    const head = Buffer.from(text + header.slice(trimmed.length), 'latin1')
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(head.length))
    return Buffer.concat([length, head, data])
  }
  const members = membersOf(trimmed)
  const buffers = (texts: string[]) => texts.map((text) => Buffer.from(text, 'latin1'))
  const joined = (list: readonly Buffer[]) => `{${list.map((part) => part.toString('latin1')).join(',')}}`
  const lists: Records[] = [{ list: buffers(members), build: (list) => whole(joined(list)) }]
  const at = members.findIndex((member) => member.startsWith('"__metadata__":{'))
  if (at >= 0) {
    const key = '"__metadata__":'
    const inner = membersOf(members[at]!.slice(key.length))
    lists.push({
      list: buffers(inner),
      build: (list) => whole(joined(buffers(members.with(at, key + joined(list))))),
    })
  }
  return lists
}

function machCommands(bytes: Buffer): Records {
  const list: Buffer[] = []
  for (let at = 32; list.length < bytes.readUInt32LE(16); at += list.at(-1)!.length)
    list.push(bytes.subarray(at, at + Math.max(8, bytes.readUInt32LE(at + 4))))
  const end = 32 + bytes.readUInt32LE(20)
  const build = (list: readonly Buffer[]) => {
    const commands = Buffer.concat(list)
    const result = Buffer.from(bytes)
    result.fill(0, 32, Math.max(end, 32 + commands.length))
    result.set(commands, 32)
    result.writeUInt32LE(list.length, 16)
    result.writeUInt32LE(commands.length, 20)
    return result
  }
  return { list, build }
}

const macho: Split = (bytes) => {
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return [machCommands(bytes)]
  const slices = slicesOf(bytes)
  const wide = bytes.readUInt32BE(0) === 0xcafebabf
  const whole = (parts: readonly Buffer[]) =>
    lipo(
      parts.map((part, i) => ({ ...slices[i % slices.length]!, bytes: part })),
      wide,
    )
  return [
    { list: slices.map(({ bytes }) => bytes), build: whole },
    ...slices.map(({ bytes }, i) => {
      const { list, build } = machCommands(bytes)
      const others = slices.map((slice) => slice.bytes)
      return { list, build: (list: readonly Buffer[]) => whole(others.with(i, build(list))) }
    }),
  ]
}

const pe: Split = (bytes) => {
  const coff = bytes.readUInt32LE(0x3c) + 4
  const optional = coff + 20
  const at = optional + bytes.readUInt16LE(coff + 16)
  return [table(bytes, at, 40, bytes.readUInt16LE(coff + 2), coff + 2, bytes.readUInt32LE(optional + 60))]
}

const elf: Split = (bytes) => {
  const [programs, sections] = [0x20, 0x28].map((at) => Number(bytes.readBigUInt64LE(at))) as [number, number]
  return [
    table(bytes, programs, 56, bytes.readUInt16LE(0x38), 0x38, bytes.length),
    table(bytes, sections, 64, bytes.readUInt16LE(0x3c), 0x3c, bytes.length),
  ]
}

const tar: Split = (bytes) => {
  const plain = gunzipSync(bytes)
  const list: Buffer[] = []
  let at = 0
  while (at < plain.length && plain[at] !== 0) {
    const size = Number.parseInt(plain.toString('latin1', at + 124, at + 135), 8)
    const end = at + 512 + Math.ceil(size / 512) * 512
    list.push(plain.subarray(at, end))
    at = behind(at, end)
  }
  const rest = plain.subarray(at)
  return [{ list, build: (list) => gzipSync(Buffer.concat([...list.map(withChecksum), rest])) }]
}

function withChecksum(entry: Buffer): Buffer {
  const result = Buffer.from(entry)
  result.fill(' ', 148, 156)
  const sum = result.subarray(0, 512).reduce((sum, byte) => sum + byte, 0)
  result.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return result
}

/** Each record is an entry of the directory with its local entry behind it. */
const zip: Split = (bytes) => {
  const endAt = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  const [size, offset] = [bytes.readUInt32LE(endAt + 12), bytes.readUInt32LE(endAt + 16)]
  const directoryAt = endAt - size
  const base = directoryAt - offset
  const headers: Buffer[] = []
  for (let at = directoryAt; at < endAt; at += headers.at(-1)!.length) {
    const length = 46 + [28, 30, 32].reduce((sum, field) => sum + bytes.readUInt16LE(at + field), 0)
    headers.push(bytes.subarray(at, at + length))
  }
  const starts = headers.map((header) => base + header.readUInt32LE(42))
  const list = headers.map((header, i) => {
    const next = starts.filter((start) => start > starts[i]!)
    return Buffer.concat([header, bytes.subarray(starts[i], Math.min(directoryAt, ...next))])
  })
  const prefix = bytes.subarray(0, Math.min(directoryAt, ...starts))
  const build = (list: readonly Buffer[]) => {
    const locals: Buffer[] = []
    const directory: Buffer[] = []
    let at = prefix.length - base
    for (const record of list) {
      const length = 46 + [28, 30, 32].reduce((sum, field) => sum + record.readUInt16LE(field), 0)
      const header = Buffer.from(record.subarray(0, length))
      header.writeUInt32LE(at, 42)
      directory.push(header)
      locals.push(record.subarray(length))
      at += record.length - length
    }
    const end = Buffer.from(bytes.subarray(endAt))
    for (const field of [8, 10]) end.writeUInt16LE(list.length, field)
    end.writeUInt32LE(Buffer.concat(directory).length, 12)
    end.writeUInt32LE(at, 16)
    return Buffer.concat([prefix, ...locals, ...directory, end])
  }
  return [{ list, build }]
}

const SPLITS: Record<string, Split> = { wasm, gguf, safetensors, macho, pe, elf, tar, zip }
