/** Ways to break a file. */
import type { NamedFile } from './formats.js'
import { HOSTILE_MARKS } from './marks.js'
import type { Random } from './random.js'

/** Mutated files grow no further than this, so that cases stay quick. */
const MAX_SIZE = 1 << 18

interface Mutation {
  name: string
  apply(bytes: Buffer, random: Random, files: readonly NamedFile[]): Buffer
}

/** A file, broken up to four times, and what was done to it. */
export function mutated(
  base: NamedFile,
  random: Random,
  files: readonly NamedFile[],
): { bytes: Buffer; steps: string[] } {
  let bytes: Buffer = Buffer.from(base.bytes)
  const steps: string[] = []
  for (let i = random.below(5); i > 0; i--) {
    const { name, apply } = random.pick(MUTATIONS)
    const result = apply(bytes, random, files)
    if (result.length > Math.max(MAX_SIZE, base.bytes.length * 2)) continue
    bytes = result
    steps.push(name)
  }
  return { bytes, steps }
}

const MUTATIONS: Mutation[] = [
  { name: 'truncate', apply: (bytes, random) => bytes.subarray(0, place(bytes, random)) },
  { name: 'behead', apply: (bytes, random) => bytes.subarray(place(bytes, random)) },
  { name: 'flip', apply: flip },
  { name: 'integer', apply: setInteger },
  { name: 'integer', apply: setInteger },
  { name: 'digits', apply: setDigits },
  {
    name: 'varint',
    apply: (bytes, random) => overwrite(bytes, place(bytes, random), VARINT.subarray(random.below(9))),
  },
  { name: 'splice', apply: spliceOther },
  { name: 'duplicate', apply: duplicate },
  { name: 'overlap', apply: overlap },
  { name: 'delete', apply: (bytes, random) => cut(bytes, range(bytes, random), Buffer.alloc(0)) },
  { name: 'repeat', apply: repeat },
  { name: 'mark', apply: insertMark },
  { name: 'remark', apply: replaceMark },
  { name: 'append', apply: append },
  { name: 'characters', apply: insertText },
]

type Range = { from: number; to: number }

/** Where something is changed: anywhere, close to the ends, where headers and tables are, or where there are no zeros. */
function place(bytes: Buffer, random: Random): number {
  const { length } = bytes
  const kind = random.below(6)
  if (kind > 3) return dense(bytes, random.below(length + 1))
  if (kind === 0) return Math.min(length, random.below(64))
  if (kind === 1) return Math.max(0, length - random.below(64))
  if (kind === 2) return Math.min(length, random.below(length + 1) & ~7)
  return random.below(length + 1)
}

/** The start of the first field of four bytes from `at` on that is not zero. */
function dense(bytes: Buffer, at: number): number {
  for (let from = at & ~3; from + 4 <= bytes.length; from += 4)
    if (bytes.readUInt32LE(from) !== 0) return from
  return at
}

function range(bytes: Buffer, random: Random): Range {
  const from = place(bytes, random)
  const longest = random.pick([4, 64, 1024, 1 << 16])
  return { from, to: Math.min(bytes.length, from + 1 + random.below(longest)) }
}

function cut(bytes: Buffer, { from, to }: Range, insert: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(to)])
}

function overwrite(bytes: Buffer, at: number, by: Uint8Array): Buffer {
  const result = Buffer.from(bytes)
  result.set(by.subarray(0, Math.max(0, result.length - at)), at)
  return result
}

function flip(bytes: Buffer, random: Random): Buffer {
  const result = Buffer.from(bytes)
  for (let i = random.below(8); i >= 0 && result.length > 0; i--)
    result[Math.min(place(bytes, random), result.length - 1)]! ^= 1 << random.below(8)
  return result
}

const INTEGERS = [
  0n,
  1n,
  2n,
  -1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x10000n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x100000000n,
  2n ** 53n,
  2n ** 62n,
  2n ** 63n - 1n,
  2n ** 63n,
]

/** Sets what may be a size, a count or an offset: of 1 to 8 bytes, in either order. */
function setInteger(bytes: Buffer, random: Random): Buffer {
  const size = BigInt(bytes.length)
  const near = BigInt(random.below(5) - 2)
  const value = random.pick([...INTEGERS, size, size / 2n, BigInt(random.below(bytes.length + 1))]) + near
  const field = Buffer.alloc(8)
  field.writeBigUInt64LE(BigInt.asUintN(64, value))
  const width = random.pick([1, 2, 4, 4, 8, 8])
  const narrow = field.subarray(0, width)
  return overwrite(bytes, place(bytes, random), random.oneIn(3) ? narrow.reverse() : narrow)
}

/** A number in octal or decimal, as tar and JSON hold it. */
function setDigits(bytes: Buffer, random: Random): Buffer {
  const start = place(bytes, random)
  const at = bytes.subarray(start).findIndex((byte) => byte >= 0x30 && byte <= 0x39)
  const digits = random.pick(['77777777777', '-1', '00000000000', '1e999', '9', '18446744073709551616'])
  return at < 0 ? bytes : overwrite(bytes, start + at, Buffer.from(digits))
}

/** LEB128 that goes on for longer than any integer. */
const VARINT = Buffer.from('ffffffffffffffff7f', 'hex')

function spliceOther(bytes: Buffer, random: Random, files: readonly NamedFile[]): Buffer {
  const other = random.pick(files).bytes
  const { from, to } = range(other, random)
  return cut(bytes, range(bytes, random), other.subarray(from, to))
}

function duplicate(bytes: Buffer, random: Random): Buffer {
  const { from, to } = range(bytes, random)
  const at = random.oneIn(2) ? to : place(bytes, random)
  return cut(bytes, { from: at, to: at }, bytes.subarray(from, to))
}

/** A part over another one, such as a table that refers to itself. */
function overlap(bytes: Buffer, random: Random): Buffer {
  const { from, to } = range(bytes, random)
  return overwrite(bytes, place(bytes, random), Buffer.from(bytes.subarray(from, to)))
}

function repeat(bytes: Buffer, random: Random): Buffer {
  const { from, to } = range(bytes, random)
  const part = bytes.subarray(from, Math.min(to, from + 256))
  const count = random.pick([2, 16, 300, 5000])
  if (part.length * count > MAX_SIZE) return bytes
  return cut(bytes, { from: to, to }, Buffer.concat(new Array(count).fill(part)))
}

function insertMark(bytes: Buffer, random: Random): Buffer {
  const at = place(bytes, random)
  return cut(
    bytes,
    { from: at, to: random.oneIn(2) ? at : range(bytes, random).to },
    random.pick(HOSTILE_MARKS),
  )
}

/** Another text in the place of the file's mark, of the same length or not. */
function replaceMark(bytes: Buffer, random: Random): Buffer {
  const from = bytes.indexOf('{ "MAGIC"')
  if (from < 0) return insertMark(bytes, random)
  const end = bytes.indexOf('" }', from)
  const to = end < 0 ? bytes.length : end + 3
  const mark = random.pick(HOSTILE_MARKS)
  const fits = mark.length <= to - from
  return random.oneIn(2) && fits
    ? cut(bytes, { from, to }, Buffer.concat([mark, Buffer.alloc(to - from - mark.length, ' ')]))
    : cut(bytes, { from, to }, mark)
}

function append(bytes: Buffer, random: Random, files: readonly NamedFile[]): Buffer {
  const tail = random.oneIn(2) ? random.pick(HOSTILE_MARKS) : random.pick(files).bytes
  return random.oneIn(4) ? Buffer.concat([tail, bytes]) : Buffer.concat([bytes, tail])
}

const CHARACTERS = [
  '\n',
  '\r',
  '\r\n',
  '\0',
  '\ufeff',
  '"',
  "'",
  '`',
  '\\',
  '/*',
  '*/',
  '<!--',
  '-->',
  '//',
  '#',
  '--',
  '<?php',
  '?>',
  '<<EOF\n',
  '=begin\n',
  '"""',
  '${',
  '}',
  '</script>',
  '<script>',
  '\u2028',
  '# SIG # Begin signature block\n',
  '__END__\n',
  '../',
  '/',
  'chalk.json',
  '../../x',
  'C:\\',
  '\xff',
  '[',
  '{',
  '"chalk":',
]

function insertText(bytes: Buffer, random: Random): Buffer {
  const at = place(bytes, random)
  return cut(
    bytes,
    { from: at, to: at },
    Buffer.from(random.pick(CHARACTERS), random.oneIn(4) ? 'latin1' : 'utf8'),
  )
}
