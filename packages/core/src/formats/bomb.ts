/** Decompression bombs: archives that unpack to far more than anybody would have packed. */

import { CodecError } from '../error.js'

/** Bounds on what an archive may unpack to. */
export interface ArchiveLimits {
  /** Sum of the unpacked sizes, in bytes. @default 4 GiB */
  unpackedSize?: number
  /** Unpacked size divided by the archive's size. Checked only above 64 MiB unpacked. @default 200 */
  ratio?: number
}

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

/** The share of the unpacked size that may be files which a codec has to look into, because that takes far longer. */
const LOOKED_SHARE = 0.06
const LOOKED_FLOOR = 8 << 20

/** What the archives and files inside of one archive may still cost together, in bytes. */
export interface Allowance {
  /** Bytes of all contents, including those of archives inside. */
  unpacked: number
  /** Bytes of the files that a codec looks into. */
  looked: number
}

/** What an archive of `size` bytes may cost, with all that is inside of it. */
export function allowanceFor(size: number, limits: ArchiveLimits = {}): Allowance {
  const { unpackedSize = DEFAULT_UNPACKED, ratio = DEFAULT_RATIO } = limits
  return {
    unpacked: Math.min(unpackedSize, Math.max(RATIO_FLOOR, ratio * size)),
    looked: Math.max(LOOKED_FLOOR, ratio * LOOKED_SHARE * size),
  }
}

/** @throws CodecError if the allowance does not suffice. After that it is used up. */
export function spend(allowance: Allowance, part: keyof Allowance, size: number): void {
  allowance[part] -= size
  if (!isSpent(allowance)) return
  throw new CodecError(
    'BOMB',
    part === 'looked'
      ? 'too much for its size are files that have to be looked into'
      : 'with the archives inside it unpacks to too much for its size',
  )
}

export function isSpent({ unpacked, looked }: Allowance): boolean {
  return unpacked < 0 || looked < 0
}
