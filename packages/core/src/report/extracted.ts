/** One artifact's object in the report of an extract. */
import type { Dict } from '@chalkmark/mark'
import type { Source } from '../bytes/source.js'
import { hashSpliced } from '../bytes/splices.js'
import { FILE_HASH, NOT_COVERED, UNCHECKED } from '../keys/catalogue.js'
import { type Inspected, judge, notCoveredIn } from '../mark/inspect.js'
import { withShortSelfMark } from './self-mark.js'

/**
 * The object for an artifact that was read: what its mark says, and what was found out about artifact and mark.
 * @param path where the artifact is.
 */
export async function reportExtracted(
  path: string,
  inspected: Inspected & { candidate: { source: Source } },
): Promise<Dict> {
  const { artifact, candidate } = inspected
  const verdict = await judge(inspected, candidate.source)
  const notCovered = notCoveredIn(artifact, verdict)
  const fileHash = hashSpliced(candidate.source, [])
  const unchecked = verdict !== undefined && verdict.valid === undefined
  return {
    ...claimsOf(artifact.mark?.dict),
    ...artifact.report,
    _CURRENT_HASH: (await artifact.currentHash?.()) ?? fileHash,
    ...(artifact.currentHash && { [FILE_HASH]: fileHash }),
    _OP_ARTIFACT_PATH: path,
    _OP_ARTIFACT_TYPE: artifact.type,
    ...(verdict?.valid !== undefined && { _VALIDATED_METADATA: verdict.valid }),
    ...(verdict?.valid === false && { _ERR_INFO: verdict.errors }),
    ...(unchecked && { [UNCHECKED]: verdict.errors.join('; ') }),
    ...(notCovered.length > 0 && { [NOT_COVERED]: notCovered }),
    ...(artifact.note !== undefined && { '_X-NOTE': artifact.note }),
  }
}

/**
 * The keys of the mark. Run-time keys are left out: only this operation may set them, or a mark could vouch for
 * itself.
 */
export function claimsOf(mark: Dict | undefined): Dict {
  const entries = Object.entries(mark ?? {})
  return withShortSelfMark(
    Object.fromEntries(entries.filter(([key]) => key !== 'MAGIC' && !key.startsWith('_'))),
  )
}
