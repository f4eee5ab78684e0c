/**
 * Gives files in an archive other content without changing the archive's HASH. HASH counts files without their
 * marks, so marks may be added and removed.
 *
 * Archives in the archive are such files, too. Files in an inner archive are not: the inner archive counts with its
 * bytes, and once one of its entries is compressed anew, its old bytes are lost.
 */
import { posix } from 'node:path'
import { bufferSource, type Source } from '../bytes/source.js'
import { splicedSource } from '../bytes/spliced-source.js'
import type { Container, Entry } from '../containers/container.js'
import { containerOf } from '../containers/index.js'
import { CodecError } from '../error.js'
import { allowanceFor } from '../formats/bomb.js'
import type { Candidate, Codec, CodecOptions } from '../formats/format.js'
import { inspect } from '../mark/inspect.js'
import type { OpenArtifact } from './files.js'
import { pinnedIn } from './pinned-inside.js'

/**
 * In bytes. Files up to this size are unpacked at once. Of larger ones, the first bytes decide whether a codec
 * claims them.
 */
const AT_ONCE = 4 << 20

/** The largest file inside that gets other content, unpacked, in bytes. It is held in memory. */
const MAX_FILE = 64 << 20

/** The new entries of one archive are held until they are written. Sum of their sizes, in bytes. */
const MAX_HELD = 256 << 20

/**
 * The share of what may be looked into that may be scripts which get other content. Each of them is read several times:
 * by itself with and without its mark, and in the archive.
 */
const SCANNED_SHARE = 0.25

/** A file in an archive that a codec knows. */
export interface EmbeddedFile {
  /** Its path in the archive. */
  path: string
  candidate: Candidate
  codec: Codec
  content: Uint8Array
}

/** The new content of a file. */
export interface EmbeddedEdit {
  content: Uint8Array
  /** Called once it is certain that the file gets it. */
  done?(): void
}

/** The result of editing the files inside. */
export interface EmbeddedEdits {
  /** The archive with the new files, to be edited and written; undefined if there are none. */
  archive?: OpenArtifact
  /** Why the files inside were left alone. */
  kept?: string
}

/**
 * Gives files in a container other content. One that fails stays as it is, and a warning says why.
 * @param edit returns undefined for a file that is to stay, and throws a CodecError for one that cannot be edited.
 */
export async function editFiles(
  opened: OpenArtifact,
  options: CodecOptions,
  warn: (message: string) => void,
  edit: (file: EmbeddedFile) => Promise<EmbeddedEdit | undefined>,
): Promise<EmbeddedEdits> {
  const { candidate, codec } = opened
  const format = containerOf(codec)
  if (!format) return {}
  const container = format.open(candidate, options.limits)
  if (container.kept !== undefined) return { kept: container.kept }
  const { looked } = allowanceFor(candidate.source.size, options.limits)
  const edits = await replaceFiles(container, looked, warn, edit)
  if (typeof edits === 'string') return { kept: edits }
  if (edits.length === 0) return {}
  const archive = await openEdited(opened, splicedSource(candidate.source, container.edits()), options)
  if (archive.hash !== opened.hash) {
    warn('the files inside are left as they are: other content would change the HASH of the archive')
    return {}
  }
  for (const { done } of edits) done?.()
  return { archive }
}

/**
 * @param looked how many bytes of files may be looked into.
 * @returns the edits; or why there are none, if there would be too much to look into.
 */
async function replaceFiles(
  container: Container,
  looked: number,
  warn: (message: string) => void,
  edit: (file: EmbeddedFile) => Promise<EmbeddedEdit | undefined>,
): Promise<EmbeddedEdit[] | string> {
  const edits: EmbeddedEdit[] = []
  let scanned = 0
  let held = 0
  let beyond = 0
  let isPinned: ((content: Uint8Array) => boolean) | undefined
  for (const entry of container.entries) {
    try {
      const file = readFile(container, entry)
      if (!file) continue
      if (held + entry.size > MAX_HELD) {
        beyond++
        continue
      }
      if ((file.codec.weight ?? 1) > 1) scanned += entry.size
      if (scanned > looked * SCANNED_SHARE) return 'for its size the archive holds too much in scripts'
      isPinned ??= pinnedIn(container, looked)
      if (isPinned(file.content))
        throw new CodecError('PINNED', 'its digest stands in another file of the archive')
      const edited = await edit(file)
      if (!edited) continue
      await checkCount(container, entry, file.content, edited.content)
      container.replace(entry, edited.content)
      edits.push(edited)
      held += edited.content.length
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      warn(`${entry.path} inside is left as it is: ${error.message}`)
    }
  }
  if (beyond > 0) warn(`${beyond} files inside are left as they are: more than ${MAX_HELD >> 20} MB in all`)
  return edits
}

/**
 * The file, if a codec knows it, by the rules of the container's HASH.
 * @throws CodecError if it is too large or does not unpack.
 */
function readFile(container: Container, entry: Entry): EmbeddedFile | undefined {
  if (entry.size > AT_ONCE && !container.codecOf(entry, container.peek(entry))) return undefined
  if (entry.size > MAX_FILE) {
    throw new CodecError('ENTRY_TOO_LARGE', `it unpacks to more than ${MAX_FILE >> 20} MB`)
  }
  const content = container.read(entry)
  const candidate = { name: posix.basename(entry.path), source: bufferSource(content) }
  const codec = container.codecOf(entry, candidate.source)
  if (!codec) return undefined
  // A rewritten entry gets a right checksum, so the old content has to be checked before.
  container.checkIntact(entry, content)
  return { path: entry.path, candidate, codec, content }
}

/** @throws CodecError if the container's HASH would be another one. */
async function checkCount(
  container: Container,
  entry: Entry,
  before: Uint8Array,
  after: Uint8Array,
): Promise<void> {
  if ((await container.counts(entry, before)) !== (await container.counts(entry, after))) {
    throw new CodecError(
      'HASH_CHANGES',
      'deleting its mark does not restore it, so HASH of the archive would change',
    )
  }
}

async function openEdited(
  opened: OpenArtifact,
  edited: Source,
  options: CodecOptions,
): Promise<OpenArtifact> {
  const source = { ...opened.candidate.source, ...edited }
  const candidate = { ...opened.candidate, source }
  return { ...opened, candidate, ...(await inspect(candidate, opened.codec, options)) }
}

let turn: Promise<unknown> = Promise.resolve()

/** Runs such work for one archive after the other, so that only one archive's new contents are in memory. */
export function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const result = turn.then(work)
  turn = result.catch(() => {})
  return result
}
