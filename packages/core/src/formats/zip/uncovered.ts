/** What HASH of an archive does not cover: it is over paths and contents. */
import { headerOf } from './edit.js'
import { type Archive, CENTRAL_HEADER_SIZE, LOCAL_HEADER_SIZE, type ZipEntry } from './format.js'
import { isDirectory } from './paths.js'

/** The reference program's own file in what it packs. HASH leaves it out. */
export const PROGRAM_PATH = 'chalk'

/** Unix's mode is the upper half of the attributes. */
const TYPE_MASK = 0o170000
const TYPE_LINK = 0o120000

/**
 * The parts of an archive that HASH does not cover, one line each.
 * @param mark the mark's entry, if all of it was checked.
 */
export function uncoveredIn(archive: Archive, mark: ZipEntry | undefined): string[] {
  const { source, end, endAt } = archive
  const entries = archive.entries.filter((entry) => entry !== mark)
  const headers = entries.map((entry) => headerOf(archive, entry))
  const modes = headers.map((header) => header.readUInt16LE(40))
  const lines: [boolean, string][] = [
    [entries.some(({ path }) => path === PROGRAM_PATH), `the file ${PROGRAM_PATH}`],
    [firstEntry(archive) > 0, 'the bytes before the first entry'],
    [modes.some((mode) => (mode & TYPE_MASK) === TYPE_LINK), 'which files are links'],
    [modes.some((mode) => mode !== 0), 'modes and types of files'],
    [entries.some(({ path }) => isDirectory(path)), 'folders'],
    [
      headers.some((header) => header.length > CENTRAL_HEADER_SIZE + header.readUInt16LE(28)) ||
        entries.some(
          (entry, i) => entry.dataAt - entry.at > LOCAL_HEADER_SIZE + headers[i]!.readUInt16LE(28),
        ),
      'extra fields and comments of entries, which can give them other names',
    ],
    [hasGaps(archive), 'bytes between the entries'],
    [endAt + end.length < source.size, 'the comment of the archive'],
    [true, 'order, times and compression of the entries, and how their paths are spelled'],
    [true, 'marks of the files inside'],
    // A file can hold what looks like the length, path and content of the next ones.
    [true, 'which bytes belong to which file: HASH has lengths and contents without anything between them'],
  ]
  return lines.filter(([isThere]) => isThere).map(([, line]) => line)
}

function firstEntry({ entries, directoryAt }: Archive): number {
  return entries.reduce((first, { at }) => Math.min(first, at), directoryAt)
}

/** Whether there are bytes between the entries: data descriptors, padding, entries that are not in the directory. */
function hasGaps({ entries, directoryAt }: Archive): boolean {
  const sorted = [...entries].sort((a, b) => a.at - b.at)
  return sorted.some(({ dataAt, packedSize }, i) => (sorted[i + 1]?.at ?? directoryAt) > dataAt + packedSize)
}
