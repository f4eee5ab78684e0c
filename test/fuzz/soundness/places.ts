/** A mark that is moved to another place that its format has, with nothing else changed. */
import type { Random } from '../random.js'
import { type Change, COMMENTS, PLACEHOLDER, type Sample } from './samples.js'

/** @returns the artifact with the same mark in another place. */
export function inOtherPlace(sample: Sample, random: Random): Change {
  const { kind, bytes, mark, beside } = sample
  if (kind === 'safetensors') return inHeader(sample, random)
  const held = bytes.indexOf(PLACEHOLDER)
  const start = bytes.indexOf(mark)
  if (held >= 0 && start >= 0 && random.oneIn(2)) {
    const swapped = bytes.toString('latin1').replace(mark.toString('latin1'), () => '\0')
    const places = [...swapped.matchAll(new RegExp(PLACEHOLDER, 'g'))].map(({ index }) => index)
    const at = random.pick(places)
    const moved = swapped.slice(0, at) + mark.toString('latin1') + swapped.slice(at + PLACEHOLDER.length)
    return {
      name: 'to a placeholder',
      bytes: Buffer.from(
        moved.replace('\0', () => PLACEHOLDER),
        'latin1',
      ),
    }
  }
  const rest = random.pick([sample.plain, sample.normal, without(bytes, mark, random), bytes])
  return { name: 'to an end', bytes: atEnd(rest, sample, random), ...(beside && { beside }) }
}

/** The text without the mark: with a placeholder there, or with the comment that held it. */
function without(bytes: Buffer, mark: Buffer, random: Random): Buffer {
  const at = bytes.indexOf(mark)
  if (at < 0) return bytes
  const left = Buffer.from(random.pick(['', PLACEHOLDER]))
  return Buffer.concat([bytes.subarray(0, at), left, bytes.subarray(at + mark.length)])
}

/** The mark behind all else, or before it, as some format puts it there. */
function atEnd(rest: Buffer, { kind, mark }: Sample, random: Random): Buffer {
  const [open, close] = COMMENTS[kind] ?? ['# ', '\n']
  const padding = (8 - (rest.length % 8)) % 8
  const length = padding + Math.ceil(mark.length / 8) * 8
  const frame = Buffer.alloc(length + 16)
  frame.set(mark, padding)
  frame.write('CHALKPE\0', length)
  frame.writeBigUInt64LE(BigInt(length), length + 8)
  const line = Buffer.concat([Buffer.from(open), mark, Buffer.from(close)])
  return random.pick([
    Buffer.concat([rest, mark]),
    Buffer.concat([rest, frame]),
    Buffer.concat([rest, Buffer.from('\n# '), mark]),
    Buffer.concat([rest, line]),
    Buffer.concat([rest, Buffer.from('\n'), line]),
    Buffer.concat([line, rest]),
  ])
}

/** A model's mark from the file beside it into the header, or the other way round. */
function inHeader({ plain, normal, mark }: Sample, random: Random): Change {
  if (random.oneIn(2))
    return { name: 'beside', bytes: random.pick([plain, normal, bare(normal)]), beside: line(mark) }
  const { header, data } = parts(random.pick([plain, normal]))
  const text = mark.toString()
  const chalk = `${text.slice(0, -1)}${' '.repeat(random.oneIn(2) ? 0 : random.below(20))}}`
  const pair = `"__metadata__":{"chalk":${JSON.stringify(chalk)}}`
  const metadata = '"__metadata__":{}'
  const changed = header.includes(metadata)
    ? header.replace(metadata, () => pair)
    : header.replace('{', () => `{${pair},`)
  return { name: 'into the header', bytes: model(changed, data) }
}

const line = (mark: Buffer) => Buffer.concat([mark, Buffer.from('\n')])

/** A model without an empty metadata. */
function bare(bytes: Buffer): Buffer {
  const { header, data } = parts(bytes)
  return model(header.replace('"__metadata__":{},', ''), data)
}

function parts(bytes: Buffer): { header: string; data: Buffer } {
  const end = 8 + Number(bytes.readBigUInt64LE())
  return { header: bytes.toString('utf8', 8, end), data: bytes.subarray(end) }
}

function model(header: string, data: Buffer): Buffer {
  const text = Buffer.from(header)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([length, text, data])
}
