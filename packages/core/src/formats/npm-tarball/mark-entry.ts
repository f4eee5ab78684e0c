/**
 * The entry of a package's mark. HASH leaves it out, so it has to be a plain file that holds the mark and nothing
 * else. The mark is valid only if the entry is byte for byte what marking writes, and the last one of the tar.
 */
import { findMark } from '@chalkmark/mark'
import { CodecError } from '../../error.js'
import type { FoundMark } from '../artifact.js'
import { isNamesake } from '../namesakes.js'
import { fileEntry, type Header } from './tar.js'

export const MARK_PATH = 'package/chalk.json'
const MARK_NAME = 'chalk.json'
/** npm removes the first folder of every path, whatever its name. */
const FOLDERS = 1
/** What npm gives every file that it packs: 1985-10-26T08:15:00Z. */
const MTIME = 499_162_500

/** What is found while the tarball is read. */
export interface Contents {
  files: number
  mark?: FoundMark
  /** Why no mark can be put in or taken out. */
  refused?: CodecError
  /** A plain entry with a mark or the placeholder was found. */
  isHeld: boolean
}

/** The entry that marking writes. */
export function entryFor(mark: Uint8Array): Buffer {
  return fileEntry(MARK_PATH, mark, MTIME)
}

/** An entry of a tar, with the extensions that stand before it. */
export interface FoundEntry {
  header: Header
  /** The headers and contents of the extensions before it, and its own header. */
  head: readonly Buffer[]
  /** Its path, from the header or an extension. */
  path: string
}

/** Whether npm or a file system may take the entry for the mark's. */
export function isMarks({ path }: FoundEntry): boolean {
  return path === MARK_PATH || isNamesake(path, MARK_NAME, FOLDERS)
}

/**
 * Looks at an entry that {@link isMarks}.
 * @param padded its content with the zeros behind it.
 * @param contents is filled in.
 * @returns whether it is left out of HASH.
 */
export function lookAt(entry: FoundEntry, padded: Buffer, contents: Contents): boolean {
  const { header, head } = entry
  const content = padded.subarray(0, header.size)
  const found = findMark(content)
  const problem = contents.isHeld
    ? `${MARK_PATH} is in the package twice, or something that some systems take for it`
    : problemOf(entry, content, found)
  const mark =
    found && !found.placeholder
      ? { text: content.subarray(found.start, found.end), dict: found.dict }
      : undefined
  if (problem !== undefined) {
    if (contents.mark) contents.mark.broken ??= problem
    else if (mark) contents.mark = { ...mark, broken: problem }
    contents.refused ??= new CodecError('NAME_TAKEN', problem)
    return false
  }
  contents.isHeld = true
  if (mark) {
    // An extension may give the entry another name, or another entry of a similar name may come first.
    const broken = contents.refused?.message ?? asWritten(Buffer.concat([...head, padded]), mark.text)
    contents.mark = { ...mark, ...(broken !== undefined && { broken }) }
  }
  return true
}

function asWritten(bytes: Buffer, mark: Uint8Array): string | undefined {
  return bytes.equals(entryFor(mark)) ? undefined : NOT_AS_WRITTEN
}

export const NOT_AS_WRITTEN = `the entry ${MARK_PATH} is not as marking writes it: the package was packed anew or changed`

/** Why the entry is no plain file that holds the mark or the placeholder alone; undefined if it is one. */
function problemOf(
  { header, head, path }: FoundEntry,
  content: Buffer,
  found: ReturnType<typeof findMark>,
): string | undefined {
  if (path !== MARK_PATH)
    return `the package has ${JSON.stringify(path)}, which some systems take for the mark's ${MARK_PATH}`
  if (!found) return `the package has a ${MARK_PATH} of its own, which is not a mark`
  const rest = content.toString('latin1', 0, found.start) + content.toString('latin1', found.end)
  if (/[^ \t\r\n]/.test(rest)) return `${MARK_PATH} holds more than the mark`
  if (header.type !== '0' && header.type !== '\0') return `${MARK_PATH} is no regular file`
  if (head.length > 1) return `${MARK_PATH} has a second header, which may say that it is something else`
  return undefined
}
