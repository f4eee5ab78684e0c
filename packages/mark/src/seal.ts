import { MarkError } from './error.js'
import { metadataHash, type Sha256 } from './hash.js'
import { metadataId } from './id.js'
import { REQUIRED } from './order.js'
import type { Dict } from './value.js'

/**
 * A copy of `dict` with METADATA_HASH and METADATA_ID, in place of any old ones. The dict must already hold every
 * other key except SIGNATURE, which the hash does not cover, since a signature is made over the hash.
 * @param sha256 defaults to that of @noble/hashes.
 * @throws MarkError `MISSING_KEY` without MAGIC, CHALK_ID or CHALK_VERSION; another code if a value has no place
 * in a mark.
 */
export function sealMark(dict: Dict, sha256?: Sha256): Dict {
  for (const key of REQUIRED)
    if (!Object.hasOwn(dict, key)) throw new MarkError('MISSING_KEY', `${key}: a mark must have this key`)
  const hash = metadataHash(dict, sha256)
  return { ...dict, METADATA_HASH: hash, METADATA_ID: metadataId(hash) }
}
