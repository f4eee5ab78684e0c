/** Files of an archive with other content, in their old places. */
import { asBuffer } from '../../bytes/fields.js'
import { CodecError } from '../../error.js'
import { headerOf } from './edit.js'
import { type NewEntry, rewrittenEntry } from './entry.js'
import { type Archive, IN_ZIP64_32, LOCAL_HEADER_SIZE, type ZipEntry } from './format.js'

const MAPPED = 'they are aligned, to be mapped into memory'
/** By extension: why any change of content would break such an archive. */
const BOUND: Record<string, string> = {
  whl: 'RECORD lists their digests',
  apk: MAPPED,
  pt: MAPPED,
  pth: MAPPED,
  keras: MAPPED,
}

/**
 * Why the files in an archive cannot get other content, if they cannot.
 * @param extension of the archive's name, in lower case.
 * @param isSigned whether it is a signed jar.
 */
export function reasonToKeep(extension: string, isSigned: boolean): string | undefined {
  return isSigned ? 'the signatures of the jar cover them' : BOUND[extension]
}

/**
 * The entry with other content: its name, method, time, attributes and extra fields stay.
 * @throws CodecError `UNSUPPORTED` for an entry whose sizes or offset are in ZIP64 fields.
 */
export function withContent(archive: Archive, entry: ZipEntry, content: Uint8Array): NewEntry {
  const header = headerOf(archive, entry)
  if ([20, 24, 42].some((at) => header.readUInt32LE(at) === IN_ZIP64_32))
    throw new CodecError('UNSUPPORTED', 'its entry is one of ZIP64')
  const local = asBuffer(archive.source.read(entry.at, entry.dataAt - entry.at))
  const extra = local.subarray(LOCAL_HEADER_SIZE + local.readUInt16LE(26))
  return rewrittenEntry(header, content, extra)
}
