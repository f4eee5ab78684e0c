/** Reading small files that others may have made. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/**
 * In bytes. The largest such file is a list of all refs of a repository. A sparse file can pretend any size without
 * taking room on the disk.
 */
const LARGEST = 1 << 26

/**
 * The content of a regular file, also through a link. Opening a named pipe would block and a device may have no
 * end, so these and folders are not read, even if one has taken the file's place since the caller looked.
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

/** In bytes: what is read of a long file at once. */
const PART = 1 << 20

/**
 * The content of a regular file of any size, part by part, as {@link readPlainFile} opens it.
 * @throws the file system's error; Error if it is no regular file.
 */
export function* readPlainParts(path: string): Generator<Buffer> {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    if (!fstatSync(fd).isFile()) throw new Error('it is no regular file')
    for (;;) {
      const part = Buffer.allocUnsafe(PART)
      const read = readSync(fd, part, 0, PART, null)
      if (read === 0) return
      yield part.subarray(0, read)
    }
  } finally {
    closeSync(fd)
  }
}

/**
 * The content of an open file, from where it is.
 * @param expected its size. Only a hint, since files of proc(5) have size 0 and any file may grow while it is read.
 * @returns undefined if it is longer than the limit.
 */
function readUpTo(fd: number, expected: number, limit: number): Buffer | undefined {
  // One byte more, so that the end of the file is reached without a larger buffer.
  let room = Buffer.allocUnsafe(expected + 1)
  for (let length = 0; ; ) {
    const read = readSync(fd, room, length, room.length - length, null)
    if (read === 0) return room.subarray(0, length)
    length += read
    if (length > limit) return undefined
    if (length === room.length) room = Buffer.concat([room], Math.max(2 * length, 4096))
  }
}
