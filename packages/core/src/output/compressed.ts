/** Compressed siblings of output files: `app.js.gz`, `app.js.br`, `app.js.zst` beside `app.js`. */
import { forEachConcurrent } from '../disk/pool.js'
import { reasonOf } from '../error.js'
import { allowanceFor } from '../formats/bomb.js'
import type { Compression } from './compression.js'
import { bytesOf, isMarkable, type OutputFile } from './files/file.js'
import type { StepProblem, StepResult } from './options.js'

/** The name of the file that a compressed one was made from, and the extension between them. */
function compressedFrom(name: string): { original: string; extension: string } | undefined {
  const extension = /\.(?:gz|br|zst)$/.exec(name)?.[0]
  return extension === undefined ? undefined : { original: name.slice(0, -extension.length), extension }
}

/** A compressed file of the output, and the file that it stands for. */
export interface CompressedSibling {
  file: OutputFile
  original: OutputFile
  extension: string
}

/**
 * Tells compressed siblings from the files that they were made from. If the original is not in the output
 * (compression plugins can delete it), the sibling's unpacked content is marked in its place.
 */
export async function splitCompressed(
  files: readonly OutputFile[],
  errors: StepProblem[],
): Promise<{ originals: OutputFile[]; siblings: CompressedSibling[] }> {
  const byName = new Map(files.map((file) => [file.name, file]))
  const originals: OutputFile[] = []
  const siblings: CompressedSibling[] = []
  const standIns = new Map<string, OutputFile>()
  for (const file of files) {
    const compressed = compressedFrom(file.name)
    if (!compressed || !(byName.has(compressed.original) || isMarkable(compressed.original))) {
      originals.push(file)
      continue
    }
    const { original: name, extension } = compressed
    let original = byName.get(name) ?? standIns.get(name)
    if (!original) {
      try {
        const packed = bytesOf(file.read())
        const content = await (await compression(extension)).decompress(
          packed,
          allowanceFor(packed.length).unpacked,
        )
        original = { ...file, name, isOnDisk: false, read: () => content, absent: true }
        standIns.set(name, original)
      } catch (error) {
        const message = `not marked, it cannot be decompressed: ${reasonOf(error)}`
        errors.push({ name: file.name, message })
        originals.push(file)
        continue
      }
    }
    if (original.absent || (await standsFor(file, original, extension))) {
      siblings.push({ file, original, extension })
    } else originals.push(file)
  }
  return { originals: [...originals, ...standIns.values()], siblings }
}

/**
 * Whether a compressed file holds the same as the file beside it. A copied one can be out of date. If this Node
 * cannot decompress it, it counts as the same, and `compressAgain` reports the problem.
 */
async function standsFor(file: OutputFile, original: OutputFile, extension: string): Promise<boolean> {
  const { decompress, isMissing } = await compression(extension)
  if (isMissing) return true
  try {
    // A copy: the next file is read into the same memory.
    const packed = Buffer.from(bytesOf(file.read()))
    const content = await decompress(packed, bytesOf(original.read()).length)
    return bytesOf(original.read()).equals(content)
  } catch {
    // It is not compressed, whatever its name says, or holds more than the file.
    return false
  }
}

/** How many files are compressed at a time: as many as libuv has threads by default. */
const THREADS = 4

/** Milliseconds after which compressing again is worth a line. */
const LONG = 10_000

/**
 * Makes the siblings of changed files again and adds them to `changes`; or removes them, or leaves them. A sibling that
 * cannot be made again still holds the old file, and `errors` says so. A sibling whose original is not in the output is
 * always made again.
 */
export async function compressAgain(
  siblings: readonly CompressedSibling[],
  wish: 'remake' | 'drop' | 'keep',
  { changes, errors, warnings }: StepResult,
): Promise<void> {
  const changed = siblings.filter(({ original }) => changes.has(original.name))
  const again = changed.filter(({ original }) => wish === 'remake' || original.absent)
  if (wish === 'drop')
    for (const { file, original } of changed)
      if (!original.absent) changes.set(file.name, { name: file.name, content: '', isGone: true })
  const startedAt = Date.now()
  await forEachConcurrent(again, THREADS, async ({ file, original, extension }) => {
    const change = changes.get(original.name)!
    try {
      // Copies: the next file is read into the same memory.
      const like = {
        packed: Buffer.from(bytesOf(file.read())),
        content: Buffer.from(bytesOf(original.read())),
      }
      const content = await (await compression(extension)).compress(bytesOf(change.content), like)
      changes.set(file.name, { name: change.name + extension, content, isLinked: change.isLinked })
    } catch (error) {
      const message = `holds the unmarked file, it cannot be compressed again: ${reasonOf(error)}`
      errors.push({ name: file.name, message })
    }
  })
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  if (Date.now() - startedAt >= LONG) warnings.push({ message: costOf(again.length, seconds) })
  for (const { original } of siblings) if (original.absent) changes.delete(original.name)
}

function costOf(count: number, seconds: number): string {
  return `${count} compressed files were made again, which took ${seconds} seconds; mark before they are made, or set siblings: 'drop' and compress afterwards`
}

async function compression(extension: string): Promise<Compression> {
  const { compressions } = await import('./compression.js')
  return compressions[extension]!
}
