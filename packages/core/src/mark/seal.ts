/** Sealing a mark: its own hash and id are the last keys that go into it. */
import { type Dict, encodeMark, sealMark } from '@chalkmark/mark'
import { sha256 } from '../bytes/splices.js'

export interface Sealed {
  /** The mark with METADATA_ID, and METADATA_HASH if it was asked for. */
  mark: Dict
  metadataHash: string
  /** The mark's text, in UTF-8. */
  text: Buffer
}

/**
 * Completes a mark. It is asynchronous because a signature over METADATA_HASH will come from a signer outside of
 * this process.
 * @param dict everything that the mark is to hold, except METADATA_HASH and METADATA_ID.
 * @param holdsHash whether the mark is to hold METADATA_HASH. METADATA_ID is derived from it, so a mark can do
 *   without it.
 * @throws MarkError if a value has no place in a mark; its message names the key.
 */
export async function seal(dict: Dict, holdsHash: boolean): Promise<Sealed> {
  const { METADATA_HASH: hash, ...rest } = sealMark(dict, sha256)
  const mark = holdsHash ? { ...rest, METADATA_HASH: hash! } : rest
  return { mark, metadataHash: hash as string, text: Buffer.from(encodeMark(mark)) }
}
