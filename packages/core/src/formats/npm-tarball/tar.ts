/**
 * The parts of a tar that npm packages use: blocks of 512 bytes, a header and then the content filled up with zeros.
 *
 *     header    0 name[100]  100 mode  108 uid  116 gid  124 size  136 mtime  148 checksum  156 type
 *               257 "ustar\0" "00"  345 prefix[155]             numbers are octal digits
 *     end       two blocks of zeros
 *
 * IEEE Std 1003.1-2017, pax, "ustar Interchange Format" and "pax Header Block" (types x and g, which hold paths too
 * long for a header); GNU tar's types L and K do the same.
 */
import { CodecError } from '../../error.js'

export const BLOCK = 512

/** An entry, as its header has it. */
export interface Header {
  path: string
  /** Length in bytes of the content. */
  size: number
  /**
   * `0` or NUL for a file, `5` for a directory, `x`, `g`, `L` and `K` for extensions, which describe the entries
   * behind them.
   */
  type: string
}

/**
 * Parses a header; undefined for a block of zeros, which ends the archive.
 * @throws CodecError `MALFORMED` if its checksum is wrong or its size is no number.
 */
export function parseHeader(block: Buffer): Header | undefined {
  if (isZero(block)) return undefined
  if (block.length < BLOCK || readNumber(block, 148, 8) !== checksum(block))
    throw new CodecError('MALFORMED', 'a tar header is cut off or its checksum is wrong')
  const name = readText(block, 0, 100)
  const prefix = readText(block, 257, 5) === 'ustar' ? readText(block, 345, 155) : ''
  const size = readNumber(block, 124, 12)
  if (!Number.isSafeInteger(size)) throw new CodecError('MALFORMED', `${name}: its size is no number`)
  return { path: prefix ? `${prefix}/${name}` : name, size, type: String.fromCharCode(block[156]!) }
}

/** Length in bytes of a content of `size` bytes with the zeros behind it. */
export function paddedSize(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK
}

/** Whether the entry is no file itself but describes the one behind it. */
export function isExtension({ type }: Header): boolean {
  return type === 'x' || type === 'L' || type === 'K'
}

/** Types of files (`7` is one, too), of entries without content, and of extensions. */
const KNOWN_TYPES = '\x0001234567xgLK'
/** Types without content, whatever size their header names: links, devices, folders, pipes. */
const EMPTY_TYPES = '123456'

/** What an extension or a global header says of the entries behind it. */
export interface Said {
  /** The path of the next entry. */
  path?: string
  /** Something that programs read in different ways. */
  doubt?: string
}

/** @param content an extension's. */
export function saidBy({ type, size }: Header, content: Buffer): Said {
  const data = content.subarray(0, size)
  if (type === 'L') return { path: readText(data, 0, size) }
  const said: Said = {}
  if (type !== 'x' && type !== 'g') return said
  for (const { key, value } of paxRecords(data)) {
    if (type === 'x' && key === 'path') said.path = value.toString()
    if (key === 'size' || key.startsWith('GNU.sparse') || (type === 'g' && key.endsWith('path')))
      said.doubt ??= `a pax header says ${JSON.stringify(key)} of an entry: programs read that in different ways`
  }
  return said
}

/** Why programs may disagree on where this entry ends; undefined if they agree. */
export function ambiguity({ path, type, size }: Header): string | undefined {
  if (!KNOWN_TYPES.includes(type))
    return `${path} is of the type ${JSON.stringify(type)}, which not every program knows`
  if (EMPTY_TYPES.includes(type) && size > 0) return `${path} has a size although it has no content`
  return undefined
}

const NEWLINE = 0x0a
const BLANK = 0x20
const EQUALS = 0x3d

/** Records of a pax header: `length key=value\n`, the length in decimal and of the whole record. */
function* paxRecords(data: Buffer): Generator<{ key: string; value: Buffer }> {
  for (let at = 0, length: number; at < data.length; at += length) {
    length = Number.parseInt(data.toString('latin1', at, at + 10), 10)
    if (!(length > 0)) return
    const end = Math.min(at + length, data.length) - 1
    let blank = at
    while (isDigit(data[blank])) blank++
    let equals = blank
    while (equals < end && data[equals] !== EQUALS) equals++
    if (blank === at || data[blank] !== BLANK || equals >= end || data[end] !== NEWLINE) continue
    yield { key: data.toString('utf8', blank + 1, equals), value: data.subarray(equals + 1, end) }
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

/**
 * A file of mode 0644 that belongs to root, with the zeros behind it.
 * @param path ASCII, at most 100 characters.
 * @param mtime seconds since 1970.
 */
export function fileEntry(path: string, content: Uint8Array, mtime: number): Buffer {
  const header = Buffer.alloc(BLOCK)
  header.write(path, 0, 'latin1')
  for (const [at, width, value] of [
    [100, 8, 0o644],
    [108, 8, 0],
    [116, 8, 0],
    [124, 12, content.length],
    [136, 12, mtime],
    [329, 8, 0],
    [337, 8, 0],
  ] as const)
    header.write(value.toString(8).padStart(width - 1, '0'), at, 'latin1')
  header.write('0', 156, 'latin1')
  header.write('ustar\0' + '00', 257, 'latin1')
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return Buffer.concat([header, content, Buffer.alloc(paddedSize(content.length) - content.length)])
}

/** The sum of the header's bytes, with blanks in the checksum's own field. */
function checksum(block: Buffer): number {
  let sum = 8 * 0x20
  for (let at = 0; at < block.length; at++) if (at < 148 || at >= 156) sum += block[at]!
  return sum
}

function isZero(block: Buffer): boolean {
  let at = 0
  while (at < block.length && block[at] === 0) at++
  return at === block.length
}

function readText(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? field.length : end)
}

/** A number in octal digits, or in GNU's binary form for larger ones: first bit set, big-endian. */
function readNumber(block: Buffer, at: number, length: number): number {
  if (block[at]! & 0x80) {
    const above = block.subarray(at + 1, at + length - 6)
    return block[at] === 0x80 && above.every((byte) => byte === 0)
      ? block.readUIntBE(at + length - 6, 6)
      : Number.NaN
  }
  const digits = readText(block, at, length).trim()
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : Number.NaN
}
