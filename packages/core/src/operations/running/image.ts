/** The mark of the image that a container's file system was made from: /chalk.json, which a build puts there. */
import { type Dict, findMark } from '@chalkmark/mark'
import { sha256Hex } from '../../bytes/splices.js'
import { readPlainFile } from '../../disk/plain.js'
import { isFile } from './locate.js'
import { reportLoose } from './loose-mark.js'

/** Where a build puts it. */
export const IMAGE_MARK = '/chalk.json'

/** As the reference program calls it. */
const TYPE = 'Docker Image'

/**
 * The object for the image's mark. The image itself cannot be seen from inside of its container, so an intact mark is
 * unchecked.
 * @param path where the mark is: below `/proc/PID/root` for a process with a root of its own.
 * @returns undefined if there is none.
 * @throws the file system's error; Error if the file is longer than 64 MiB.
 */
export function readImageMark(path: string): Dict | undefined {
  const bytes = isFile(path) ? readPlainFile(path) : undefined
  const found = bytes && findMark(bytes)
  if (!found || found.placeholder) return undefined
  return {
    ...reportLoose(bytes, found, 'the image of a container cannot be seen from inside'),
    _CURRENT_HASH: sha256Hex(bytes),
    _OP_ARTIFACT_PATH: IMAGE_MARK,
    _OP_ARTIFACT_TYPE: TYPE,
    _OP_ARTIFACT_CONTEXT: 'image',
  }
}
