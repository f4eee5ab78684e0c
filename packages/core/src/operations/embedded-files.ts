/**
 * Giving files in an archive other content, without a change of the archive's HASH: it counts files as deleting their
 * marks leaves them, so their marks may come and go.
 *
 * Archives in the archive are such files too. Files in *those* are not: an inner archive counts with its bytes, and
 * where one of its entries was compressed anew nobody could tell what these had been.
 */
import { crc32 } from 'node:zlib'
import { bufferSource, type Source } from '../bytes/source.js'
import { splicedSource } from '../bytes/spliced-source.js'
import { CodecError } from '../error.js'
import type { Candidate, Codec, CodecOptions } from '../formats/format.js'
import { codecsInside } from '../formats/index.js'
import { peekContent, readContent } from '../formats/zip/content.js'
import { readArchive } from '../formats/zip/directory.js'
import { editArchive } from '../formats/zip/edit.js'
import type { NewEntry } from '../formats/zip/entry.js'
import type { Entry } from '../formats/zip/format.js'
import { contents, extensionOf } from '../formats/zip/index.js'
import { asText, isDirectory } from '../formats/zip/paths.js'
import { reasonToKeep, withContent } from '../formats/zip/rewrite.js'
import { isSignedJar } from '../formats/zip/signed.js'
import { AT_ONCE, asCandidate, claimant, countedHash } from '../formats/zip/sum.js'
import { inspect } from '../mark/inspect.js'
import type { OpenArtifact } from './files.js'

/** The largest file inside that gets other content, unpacked, in bytes. It is held in memory. */
const MAX_FILE = 64 << 20

/** The new entries of one archive are held until they are written. Sum of their sizes, in bytes. */
const MAX_HELD = 256 << 20

/** A file in an archive that a codec knows. */
export interface EmbeddedFile {
  /** Its path in the archive. */
  path: string
  candidate: Candidate
  codec: Codec
  content: Uint8Array
}

/** What a file is to be. */
export interface EmbeddedEdit {
  content: Uint8Array
  /** Called once it is certain that the file gets it. */
  done?(): void
}

/** What came of the files inside. */
export interface EmbeddedEdits {
  /** The archive with the new files, to be edited and written; undefined if there are none. */
  archive?: OpenArtifact
  /** Why no file inside was looked at. */
  kept?: string
}

/** Whether files inside of the artifact can get other content. */
export function holdsFiles({ codec }: OpenArtifact): boolean {
  return codec.name === 'zip'
}

/**
 * Gives files in the archive other content. One that fails stays as it is, and a warning says why.
 * @param edit gives nothing for a file that is to stay; throws a CodecError if the file is one that cannot be edited.
 */
export async function editFiles(
  opened: OpenArtifact,
  options: CodecOptions,
  warn: (message: string) => void,
  edit: (file: EmbeddedFile) => Promise<EmbeddedEdit | undefined>,
): Promise<EmbeddedEdits> {
  const { candidate } = opened
  const archive = readArchive(candidate.source, options.limits)
  const kept = reasonToKeep(extensionOf(candidate.name), isSignedJar(archive.entries))
  if (kept !== undefined) return { kept }

  const replace = new Map<Entry, NewEntry>()
  const edits: EmbeddedEdit[] = []
  let held = 0
  let beyond = 0
  for (const entry of contents(archive.entries)) {
    try {
      const file = readFile(candidate.source, entry)
      if (!file) continue
      if (held + entry.size > MAX_HELD) {
        beyond++
        continue
      }
      const edited = await edit(file)
      if (!edited) continue
      await checkCount(entry, file.content, edited.content)
      const by = withContent(archive, entry, edited.content)
      replace.set(entry, by)
      edits.push(edited)
      held += by.local.length
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      warn(`${asText(entry.path)} inside is left as it is: ${error.message}`)
    }
  }
  if (beyond > 0) warn(`${beyond} files inside are left as they are: more than ${MAX_HELD >> 20} MB in all`)
  if (replace.size === 0) return {}
  const source = splicedSource(candidate.source, editArchive(archive, { replace }))
  const withFiles = await openEdited(opened, source, options)
  if (withFiles.hash !== opened.hash) {
    warn('the files inside are left as they are: other content would change the HASH of the archive')
    return {}
  }
  for (const { done } of edits) done?.()
  return { archive: withFiles }
}

/**
 * The file, if a codec knows it, by the rules of the archive's HASH.
 * @throws CodecError if it is too large or does not unpack.
 */
function readFile(archive: Source, entry: Entry): EmbeddedFile | undefined {
  if (isDirectory(entry.path)) return undefined
  const isKnown = (source: Source) => claimant(entry, asCandidate(entry, source), codecsInside)
  if (entry.size > AT_ONCE && !isKnown(peekContent(archive, entry))) return undefined
  if (entry.size > MAX_FILE) {
    throw new CodecError('ENTRY_TOO_LARGE', `it unpacks to more than ${MAX_FILE >> 20} MB`)
  }
  const content = readContent(archive, entry)
  const candidate = asCandidate(entry, bufferSource(content))
  const codec = isKnown(candidate.source)
  if (!codec) return undefined
  // A new entry would be intact, whatever it was made of.
  if (crc32(content) !== entry.crc) throw new CodecError('CORRUPT', 'it does not match its CRC-32')
  return { path: asText(entry.path), candidate, codec, content }
}

/** @throws CodecError if the archive's HASH would be another one. */
async function checkCount(entry: Entry, before: Uint8Array, after: Uint8Array): Promise<void> {
  const [was, is] = [
    await countedHash(entry, before, codecsInside),
    await countedHash(entry, after, codecsInside),
  ]
  if (was !== is) {
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

/** Does such work for one archive after the other: what one has in memory is written before the next one begins. */
export function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const result = turn.then(work)
  turn = result.catch(() => {})
  return result
}
