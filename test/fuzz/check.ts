/**
 * One case: read, hash, mark, read again, unmark. Whatever the bytes are, only a CodecError may be thrown, and a
 * file that could be marked reads as marked, with the HASH from before.
 */
import { gunzipSync } from 'node:zlib'
import { chalkId, MAGIC } from '@chalkmark/mark'
import type { Source, Splice } from '../../packages/core/src/bytes/source.js'
import { applySplices, hashSpliced } from '../../packages/core/src/bytes/splices.js'
import { CodecError } from '../../packages/core/src/error.js'
import type { Artifact } from '../../packages/core/src/formats/artifact.js'
import type { CodecOptions } from '../../packages/core/src/formats/format.js'
import { codecFor } from '../../packages/core/src/formats/index.js'
import { contentHash, judge } from '../../packages/core/src/mark/inspect.js'
import { markFor } from './marks.js'
import type { Random } from './random.js'

/** How far a case came. */
export type Outcome = 'unclaimed' | 'unreadable' | 'unmarkable' | 'unremovable' | 'marked'

interface File {
  name: string
  bytes: Buffer
  /** The file with the mark, of formats that keep it beside. */
  beside?: Buffer
}

interface Inspected {
  codec: string
  artifact: Artifact
  hash: string
}

const PLACEHOLDER = `{ "MAGIC" : "${MAGIC}" }`
const LIMITS = { unpackedSize: 64 << 20 }

/** @throws Error that says what is wrong. */
export async function check(
  name: string,
  bytes: Buffer,
  random: Random,
): Promise<{ outcome: Outcome; codec?: string }> {
  const copy = Buffer.from(bytes)
  const options = {
    allScripts: !random.oneIn(4),
    archives: random.oneIn(4) ? 'common' : 'all',
    limits: LIMITS,
  } as const
  const result = await run({ name, bytes }, options, random)
  if (!copy.equals(bytes)) throw new Error('the codec wrote into its input')
  return result
}

async function run(
  file: File,
  options: CodecOptions,
  random: Random,
): Promise<{ outcome: Outcome; codec?: string }> {
  const first = await orCodecError(() => inspect(file, options))
  if (first === undefined) return { outcome: 'unclaimed' }
  if (first instanceof CodecError) return { outcome: 'unreadable' }
  const { codec, artifact, hash } = first
  const done = (outcome: Outcome) => ({ outcome, codec })
  await orCodecError(async () => artifact.currentHash?.())
  const mark = markFor(hash, { 'X-FILL': 'x'.repeat(random.below(80)) })
  const content = await orCodecError(() => contentHash(artifact, checkedSource(file.bytes)))
  const marked = await orCodecError(async () => apply(file, artifact, await artifact.insert(mark)))
  if (marked instanceof CodecError) return done('unmarkable')

  const second = await expectMarked(marked, options, first, 'insert')
  const replaced = apply(
    marked,
    second.artifact,
    await second.artifact.insert(markFor(hash, { 'X-B': [1, 'é*/-->'] })),
  )
  const third = await expectMarked(replaced, options, first, 'a second insert')
  for (const [after, { bytes }] of [
    [second, marked],
    [third, replaced],
  ] as const) {
    // A mark that took a placeholder's place at the end of a text needs none.
    const found = await contentHash(after.artifact, checkedSource(bytes))
    if (found !== undefined && found !== content) throw new Error('insert: another X-CONTENT-HASH')
  }
  const removed = await orCodecError(async () =>
    apply(replaced, third.artifact, await third.artifact.remove(Buffer.from(hash, 'hex'))),
  )
  if (removed instanceof CodecError) return done('unremovable')
  const last = await inspect(removed, options)
  if (last?.codec !== codec) throw new Error(`remove: the file is now of the codec ${last?.codec}`)
  if (!artifact.mark) {
    if (last.artifact.mark) throw new Error('remove: there is still a mark')
    if (isLastLineOfPage(first, file.bytes, removed.bytes)) return done('marked')
    if (last.hash !== hash) throw new Error('remove: another HASH')
    if (!restored(first, file.bytes, removed.bytes)) throw new Error('remove: other bytes than before')
  }
  return done('marked')
}

/** Reads a file that a mark has been put into. */
async function expectMarked(
  file: File,
  options: CodecOptions,
  first: Inspected,
  when: string,
): Promise<Inspected> {
  const read = await inspect(file, options).catch((error) => {
    throw new Error(`${when}: cannot be read: ${error.stack}`)
  })
  if (read?.codec !== first.codec) throw new Error(`${when}: the file is now of the codec ${read?.codec}`)
  if (!read.artifact.mark) throw new Error(`${when}: no mark is found`)
  if (read.hash !== first.hash) throw new Error(`${when}: another HASH`)
  const inspected = { ...read, chalkId: chalkId(first.hash) }
  const verdict = await judge(inspected, checkedSource(file.bytes))
  const { valid, errors } = verdict!
  if (valid === false) throw new Error(`${when}: ${errors.join('; ')}`)
  return read
}

async function inspect(file: File, options: CodecOptions): Promise<Inspected | undefined> {
  const source = checkedSource(file.bytes)
  const candidate = { name: file.name, source, beside: () => file.beside && checkedSource(file.beside) }
  const codec = codecFor(candidate, options)
  if (!codec) return undefined
  const artifact = await codec.read(candidate, options)
  checkSplices(artifact.normalForm, source.size)
  const hash = artifact.hash ? await artifact.hash() : hashSpliced(source, artifact.normalForm)
  if (artifact.mark) await judge({ artifact, hash, chalkId: chalkId(hash) }, source)
  if (artifact.mark?.at !== undefined) {
    const { at, text } = artifact.mark
    if (!file.bytes.subarray(at, at + text.length).equals(text))
      throw new Error('the mark is not where it is said')
  }
  return { codec: codec.name, artifact, hash }
}

function apply(file: File, artifact: Artifact, splices: Splice[]): File {
  const target = artifact.sidecar === undefined ? file.bytes : (file.beside ?? Buffer.alloc(0))
  checkSplices(splices, target.length)
  const result = applySplices(target, splices)
  if (artifact.sidecar === undefined) return { ...file, bytes: result }
  return { name: file.name, bytes: file.bytes, ...(result.length > 0 && { beside: result }) }
}

function checkSplices(splices: readonly Splice[], size: number): void {
  let from = 0
  for (const { at, remove } of splices) {
    if (
      !(
        Number.isSafeInteger(at) &&
        Number.isSafeInteger(remove) &&
        at >= from &&
        remove >= 0 &&
        at + remove <= size
      )
    )
      throw new Error(`a splice at ${at} (-${remove}) does not fit: at ${from} of ${size}`)
    from = at + remove
  }
}

/** A source that minds what it is asked for: of a real file these reads would fail. */
function checkedSource(bytes: Buffer): Source {
  return {
    size: bytes.length,
    read(at, length) {
      if (!(at >= 0 && length >= 0 && Number.isSafeInteger(at) && Number.isSafeInteger(length)))
        throw new Error(`read(${at}, ${length}) of a file of ${bytes.length}`)
      return bytes.subarray(at, at + length)
    },
  }
}

async function orCodecError<T>(work: () => Promise<T>): Promise<T | CodecError> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CodecError && error.code !== 'CODEC_BUG') return error
    throw error
  }
}

/** A placeholder in a page's last line stands where earlier releases put marks, and so goes with the mark. */
const LAST_LINE = Buffer.from(`\n<!-- ${PLACEHOLDER} -->`)

function isLastLineOfPage({ artifact }: Inspected, before: Buffer, after: Buffer): boolean {
  const isPage = artifact.type === 'HTML' || artifact.type === 'SVG' || artifact.type === 'XML'
  return isPage && Buffer.concat([after, LAST_LINE]).equals(before)
}

/** Whether removing gave back what the format promises. */
function restored({ codec, artifact }: Inspected, before: Buffer, after: Buffer): boolean {
  if (before.equals(after)) return true
  if (codec === 'npm-tarball') return gunzipSync(before).equals(gunzipSync(after))
  // Marks of what a page was made from go when it is marked. That HASH is the same has been seen.
  if (codec === 'text' && artifact.type === 'HTML' && artifact.foreign !== undefined) return true
  // A placeholder comes back as it is spelled in the normal form.
  if (codec === 'text') return applySplices(before, artifact.normalForm).equals(after)
  // One in an entry or a section of the mark's own goes with the mark.
  if ((codec === 'zip' || codec === 'wasm') && before.includes(PLACEHOLDER)) return true
  // A CheckSum that was wrong can be right by chance, once the file is marked, and then changes with the file.
  if (codec === 'pe') return before.length === after.length && differing(before, after) <= 4
  // ELF keeps the HASH; Mach-O keeps the size of __LINKEDIT in memory. That HASH is the same has been seen.
  return codec === 'elf' || codec === 'mach-o'
}

/** The length of the range from the first byte that differs to the last one. */
function differing(a: Buffer, b: Buffer): number {
  return b.findLastIndex((byte, i) => byte !== a[i]) - b.findIndex((byte, i) => byte !== a[i]) + 1
}
