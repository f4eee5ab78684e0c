/** What is said of a changed artifact's mark. */
import { bufferSource } from '../../../packages/core/src/bytes/source.js'
import { codecFor } from '../../../packages/core/src/formats/index.js'
import { inspect, judge, notCoveredIn } from '../../../packages/core/src/mark/inspect.js'
import type { NamedFile } from '../formats.js'

export const OPTIONS = { allScripts: true, archives: 'all' } as const

/** The METADATA_ID of the mark, if the mark is valid and covers all of the file. */
export async function validId({ name, bytes, beside }: NamedFile & { beside?: Buffer }): Promise<unknown> {
  const source = bufferSource(bytes)
  const candidate = { name, source, beside: () => beside && bufferSource(beside) }
  const codec = codecFor(candidate, OPTIONS)
  if (!codec) return undefined
  try {
    const inspected = await inspect(candidate, codec, OPTIONS)
    const verdict = await judge(inspected, source)
    if (verdict?.valid !== true || notCoveredIn(inspected.artifact, verdict).length > 0) return undefined
    return inspected.artifact.mark?.dict.METADATA_ID
  } catch {
    return undefined
  }
}
