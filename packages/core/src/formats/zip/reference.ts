/**
 * Archives as the reference program writes them. It unpacks an archive and packs it anew, with a packer that does
 * not know modes, links, extra fields and comments. So all headers are alike.
 *
 *     from the file's first byte   local entries, one behind the other
 *                                  central directory
 *                                  end record, without a comment
 *
 *     version 6.3 of MS-DOS, needs 2.0, names in UTF-8; deflated, or stored if empty; attributes 0x20, of a
 *     directory 0x10; no extra fields
 *
 * So an archive that has such a mark but not this form was changed after marking.
 */
import { asBuffer } from '../../bytes/fields.js'
import { headerOf } from './edit.js'
import {
  type Archive,
  CENTRAL_HEADER_SIZE,
  DEFLATED,
  LOCAL_HEADER_SIZE,
  STORED,
  type ZipEntry,
} from './format.js'
import { isDirectory, show } from './paths.js'

const MADE_BY = 63
const NEEDS = 20
const FLAGS = 1 << 11
const ATTRIBUTES_FILE = 0x20
const ATTRIBUTES_DIRECTORY = 0x10

/** Whether the central header of an entry is one that the reference program writes. */
export function isReferenceEntry(archive: Archive, entry: ZipEntry): boolean {
  const header = headerOf(archive, entry)
  const nameLength = header.readUInt16LE(28)
  return (
    header.length === CENTRAL_HEADER_SIZE + nameLength &&
    header.readUInt16LE(4) === MADE_BY &&
    header.readUInt16LE(6) === NEEDS &&
    entry.flags === FLAGS &&
    entry.method === (entry.size === 0 ? STORED : DEFLATED) &&
    header.readUInt32LE(34) === 0 &&
    header.readUInt32LE(38) === (isDirectory(entry.path) ? ATTRIBUTES_DIRECTORY : ATTRIBUTES_FILE)
  )
}

/** Where the archive differs from what the reference program writes, in one line; undefined if it does not. */
export function unlikeReference(archive: Archive): string | undefined {
  const { source, base, entries, directoryAt, end64, end, endAt } = archive
  if (base !== 0) return 'bytes stand before the archive'
  if (end64 || endAt + end.length !== source.size) return 'the archive has a comment or records of ZIP64'
  let at = 0
  for (const entry of entries) {
    if (entry.at !== at) return `bytes stand before ${show(entry.path)}`
    if (!isReferenceEntry(archive, entry)) return `${show(entry.path)} was packed by another program`
    // A path in another spelling, such as with `./` in front, is another file to programs that look it up by name.
    const name = headerOf(archive, entry).toString('latin1', CENTRAL_HEADER_SIZE)
    if (name !== entry.path) return `the path of ${show(entry.path)} is spelled ${JSON.stringify(show(name))}`
    const local = asBuffer(source.read(at, entry.dataAt - at))
    const header = headerOf(archive, entry)
    // From the version needed to the name's length, both headers have the same fields; then no extra field.
    const nameLength = header.readUInt16LE(28)
    if (local.compare(header, 6, 30, 4, 28) !== 0 || local.length !== LOCAL_HEADER_SIZE + nameLength)
      return `${show(entry.path)} was packed by another program`
    at = entry.dataAt + entry.packedSize
  }
  return at === directoryAt ? inOnePlace(entries) : 'bytes stand before the central directory'
}

/** Why the entries cannot all be files and folders of one file system; undefined if they can. */
function inOnePlace(entries: readonly ZipEntry[]): string | undefined {
  // With NUL in place of `/`, sorting puts each folder right before its contents.
  const paths = entries.map(({ path }) => path.replaceAll('/', '\0')).sort()
  for (const [i, path] of paths.entries()) {
    const next = paths[i + 1]
    if (next === undefined || !next.startsWith(path)) continue
    const shown = show(path.replaceAll('\0', '/'))
    if (next === path) return `${shown} is in the archive twice`
    if (!path.endsWith('\0') && next[path.length] === '\0') return `${shown} is a file and a folder`
  }
  return undefined
}
