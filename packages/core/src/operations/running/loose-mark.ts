/** A mark that stands by itself, with no artifact that it could be compared with. */
import { type Dict, type Found, validate } from '@chalkmark/mark'
import { sha256 } from '../../bytes/splices.js'
import { UNCHECKED } from '../../keys/catalogue.js'
import { claimsOf } from '../../report/extracted.js'

/**
 * What is to be reported of such a mark. An intact one is unchecked.
 * @param bytes in which the mark was found.
 * @param reason why it cannot be compared with anything.
 */
export function reportLoose(bytes: Buffer, { start, end, dict }: Found, reason: string): Dict {
  const { valid, errors } = validate(dict, undefined, sha256, { text: bytes.subarray(start, end), dict })
  return {
    ...claimsOf(dict),
    ...(valid ? { [UNCHECKED]: reason } : { _VALIDATED_METADATA: false, _ERR_INFO: errors }),
  }
}
