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
import { readArchive } from './directory.js'
import { headerOf } from './edit.js'
import { type Archive, DEFLATED, type ZipEntry } from './format.js'
import { entryFor, type Holder, putIn, takeOut } from './mark-edits.js'
import { MARK_PATH } from './mark-entry.js'
import { isReferenceEntry, unlikeReference } from './reference.js'
import { hasSigningBlock } from './signed.js'
import { findRecord, isListed } from './wheel.js'

/** Which program has written a mark into an archive; `problem` says why it can be neither of them. */
export type WrittenBy = { writer: 'ours' | 'reference' } | { problem: string }

/**
 * @param text the mark's.
 * @throws CodecError if data does not unpack.
 */
export function writerOf(holder: Holder & { entry: ZipEntry }, text: Uint8Array): WrittenBy {
  const { archive, entry, record } = holder
  const { source } = archive
  if (isReferenceEntry(archive, entry)) {
    if (entry.size !== text.length || !endsWithData(source, entry))
      return { problem: `${MARK_PATH} holds more than the mark` }
    const problem = unlikeReference(archive)
    return problem === undefined
      ? { writer: 'reference' }
      : { problem: `${problem}: it was changed after marking` }
  }
  if (record && !(isListed(archive, record, MARK_PATH, text) && endsWithData(source, record)))
    return { problem: 'RECORD of the wheel does not list the mark as marking does' }
  return isOurs(holder, text) || (hasSigningBlock(archive) && isOurEntry(archive, entry, text))
    ? { writer: 'ours' }
    : {
        problem: `the entry ${MARK_PATH} is not as marking writes it: the archive was packed anew or changed`,
      }
}

function isOurs(holder: Holder & { entry: ZipEntry }, text: Uint8Array): boolean {
  const { archive, entry, record } = holder
  if (entry.size !== text.length || entry.dataAt + entry.packedSize !== archive.directoryAt) return false
  // If the archive without the entry cannot be read, no such archive was marked.
  return isAsWritten(archive.source, takeOut(holder), (without) => {
    const clean = readArchive(without, {
      unpackedSize: Number.POSITIVE_INFINITY,
      ratio: Number.POSITIVE_INFINITY,
    })
    const again = { archive: clean, record: record && findRecord(clean.entries) }
    return putIn(again, text, record && asItIs(archive, record))
  })
}

/**
 * Whether the entry is ours. It need not stand right before the directory, since signing an APK puts a block
 * between them.
 */
function isOurEntry(archive: Archive, entry: ZipEntry, text: Uint8Array): boolean {
  const { local, central } = entryFor(text, entry.at - archive.base)
  return (
    central.equals(headerOf(archive, entry)) &&
    local.equals(asBuffer(archive.source.read(entry.at, local.length)))
  )
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
