/**
 * Looks for a second file with the same mark. HASH and the text of a mark determine every byte of a binary artifact: if
 * the mark is taken out and put in again, it is the same file, and there is no other one for which the mark is valid
 * without anything being named that it does not cover.
 */
import { gunzipSync } from 'node:zlib'
import { bufferSource } from '../../../packages/core/src/bytes/source.js'
import { applySplices } from '../../../packages/core/src/bytes/splices.js'
import { CodecError } from '../../../packages/core/src/error.js'
import { codecFor } from '../../../packages/core/src/formats/index.js'
import { inspect } from '../../../packages/core/src/mark/inspect.js'
import type { NamedFile } from '../formats.js'
import { mutated } from '../mutate.js'
import type { Random } from '../random.js'
import { headWords, recordsIn } from './records.js'
import type { Sample } from './samples.js'
import { OPTIONS, validId } from './verdict.js'

/** A file that it must not be possible to make. */
export interface Twin {
  change: string
  bytes: Buffer
}

/** The marked file, with its mark taken out and put in again, if that is another file. */
export async function afterRoundTrip(sample: Sample): Promise<Twin | undefined> {
  const { plain, text } = await withoutMark(sample)
  const bytes = await withMark({ ...sample, bytes: plain }, text)
  return bytes && isSame(sample, bytes) ? undefined : { change: 'none', bytes: bytes ?? plain }
}

/** A change of the file, or of the file without the mark, after which the mark is valid all the same. */
export async function twin(
  sample: Sample,
  random: Random,
  files: readonly NamedFile[],
): Promise<Twin | undefined> {
  const { plain, text } = await withoutMark(sample)
  const isOfPlain = random.oneIn(2)
  const base = isOfPlain ? { ...sample, bytes: plain } : sample
  const { steps, bytes: changed } = random.oneIn(4)
    ? mutated(base, random, files)
    : withOtherRecords(base, random, files)
  const bytes = isOfPlain ? await withMark({ ...sample, bytes: changed }, text) : changed
  if (!bytes || isSame(sample, bytes)) return undefined
  if ((await validId({ ...sample, bytes })) !== (await validId(sample))) return undefined
  return { change: `${isOfPlain ? 'before marking: ' : ''}${steps.join(' ')}`, bytes }
}

async function withoutMark({ name, bytes }: Sample): Promise<{ plain: Buffer; text: Uint8Array }> {
  const source = bufferSource(bytes)
  const { artifact, hash } = await inspect({ name, source }, codecFor({ name, source }, OPTIONS)!, OPTIONS)
  const splices = await artifact.remove(Buffer.from(hash, 'hex'))
  return { plain: applySplices(bytes, splices), text: artifact.mark!.text }
}

/** Undefined if the file cannot be marked. */
async function withMark({ name, bytes }: Sample, text: Uint8Array): Promise<Buffer | undefined> {
  const source = bufferSource(bytes)
  const codec = codecFor({ name, source }, OPTIONS)
  if (!codec) return undefined
  try {
    const { artifact } = await inspect({ name, source }, codec, OPTIONS)
    return applySplices(bytes, await artifact.insert(text))
  } catch (error) {
    if (error instanceof CodecError && error.code !== 'CODEC_BUG') return undefined
    throw error
  }
}

/** Compression of an npm tarball does not count. */
function isSame({ kind, bytes }: Sample, other: Buffer): boolean {
  if (bytes.equals(other)) return true
  try {
    return kind === 'tar' && gunzipSync(bytes).equals(gunzipSync(other))
  } catch {
    return false
  }
}

/** The file with some records exchanged, doubled, taken out, brought from another file or changed. */
function withOtherRecords(
  { kind, bytes }: Sample,
  random: Random,
  files: readonly NamedFile[],
): { steps: string[]; bytes: Buffer } {
  const steps: string[] = []
  let result = bytes
  for (let i = random.below(3); i >= 0; i--) {
    const lists = recordsIn(kind, result)
    const { list, build } = lists.length === 0 || random.oneIn(4) ? headWords(result) : random.pick(lists)
    const others = list.length > 0 ? list : [Buffer.alloc(8)]
    const marks = list.findIndex((record) => record.includes('"MAGIC') || record.includes('chalk'))
    const at = marks >= 0 && random.oneIn(2) ? marks : random.below(list.length)
    const how = random.pick(CHANGES)
    steps.push(`${how} record ${at}`)
    try {
      result = build(changedList(how, [...list], at, random, others, files))
    } catch {
      // What has no place for the changed list stays as it is.
    }
  }
  return { steps, bytes: result }
}

const CHANGES = ['swap', 'move', 'double', 'remove', 'borrow', 'field', 'flip', 'grow', 'cut'] as const

function changedList(
  how: (typeof CHANGES)[number],
  list: Buffer[],
  at: number,
  random: Random,
  others: readonly Buffer[],
  files: readonly NamedFile[],
): Buffer[] {
  const record = Buffer.from(list[at] ?? others[0]!)
  const to = random.below(list.length + 1)
  switch (how) {
    case 'swap': {
      const other = random.below(list.length)
      return list.with(at, list[other]!).with(other, record)
    }
    case 'move':
      return list.toSpliced(at, 1).toSpliced(to, 0, record)
    case 'double':
      return list.toSpliced(to, 0, record)
    case 'remove':
      return list.toSpliced(at, 1)
    case 'borrow': {
      const { bytes } = random.pick(files)
      const from = random.below(bytes.length)
      return list.toSpliced(to, 0, bytes.subarray(from, from + record.length))
    }
    case 'field': {
      const width = random.pick([1, 2, 4, 8].filter((width) => width <= record.length))
      const field = random.below(Math.floor(record.length / width)) * width
      const step = random.pick([1, -1, 2, 8, 16, 0x1000])
      record[field] = (record[field]! + step) & 0xff
      if (random.oneIn(3)) record.fill(random.pick([0, 0xff]), field, field + width)
      return list.with(at, record)
    }
    case 'flip':
      record[random.below(record.length)]! ^= 1 << random.below(8)
      return list.with(at, record)
    case 'grow':
      return list.with(at, Buffer.concat([record, Buffer.alloc(random.pick([1, 4, 8, 512]))]))
    case 'cut':
      return list.with(at, record.subarray(0, record.length - random.pick([1, 4, 8])))
  }
}
