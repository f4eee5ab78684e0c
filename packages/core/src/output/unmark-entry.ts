/** Taking the mark out of one file of an output in memory. */
import { bufferSource } from '../bytes/source.js'
import { hashSpliced } from '../bytes/splices.js'
import { CodecError, reasonOf } from '../error.js'
import { reportExtracted } from '../report/extracted.js'
import { inspectBytes } from './mark-bytes.js'
import { CODECS, type Edited, type EntryPlace } from './mark-entry.js'
import type { StepOptions } from './options.js'

/** Takes its mark out. A file without one is `no artifact`. */
export async function unmarkEntry(
  { entry, name, result, scratch }: EntryPlace,
  { pathOf }: Pick<StepOptions, 'pathOf'>,
): Promise<Edited> {
  try {
    const { content } = entry
    if (content === undefined) throw new Error(entry.unreadable)
    const bytes = scratch(content)
    const source = bufferSource(bytes)
    const inspected = await inspectBytes(name, bytes, { allScripts: true }, CODECS)
    if (!inspected?.artifact.mark) return 'no artifact'
    const before = await reportExtracted(pathOf(name), { ...inspected, candidate: { source } })
    const splices = await inspected.artifact.remove(Buffer.from(inspected.hash, 'hex'))
    entry.mark(splices, bytes)
    result.chalks.push({ ...before, _CURRENT_HASH: hashSpliced(source, splices) })
    return 'edited'
  } catch (error) {
    const code = error instanceof CodecError ? error.code : 'FAILED'
    return { name: entry.file.name, code, message: reasonOf(error) }
  }
}
