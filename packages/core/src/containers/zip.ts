/** Files in ZIP archives (PKWARE APPNOTE.TXT 6.3.10). */
import { crc32 } from 'node:zlib'
import { CodecError } from '../error.js'
import { zip as codec, codecsInside } from '../formats/index.js'
import { peekContent, readContent } from '../formats/zip/content.js'
import { readArchive } from '../formats/zip/directory.js'
import { editArchive, headerOf } from '../formats/zip/edit.js'
import type { NewEntry } from '../formats/zip/entry.js'
import { isRegular, type ZipEntry } from '../formats/zip/format.js'
import { isContent, isZip } from '../formats/zip/index.js'
import { ambiguousIn } from '../formats/zip/names.js'
import { asText, isDirectory } from '../formats/zip/paths.js'
import { reasonToKeep, withContent } from '../formats/zip/rewrite.js'
import { isSignedJar } from '../formats/zip/signed.js'
import { asCandidate, claimant, countedHash } from '../formats/zip/sum.js'
import { extensionOf } from '../formats/zip/types.js'
import type { ContainerFormat, Entry } from './container.js'

/** Offset of this field in a central header. */
const EXTERNAL_ATTRIBUTES = 38

/** A file in the archive, with its headers. */
interface File extends Entry {
  readonly zip: ZipEntry
}

export const zip: ContainerFormat = {
  codec,

  claims: (source) => isZip(source, true),

  open({ name, source }, limits) {
    const archive = readArchive(source, limits)
    const entries: File[] = archive.entries
      .filter(({ path }) => !isDirectory(path))
      .map((zip) => ({
        path: asText(zip.path),
        size: zip.size,
        isRegular: isRegular(headerOf(archive, zip).readUInt32LE(EXTERNAL_ATTRIBUTES)),
        zip,
      }))
    const zipOf = (entry: Entry) => (entry as File).zip
    let isAmbiguous: ((entry: ZipEntry) => boolean) | undefined
    const replaced = new Map<ZipEntry, NewEntry>()
    return {
      entries,
      kept: reasonToKeep(extensionOf(name), isSignedJar(archive.entries)),
      read: (entry) => readContent(source, zipOf(entry)),
      peek: (entry) => peekContent(source, zipOf(entry)),
      isAmbiguous(entry) {
        isAmbiguous ??= ambiguousIn(archive)
        return isAmbiguous(zipOf(entry))
      },
      codecOf(entry, content) {
        const zip = zipOf(entry)
        return isContent(zip) ? claimant(zip, asCandidate(zip, content), codecsInside) : undefined
      },
      counts: (entry, content) => countedHash(zipOf(entry), content, codecsInside),
      checkIntact(entry, content) {
        if (crc32(content) !== zipOf(entry).crc)
          throw new CodecError('CORRUPT', 'it does not match its CRC-32')
      },
      replace(entry, content) {
        replaced.set(zipOf(entry), withContent(archive, zipOf(entry), content))
      },
      edits: () => editArchive(archive, { replace: replaced }),
    }
  },
}
