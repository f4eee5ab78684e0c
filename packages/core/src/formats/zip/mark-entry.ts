/**
 * The entry that holds an archive's mark. HASH leaves it out, so it has to be a plain file that holds the mark and
 * nothing else. There must be no second one, it must be no link, and no program may see it under another name.
 */
import { findMark } from '@chalkmark/mark'
import { asBuffer } from '../../bytes/fields.js'
import { CodecError } from '../../error.js'
import type { FoundMark } from '../artifact.js'
import { isNamesake } from '../namesakes.js'
import { readContent } from './content.js'
import { headerOf } from './edit.js'
import {
  type Archive,
  CENTRAL_HEADER_SIZE,
  EXTRA_UNICODE_PATH,
  findExtra,
  isRegular,
  LOCAL_HEADER_SIZE,
  STORED,
  type ZipEntry,
} from './format.js'
import { asText, isDirectory, show } from './paths.js'

export const MARK_PATH = 'chalk.json'
/** The longest `chalk.json` that is read as a mark, in bytes. */
const MAX_MARK = 16 << 20
/** How many entries of that name are looked into. A second one already makes the mark invalid. */
const MOST_NAMED = 8

/** What was found where the mark belongs. */
export interface MarkEntry {
  /** The plain file that holds the mark, or the placeholder. It is left out of HASH, and an edit replaces it. */
  entry?: ZipEntry
  mark?: FoundMark
  /** Why a mark can be neither put in nor taken out. */
  refused?: CodecError
}

/** @throws CodecError `CORRUPT` if a `chalk.json` does not unpack. */
export function findMarkEntry(archive: Archive): MarkEntry {
  const { entries } = archive
  const named = entries.filter(({ path }) => path === MARK_PATH)
  const found = named.slice(0, MOST_NAMED).map((entry) => markIn(archive, entry))
  const other = entries.find((entry) => !named.includes(entry) && isOther(entry.path))
  const uncounted = other && isDirectory(other.path)
  const [entry] = named
  if (!entry) return other ? { refused: taken(other) } : {}

  const mark = found.find((content) => content?.mark)?.mark
  const problem =
    named.length > 1
      ? `${MARK_PATH} is in the archive ${named.length} times`
      : uncounted
        ? `the archive has ${show(other.path)} beside ${MARK_PATH}`
        : problemOf(archive, entry, found[0])
  if (problem === undefined) {
    return { entry, ...(mark && { mark }), ...(other && { refused: taken(other) }) }
  }
  const code = named.length > 1 ? 'AMBIGUOUS' : 'NAME_TAKEN'
  return { ...(mark && { mark: { ...mark, broken: problem } }), refused: new CodecError(code, problem) }
}

/** Whether some file system takes the path for the mark's path, or for a folder of that name. */
function isOther(path: string): boolean {
  // Nearly every path is ASCII and begins with other letters, which this check sees at once.
  if (/^[\x00-\x7f]*$/.test(path) && !/^[./\\ ]*chalk/i.test(path)) return false
  return isNamesake(asText(path), MARK_PATH)
}

function taken(other: ZipEntry): CodecError {
  return new CodecError(
    'NAME_TAKEN',
    `the archive has ${show(other.path)}, which some systems take for the mark's ${MARK_PATH}`,
  )
}

/** What an entry of the mark's name holds. */
interface Content {
  mark?: FoundMark
  /** There is nothing else in it. */
  alone: boolean
}

/** The mark in an entry, or the placeholder; undefined if it is somebody else's file. */
function markIn({ source }: Archive, entry: ZipEntry): Content | undefined {
  if (entry.size > MAX_MARK) return undefined
  const content = asBuffer(readContent(source, entry))
  const found = findMark(content)
  if (!found) return undefined
  const { start, end, dict, placeholder } = found
  const rest = content.toString('latin1', 0, start) + content.toString('latin1', end)
  const alone = !/[^ \t\r\n]/.test(rest)
  if (placeholder) return { alone }
  const at = entry.method === STORED ? { at: entry.dataAt + start } : {}
  return { alone, mark: { ...at, text: Buffer.from(content.subarray(start, end)), dict } }
}

/** Why the entry is no plain file that holds the mark or the placeholder alone; undefined if it is one. */
function problemOf(archive: Archive, entry: ZipEntry, content: Content | undefined): string | undefined {
  if (!content) return `the archive has a ${MARK_PATH} of its own, which is not a mark`
  if (!content.alone) return `${MARK_PATH} holds more than the mark`
  const header = headerOf(archive, entry)
  const name = header.toString('latin1', CENTRAL_HEADER_SIZE, CENTRAL_HEADER_SIZE + header.readUInt16LE(28))
  if (name !== MARK_PATH) return `the path of ${MARK_PATH} is spelled ${JSON.stringify(show(name))}`
  if (!isRegular(header.readUInt32LE(38))) return `${MARK_PATH} is no regular file`
  const local = asBuffer(archive.source.read(entry.at, entry.dataAt - entry.at))
  const extras = [
    header.subarray(CENTRAL_HEADER_SIZE + name.length),
    local.subarray(LOCAL_HEADER_SIZE + name.length),
  ]
  if (extras.some((extra) => findExtra(extra, EXTRA_UNICODE_PATH)))
    return `${MARK_PATH} has a second name in an extra field`
  return undefined
}
