/** Reading small files that others may have made. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

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
    if (!stats.isFile()) return undefined
    const content = readUpTo(fd, stats.size, LARGEST)
    if (!content) throw new Error(`${path} is over the limit of ${LARGEST} bytes`)
    return content
  } finally {
    closeSync(fd)
  }
}

/**
 * The content of an open file, from where it is.
 * @param expected its size, which says little: files of proc(5) have none, and any file may grow while it is read.
 * @returns undefined if it is longer than the limit.
 */
function readUpTo(fd: number, expected: number, limit: number): Buffer | undefined {
  // One byte more, so that the end is met and no larger room is needed.
  let room = Buffer.allocUnsafe(expected + 1)
  for (let length = 0; ; ) {
    const read = readSync(fd, room, length, room.length - length, null)
    if (read === 0) return room.subarray(0, length)
    length += read
    if (length > limit) return undefined
    if (length === room.length) room = Buffer.concat([room], Math.max(2 * length, 4096))
  }
}
