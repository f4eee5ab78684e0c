/**
 * Whether a mark stands in its archive exactly as a program writes it. HASH leaves the entry out, so everything
 * about it has to follow from the mark's text.
 *
 * A mark of ours: taking it out and putting it in again must give the same bytes. That covers its headers, its
 * place, and everything that its presence changes in the directory and the end records.
 */
import { inflateRawSync } from 'node:zlib'
import { asBuffer } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { isAsWritten } from '../as-written.js'
import { readContent } from './content.js'
import { readArchive } from './directory.js'
import { headerOf } from './edit.js'
import { type Archive, DEFLATED, type ZipEntry } from './format.js'
import { isListed, type Listing } from './listing.js'
import { type Holder, putIn, takeOut } from './mark-edits.js'
import { MARK_PATH } from './mark-entry.js'
import { isReferenceEntry, unlikeReference } from './reference.js'

/**
 * Which program has written a mark into an archive: `signer`, if one that signs archives may have packed it anew since.
 * `problem` says why it can be none of them.
 */
export type WrittenBy = { writer: 'ours' | 'signer' | 'reference' } | { problem: string }

/**
 * @param text the mark's.
 * @param isSigned whether the archive has a signature.
 * @throws CodecError if data does not unpack.
 */
export function writerOf(
  given: Holder & { entry: ZipEntry },
  text: Uint8Array,
  isSigned: boolean,
): WrittenBy {
  const { archive, entry } = given
  const list = given.list && lacksOptional(archive, given.list) ? undefined : given.list
  const holder = { ...given, list }
  const { source } = archive
  if (!isSigned && isReferenceEntry(archive, entry)) {
    if (entry.size !== text.length || !endsWithData(source, entry))
      return { problem: `${MARK_PATH} holds more than the mark` }
    const problem = unlikeReference(archive)
    return problem === undefined
      ? { writer: 'reference' }
      : { problem: `${problem}: it was changed after marking` }
  }
  if (list && !(isListed(archive, list, text) && endsWithData(source, list.entry)))
    return { problem: `${list.name} does not list the mark as marking does` }
  if (isOurs(holder, text)) return { writer: 'ours' }
  // What else is true of the entry is checked where it is found.
  if (isSigned && entry.size === text.length && endsWithData(source, entry)) return { writer: 'signer' }
  return {
    problem: `the entry ${MARK_PATH} is not as marking writes it: the archive was packed anew or changed`,
  }
}

/** Whether the mark was put in by a program that does not know the list. */
function lacksOptional(archive: Archive, { entry, isOptional, withoutMark }: Listing): boolean {
  const listed = asBuffer(readContent(archive.source, entry))
  return isOptional === true && withoutMark(listed).length === listed.length
}

function isOurs(holder: Holder & { entry: ZipEntry }, text: Uint8Array): boolean {
  const { archive, entry, list } = holder
  if (entry.size !== text.length || entry.dataAt + entry.packedSize !== archive.directoryAt) return false
  // If the archive without the entry cannot be read, no such archive was marked.
  return isAsWritten(archive.source, takeOut(holder), (without) => {
    const clean = readArchive(without, {
      unpackedSize: Number.POSITIVE_INFINITY,
      ratio: Number.POSITIVE_INFINITY,
    })
    const again = { archive: clean, list: list?.findIn(clean) }
    return putIn(again, text, list && asItIs(archive, list.entry))
  })
}

/** An entry's own bytes. */
function asItIs(archive: Archive, entry: ZipEntry) {
  const local = archive.source.read(entry.at, entry.dataAt + entry.packedSize - entry.at)
  return { local: asBuffer(local), central: headerOf(archive, entry) }
}

/** Whether the compressed data ends where the entry ends. The entry is held in memory. */
function endsWithData(source: Source, { method, dataAt, packedSize, size }: ZipEntry): boolean {
  if (method !== DEFLATED) return true
  const { engine } = inflateRawSync(source.read(dataAt, packedSize), {
    info: true,
    maxOutputLength: size + 1,
  }) as unknown as { engine: { bytesWritten: number } }
  return engine.bytesWritten === packedSize
}
