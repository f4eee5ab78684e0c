/** Marking one file of an output in memory. */
import { bufferSource } from '../bytes/source.js'
import { CodecError, reasonOf } from '../error.js'
import { standIn } from '../formats/stand-in.js'
import { text } from '../formats/text/index.js'
import { wasm } from '../formats/wasm.js'
import { composeMark, type Subject } from '../mark/compose.js'
import { contentHash } from '../mark/inspect.js'
import { keepNamed } from '../redact/index.js'
import { reportInserted } from '../report/chalk.js'
import type { OutputEntry } from './entry.js'
import { isCode } from './files/file.js'
import { inspectBytes, markBytes } from './mark-bytes.js'
import type { StepOptions, StepProblem, StepResult } from './options.js'

/** The codecs for what bundlers emit. The others are not loaded with every build. */
export const CODECS = [wasm, text, standIn]

/** What became of a file: edited, or not of the kind that its name says, or why not. */
export type Edited = 'edited' | 'no artifact' | StepProblem

/** A file whose turn it is: the digests in it are final. */
export interface EntryPlace {
  entry: OutputEntry
  /** Its new name. */
  name: string
  /** Hashed files could not be renamed, so only stable marks may go into them. */
  keepsNames?: boolean | undefined
  result: StepResult
  /** Gives a content's bytes until the next call. */
  scratch(content: string | Uint8Array): Uint8Array
}

const NOT_AS_NAMED = 'not marked: it is not what its name says; see what made it'

/** Marks it. */
export async function markEntry(
  { entry, name, keepsNames, result, scratch }: EntryPlace,
  options: StepOptions,
): Promise<Edited> {
  try {
    const { content } = entry
    if (content === undefined) throw new Error(entry.unreadable)
    const bytes = scratch(content)
    const inspected = await inspectBytes(name, bytes, { allScripts: true, isFresh: options.isFresh }, CODECS)
    if (!inspected) {
      result.warnings.push({ name: entry.file.name, message: NOT_AS_NAMED })
      return 'no artifact'
    }
    const { artifact, hash, chalkId, preChalkHash } = inspected
    const isStable = options.hashedFiles === 'stable' || keepsNames
    const isPinned = entry.isPinned || (options.isPinnedLater === true && isCode(name))
    const isFixed = entry.file.hashes.length > 0 || isPinned || entry.isCompared
    const kind = isFixed && isStable ? 'stable' : 'full'
    const subject: Subject = {
      path: options.pathOf(name),
      nameInOutput: name,
      type: artifact.type,
      hash,
      chalkId,
      contentHash: await contentHash(artifact, bufferSource(bytes)),
    }
    if (artifact.mark) subject.old = artifact.mark.dict

    const composer = options.composerOf?.(entry.file.name) ?? options.composer
    const composed = await composeMark(composer, subject, kind)
    const { splices, currentHash } = await markBytes(inspected, composed.text)
    entry.mark(splices, bytes)
    const hashes = { preChalkHash, currentHash }
    const chalk = reportInserted(subject, composed, composer.facts, hashes)
    const named = keepNamed(chalk, Object.keys(composer.keys))
    result.chalks.push(named)
    options.texts?.set(named, composed.text.toString())
    for (const message of composed.errors) result.errors.push({ name, message })
    return 'edited'
  } catch (error) {
    const code = error instanceof CodecError ? error.code : 'FAILED'
    return { name: entry.file.name, code, message: `not marked: ${reasonOf(error)}` }
  }
}
