/** Reading small files that others may have made. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/**
 * The content of a regular file, whichever one a link leads to. A named pipe would be waited for and a device may have no
 * end: they, and folders, are not read, whatever has taken the file's place since somebody looked.
 * @returns undefined if it is no regular file.
 * @throws the file system's error.
 */
export function readPlainFile(path: string): Buffer | undefined {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    return fstatSync(fd).isFile() ? readFileSync(fd) : undefined
  } finally {
    closeSync(fd)
  }
}
