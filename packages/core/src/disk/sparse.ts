/** Files with holes: parts that were never written, take no room on the disk, and read as zeros. */
import { type Stats, writeSync } from 'node:fs'

/** What file systems allot at once, in bytes. A hole is at least as large, and begins and ends at a multiple of it. */
const BLOCK = 4096
/** Unit of `blocks`, in bytes, whatever the file system: POSIX leaves it open, all systems of today use it. */
const UNIT = 512
const ZEROS = Buffer.alloc(BLOCK)

/** Whether a file takes less room than its size. Compressing file systems say so too, and take zeros as holes. */
export function hasHoles({ size, blocks }: Stats): boolean {
  return blocks !== undefined && blocks * UNIT + BLOCK <= size
}

/**
 * Writes bytes to a place in a new file, where nothing is yet.
 * @param leavesHoles whether blocks of zeros are left out. The file's end has to be set then, if it is a hole.
 */
export function writeParts(fd: number, bytes: Uint8Array, at: number, leavesHoles: boolean): void {
  let from = 0
  for (let start = leavesHoles ? 0 : bytes.length; start < bytes.length; ) {
    const end = Math.min(bytes.length, start + BLOCK - ((at + start) % BLOCK))
    if (ZEROS.compare(bytes, start, end, 0, end - start) === 0) {
      writeAll(fd, bytes, from, start, at)
      from = end
    }
    start = end
  }
  writeAll(fd, bytes, from, bytes.length, at)
}

function writeAll(fd: number, bytes: Uint8Array, from: number, to: number, at: number): void {
  for (let done = from; done < to; ) done += writeSync(fd, bytes, done, to - done, at + done)
}
