/** Reading small files that others may have made. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/** In bytes. The largest such file is a list of all refs of a repository. A hole in a file can be of any size, for nothing. */
const LARGEST = 1 << 26

/**
 * The content of a regular file, whichever one a link leads to. A named pipe would be waited for and a device may have no
 * end: they, and folders, are not read, whatever has taken the file's place since somebody looked.
 * @returns undefined if it is no regular file.
 * @throws the file system's error; Error if it is longer than 64 MiB.
 */
export function readPlainFile(path: string): Buffer | undefined {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const stats = fstatSync(fd)
    if (stats.size > LARGEST)
      throw new Error(`${path} is ${stats.size} bytes long, over the limit of ${LARGEST}`)
    return stats.isFile() ? readFileSync(fd) : undefined
  } finally {
    closeSync(fd)
  }
}
