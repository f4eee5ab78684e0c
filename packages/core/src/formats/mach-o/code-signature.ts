/**
 * Ad-hoc code signatures of Mach-O images: read, and made again for changed content, without Apple's tools.
 * xnu's osfmk/kern/cs_blobs.h; all big-endian.
 *
 *     SuperBlob      fade0cc0  length:u32  count:u32  count × { type:u32 offset:u32 }  blobs
 *     blob           magic:u32 length:u32 contents
 *     type 0, 1000…  CodeDirectory: one for each hash algorithm
 *     type 2, 5, 7   requirements, entitlements as XML and as DER
 *     type 10000     CMS signature: empty in an ad-hoc signature
 *
 *     CodeDirectory  0 fade0c02  4 length  8 version  12 flags  16 hashOffset  20 identOffset
 *                    24 nSpecialSlots  28 nCodeSlots  32 codeLimit
 *                    36 hashSize:u8  37 hashType:u8  38 platform:u8  39 pageSize:u8 (log2)  40 spare2
 *                    44 scatterOffset (from version 20100)  48 teamOffset (20200)
 *                    52 spare3  56 codeLimit64:u64 (20300)  …
 *                    identifier, team, special slots: hashes of the other blobs and of files beside the image
 *                    hashOffset: code slots, the hash of each page of the image up to the signature
 *
 * Only code slots, their count, codeLimit and the sizes change. Identifier, flags (also CS_LINKER_SIGNED),
 * entitlements and everything else stay, so that the program keeps its permissions.
 */
import { createHash } from 'node:crypto'
import { alignUp, isZero, readAt, subSource } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'

const CSMAGIC_EMBEDDED_SIGNATURE = 0xfade0cc0
const CSMAGIC_CODEDIRECTORY = 0xfade0c02
const CSSLOT_SIGNATURESLOT = 0x10000
const CS_ADHOC = 0x2

/** cs_blobs.h, CS_HASHTYPE_*: the algorithm, and how many bytes of the digest are kept. */
const HASH_TYPES: Record<number, { algorithm: string; size: number }> = {
  1: { algorithm: 'sha1', size: 20 },
  2: { algorithm: 'sha256', size: 32 },
  3: { algorithm: 'sha256', size: 20 },
  4: { algorithm: 'sha384', size: 48 },
}

/**
 * Fields that later versions of the CodeDirectory added and that matter here. A field with the use `none` must be
 * zero, since these parts cannot be made again: scatter vector, content of 4 GiB and more, pre-encryption hashes,
 * linkage.
 */
const CODE_DIRECTORY_FIELDS = [
  { since: 0x20100, at: 44, use: 'none' },
  { since: 0x20200, at: 48, use: 'team' },
  { since: 0x20300, at: 56, use: 'none' },
  { since: 0x20300, at: 60, use: 'none' },
  { since: 0x20500, at: 92, use: 'none' },
  { since: 0x20600, at: 100, use: 'none' },
] as const

interface Blob {
  type: number
  /** Where it was in the SuperBlob. The order of the blobs stays. */
  offset: number
  /** The blob's bytes; of a CodeDirectory, only those before the code slots. */
  bytes: Buffer
  directory?: { hashType: number; pageSize: number }
}

/** An ad-hoc signature without its code slots: all that is needed to sign again. */
export interface CodeSignature {
  /** In the order of the SuperBlob's index. */
  blobs: Blob[]
  /** Offset of the first blob; some linkers align it. */
  start: number
  /** Zeros behind the SuperBlob: a fixed number, or as many as make the whole size a multiple of 16. */
  padding: number | 'align'
}

const MAX_BLOBS = 64
/** Slot 0 and CSSLOT_ALTERNATE_CODEDIRECTORIES. Each needs a pass over the image. */
const MAX_DIRECTORIES = 6
const MAX_BLOB_BYTES = 16 << 20

/**
 * Reads the signature of `size` bytes at `at`, where the signed content ends.
 * @throws CodecError `SIGNED` if it was made with a certificate, `MALFORMED_SIGNATURE` if it is not understood.
 */
export function readSignature(image: Source, at: number, size: number): CodeSignature {
  if (at + size > image.size) throw malformed('it reaches past the end of the file')
  const source = subSource(image, at, size)
  const head = readPart(source, 0, 12)
  const length = head.readUInt32BE(4)
  const count = head.readUInt32BE(8)
  if (head.readUInt32BE(0) !== CSMAGIC_EMBEDDED_SIGNATURE) throw malformed('no SuperBlob')
  if (length > size || count > MAX_BLOBS) throw malformed('sizes that do not fit')
  const index = readPart(source, 12, count * 8)
  const entries = Array.from({ length: count }, (_, i) => {
    const [type, offset] = [index.readUInt32BE(i * 8), index.readUInt32BE(i * 8 + 4)]
    const blob = readPart(source, offset, 8)
    const entry = { type, offset, magic: blob.readUInt32BE(0), size: blob.readUInt32BE(4) }
    if (offset < 12 + index.length || entry.size < 8 || entry.size > length - offset) {
      throw malformed('a blob outside it')
    }
    return entry
  })
  if (entries.some(({ type, size }) => type === CSSLOT_SIGNATURESLOT && size > 8)) {
    throw new CodecError('SIGNED', 'signed with a certificate: mark before signing')
  }
  const directories = entries.filter(({ magic }) => magic === CSMAGIC_CODEDIRECTORY)
  if (!directories.some(({ type }) => type === 0)) throw malformed('no CodeDirectory')
  if (directories.length > MAX_DIRECTORIES) throw malformed('too many CodeDirectories')
  const others = entries.filter((entry) => !directories.includes(entry))
  if (others.reduce((sum, { size }) => sum + size, 0) > MAX_BLOB_BYTES) {
    throw malformed('more than 16 MiB beside its hashes')
  }
  const start = Math.min(...entries.map(({ offset }) => offset))
  const padding = size - length
  return {
    blobs: entries.map(({ type, offset, magic, size }) =>
      magic === CSMAGIC_CODEDIRECTORY
        ? readDirectory(source, type, offset, size, at)
        : { type, offset, bytes: readPart(source, offset, size) },
    ),
    start: start <= alignUp(12 + index.length, 16) ? start : 12 + index.length,
    padding: size % 16 === 0 && padding < 16 ? 'align' : padding,
  }
}

/**
 * Whether the signature of `size` bytes at `at` consists of blobs one behind the other, as its index says, and then
 * zeros. A signature with a certificate has that layout, too; its blobs are not looked into.
 */
export function isPacked(image: Source, at: number, size: number): boolean {
  const source = subSource(image, at, size)
  const head = readPart(source, 0, 12)
  const [length, count] = [head.readUInt32BE(4), head.readUInt32BE(8)]
  if (head.readUInt32BE(0) !== CSMAGIC_EMBEDDED_SIGNATURE || length > size || count > MAX_BLOBS) return false
  const index = readPart(source, 12, count * 8)
  const offsets = Array.from({ length: count }, (_, i) => index.readUInt32BE(i * 8 + 4)).sort((a, b) => a - b)
  const indexEnd = 12 + index.length
  let end = offsets[0] ?? indexEnd
  if (end < indexEnd || end > alignUp(indexEnd, 16) || !isZero(source, indexEnd, end - indexEnd)) return false
  for (const offset of offsets) {
    if (offset !== end) return false
    end += readPart(source, offset, 8).readUInt32BE(4)
  }
  return end === length && isZero(source, length, size - length)
}

function readDirectory(source: Source, type: number, offset: number, length: number, limit: number): Blob {
  const fixed = readPart(source, offset, 44)
  const version = fixed.readUInt32BE(8)
  const hashOffset = fixed.readUInt32BE(16)
  const [specialSlots, codeSlots, codeLimit] = [24, 28, 32].map((at) => fixed.readUInt32BE(at)) as [
    number,
    number,
    number,
  ]
  const [hashSize, hashType, pageSize] = [fixed[36]!, fixed[37]!, fixed[39]!]
  if (HASH_TYPES[hashType]?.size !== hashSize) throw malformed(`an unknown hash type, ${hashType}`)
  if (pageSize !== 0 && (pageSize < 12 || pageSize > 16)) throw malformed('an unusual page size')
  if ((fixed.readUInt32BE(12) & CS_ADHOC) === 0) throw malformed('neither ad hoc nor with a certificate')

  const fields = CODE_DIRECTORY_FIELDS.filter(({ since }) => version >= since)
  const headerSize = Math.max(44, ...fields.map(({ at }) => at + 4))
  if (hashOffset > MAX_BLOB_BYTES || hashOffset < headerSize + specialSlots * hashSize) {
    throw malformed('hashes that overlap')
  }
  const bytes = readPart(source, offset, hashOffset)
  // The slots must be last. Anything behind them would have to move, and it is unknown whether that is safe.
  const slotsAreLast = hashOffset + codeSlots * hashSize === length
  const strangers = fields.some(({ at, use }) => use !== 'team' && bytes.readUInt32BE(at) !== 0)
  const names = [20, ...fields.filter(({ use }) => use === 'team').map(({ at }) => at)]
  if (
    codeLimit !== limit ||
    codeSlots !== slotCount(limit, pageSize) ||
    !slotsAreLast ||
    strangers ||
    names.some((at) => bytes.readUInt32BE(at) >= hashOffset)
  ) {
    throw malformed('an unusual layout')
  }
  return { type, offset, bytes, directory: { hashType, pageSize } }
}

/** How many bytes a signature of `limit` bytes of content takes. */
export function signatureSize(signature: CodeSignature, limit: number): number {
  const length = signature.blobs.reduce((sum, blob) => sum + blobSize(blob, limit), signature.start)
  return signature.padding === 'align' ? alignUp(length, 16) : length + signature.padding
}

/**
 * Signs again.
 * @param limit how many bytes of content come before the signature, less than 4 GiB.
 * @param content those bytes, in pieces; called once for each CodeDirectory.
 * @returns the SuperBlob and its padding, {@link signatureSize} bytes.
 */
export function sign(signature: CodeSignature, limit: number, content: () => Iterable<Uint8Array>): Buffer {
  const { blobs } = signature
  const result = Buffer.alloc(signatureSize(signature, limit))
  let at = signature.start
  result.writeUInt32BE(CSMAGIC_EMBEDDED_SIGNATURE, 0)
  result.writeUInt32BE(blobs.length, 8)
  for (const blob of blobs.toSorted((a, b) => a.offset - b.offset)) {
    const entry = 12 + blobs.indexOf(blob) * 8
    result.writeUInt32BE(blob.type, entry)
    result.writeUInt32BE(at, entry + 4)
    result.set(blob.bytes, at)
    if (blob.directory) {
      const size = blobSize(blob, limit)
      const directory = result.subarray(at, at + size)
      directory.writeUInt32BE(size, 4)
      directory.writeUInt32BE(slotCount(limit, blob.directory.pageSize), 28)
      directory.writeUInt32BE(limit, 32)
      writeSlots(directory.subarray(blob.bytes.length), blob.directory, content())
    }
    at += blobSize(blob, limit)
  }
  result.writeUInt32BE(at, 4)
  return result
}

/** Whether each CodeDirectory has the right hashes of the blobs beside it: slot -n is that of the blob of type n. */
export function coversItsBlobs({ blobs }: CodeSignature): boolean {
  const others = blobs.filter(({ type, directory }) => !directory && type !== CSSLOT_SIGNATURESLOT)
  return blobs.every(({ bytes, directory }) => {
    if (!directory) return true
    const { algorithm, size } = HASH_TYPES[directory.hashType]!
    const count = bytes.readUInt32BE(24)
    return others.every((other) => {
      if (other.type > count) return false
      const slot = bytes.subarray(bytes.length - other.type * size).subarray(0, size)
      return createHash(algorithm).update(other.bytes).digest().subarray(0, size).equals(slot)
    })
  })
}

function writeSlots(
  slots: Buffer,
  { hashType, pageSize }: NonNullable<Blob['directory']>,
  content: Iterable<Uint8Array>,
): void {
  const { algorithm, size } = HASH_TYPES[hashType]!
  const page = pageSize === 0 ? Number.POSITIVE_INFINITY : 2 ** pageSize
  let hash = createHash(algorithm)
  let left = page
  let at = 0
  const finish = () => {
    slots.set(hash.digest().subarray(0, size), at)
    at += size
    hash = createHash(algorithm)
    left = page
  }
  for (const piece of content) {
    for (let from = 0; from < piece.length; ) {
      const part = piece.subarray(from, from + left)
      hash.update(part)
      from += part.length
      left -= part.length
      if (left === 0) finish()
    }
  }
  if (left < page) finish()
}

function blobSize({ bytes, directory }: Blob, limit: number): number {
  if (!directory) return bytes.length
  return bytes.length + slotCount(limit, directory.pageSize) * HASH_TYPES[directory.hashType]!.size
}

/** A page size of 0 stands for one page of any size. */
function slotCount(limit: number, pageSize: number): number {
  return pageSize === 0 ? 1 : Math.ceil(limit / 2 ** pageSize)
}

function readPart(source: Source, at: number, length: number): Buffer {
  if (at + length > source.size) throw malformed('a part outside it')
  return readAt(source, at, length, 'the code signature')
}

function malformed(reason: string): CodecError {
  return new CodecError('MALFORMED_SIGNATURE', `malformed code signature: ${reason}`)
}
