/** Decompression bombs: archives that unpack to far more than anybody would have packed. */
import { type ArchiveLimits, CodecError } from './codec.js'

const DEFAULT_UNPACKED = 4 * 2 ** 30
const DEFAULT_RATIO = 200
/** Below this an archive is no bomb, however well its content packs: a file of zeros reaches a ratio of 1000. */
const RATIO_FLOOR = 64 << 20

/** @throws CodecError `BOMB` if an archive of `size` bytes must not unpack to `unpacked` bytes. */
export function checkUnpacked(unpacked: number, size: number, limits: ArchiveLimits = {}): void {
  const { unpackedSize = DEFAULT_UNPACKED, ratio = DEFAULT_RATIO } = limits
  if (unpacked > unpackedSize)
    throw new CodecError('BOMB', `unpacks to ${unpacked} bytes or more: the limit is ${unpackedSize}`)
  if (unpacked > RATIO_FLOOR && unpacked > ratio * size)
    throw new CodecError('BOMB', `unpacks to ${unpacked} bytes or more: the limit is ${ratio} times its size`)
}
