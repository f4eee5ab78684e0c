/** Checking the mark of one file. */
import type { Dict } from '@chalkmark/mark'
import { openCandidate } from '../disk/source.js'
import { CodecError } from '../error.js'
import type { CodecOptions } from '../formats/format.js'
import { codecFor } from '../formats/index.js'
import { inspect, judge, notCoveredIn, type Verdict } from '../mark/inspect.js'
import { NO_FORMAT } from './files.js'

export interface Checked extends Verdict {
  /** The whole mark; null if there is none. */
  mark: Dict | null
  /** What of the artifact and of its mark no digest covers, one line each. */
  notCovered: string[]
}

/** Reads and checks one file. A file that cannot be read or has no mark is not valid. */
export async function checkOne(
  path: string,
  options: Omit<CodecOptions, 'allScripts'> = {},
): Promise<Checked> {
  const everyText = { ...options, allScripts: true }
  try {
    const candidate = openCandidate(path)
    try {
      const codec = codecFor(candidate, everyText)
      if (!codec) return { valid: false, errors: [NO_FORMAT], mark: null, notCovered: [] }
      const inspected = await inspect(candidate, codec, everyText)
      const verdict = await judge(inspected, candidate.source)
      if (!verdict) return { valid: false, errors: ['it carries no mark'], mark: null, notCovered: [] }
      const { artifact } = inspected
      return { ...verdict, mark: artifact.mark!.dict, notCovered: notCoveredIn(artifact, verdict) }
    } finally {
      candidate.close()
    }
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    return { valid: false, errors: [error.message], mark: null, notCovered: [] }
  }
}
