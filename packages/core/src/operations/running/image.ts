/** The mark of the image that a container's file system was made from: /chalk.json, which a build puts there. */
import { type Dict, findMark, validate } from '@chalkmark/mark'
import { sha256, sha256Hex } from '../../bytes/splices.js'
import { readPlainFile } from '../../disk/plain.js'
import { UNCHECKED } from '../../keys/catalogue.js'
import { claimsOf } from '../../report/extracted.js'
import { isFile } from './locate.js'

/** Where a build puts it. */
export const IMAGE_MARK = '/chalk.json'

/** As the reference program calls it. */
const TYPE = 'Docker Image'

/**
 * The object for the image's mark. The image itself cannot be seen from inside of its container, so an intact mark is
 * unchecked.
 * @param path where the mark is: below `/proc/PID/root` for a process with a root of its own.
 * @returns undefined if there is none.
 */
export function readImageMark(path: string): Dict | undefined {
  if (!isFile(path)) return undefined
  const bytes = readPlainFile(path)
  const found = bytes && findMark(bytes)
  if (!found || found.placeholder) return undefined
  const text = bytes.subarray(found.start, found.end)
  const { errors } = validate(found.dict, undefined, sha256, { text })
  // Whatever else is in the file is covered by nothing.
  if (bytes.toString().trim() !== text.toString())
    errors.push('mark was changed: the file holds more than the mark')
  return {
    ...claimsOf(found.dict),
    _CURRENT_HASH: sha256Hex(bytes),
    _OP_ARTIFACT_PATH: IMAGE_MARK,
    _OP_ARTIFACT_TYPE: TYPE,
    _OP_ARTIFACT_CONTEXT: 'image',
    ...(errors.length === 0
      ? { [UNCHECKED]: 'the image of a container cannot be seen from inside' }
      : { _VALIDATED_METADATA: false, _ERR_INFO: errors }),
  }
}
