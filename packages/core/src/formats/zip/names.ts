/**
 * The names by which programs find entries of an archive. Most use the central directory. Some prefer the Unicode
 * path in an extra field (Info-ZIP, 7-Zip), and some take `\` for a separator. Programs that read a stream use the
 * local headers, also those of entries that the directory does not list.
 */
import { asBuffer } from '../../bytes/fields.js'
import { headerOf } from './edit.js'
import {
  type Archive,
  CENTRAL_HEADER_SIZE,
  EXTRA_UNICODE_PATH,
  findExtra,
  LOCAL_HEADER_SIZE,
  type ZipEntry,
} from './format.js'

/** How many of the bytes between entries are searched at a time. */
const PIECE = 1 << 20
const MAX_NAME = 0xffff
const LOCAL_SIGNATURE = Buffer.from('PK\x03\x04', 'latin1')

/** Whether some programs find something else at an entry's path, or find the entry at another path. */
export function ambiguousIn(archive: Archive): (entry: ZipEntry) => boolean {
  const namesOf = new Map(archive.entries.map((entry) => [entry, namesIn(archive, entry)]))
  const counts = new Map<string, number>()
  for (const names of [...namesOf.values(), ...hiddenNames(archive)])
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return (entry) => {
    const names = namesOf.get(entry)!
    // A name that is not ASCII has a Unicode path because its own encoding is not known.
    const isOtherPath = names.size > 1 && /^[\x00-\x7f]*$/.test(entry.path)
    return isOtherPath || [...names].some((name) => counts.get(name)! > 1)
  }
}

/** An entry's path, and the Unicode path of either header, as {@link ZipEntry.path}. */
function namesIn(archive: Archive, entry: ZipEntry): Set<string> {
  const header = headerOf(archive, entry)
  const nameLength = header.readUInt16LE(28)
  const extraAt = entry.at + LOCAL_HEADER_SIZE + nameLength
  const extras = [header.subarray(CENTRAL_HEADER_SIZE + nameLength)]
  if (entry.dataAt > extraAt) extras.push(asBuffer(archive.source.read(extraAt, entry.dataAt - extraAt)))
  const aliases = extras.flatMap((extra) => {
    // Version and CRC-32 of the name come before it: APPNOTE 4.6.9.
    const block = findExtra(extra, EXTRA_UNICODE_PATH)
    return block && block.length > 5 ? [block.toString('latin1', 5)] : []
  })
  return new Set([entry.path, ...aliases].map(withSlashes))
}

/** The names in what look like local headers between, before and behind the entries. */
function* hiddenNames({ source, entries, directoryAt }: Archive): Generator<[string]> {
  let from = 0
  for (const { at, dataAt, packedSize } of [...entries].sort((a, b) => a.at - b.at)) {
    yield* namesBetween(source, from, at)
    from = dataAt + packedSize
  }
  yield* namesBetween(source, from, directoryAt)
}

function* namesBetween(source: Archive['source'], from: number, to: number): Generator<[string]> {
  for (let at = from; at < to; at += PIECE) {
    const bytes = asBuffer(source.read(at, Math.min(PIECE + LOCAL_HEADER_SIZE + MAX_NAME, to - at)))
    for (
      let i = bytes.indexOf(LOCAL_SIGNATURE);
      i >= 0 && i < PIECE;
      i = bytes.indexOf(LOCAL_SIGNATURE, i + 1)
    ) {
      if (i + LOCAL_HEADER_SIZE > bytes.length) break
      const nameAt = i + LOCAL_HEADER_SIZE
      yield [withSlashes(bytes.toString('latin1', nameAt, nameAt + bytes.readUInt16LE(i + 26)))]
    }
  }
}

function withSlashes(name: string): string {
  return name.replaceAll('\\', '/').replace(/^(\.?\/)+/, '')
}
