/**
 * The output step: the emitted files of every bundler go through here once, after everything else that changes
 * them.
 *
 * It reads as its list of steps: claim, find pinned digests and what is compared, plan new names and update
 * references; then, file by file and pinned files first, update digests and mark; at the end make compressed
 * siblings again.
 */
import { bufferSource } from '../bytes/source.js'
import { CodecError, reasonOf } from '../error.js'
import { text } from '../formats/text/index.js'
import { wasm } from '../formats/wasm.js'
import { composeMark, type Subject } from '../mark/compose.js'
import { contentHash } from '../mark/inspect.js'
import { keepNamed } from '../redact/index.js'
import { reportInserted } from '../report/chalk.js'
import { findCompared } from './compared.js'
import { compressAgain, splitCompressed } from './compressed.js'
import { OutputEntry } from './entry.js'
import { isCode, isMap, isMarkable, type OutputFile } from './files/file.js'
import { mayHoldInline } from './inline.js'
import { findKept } from './kept.js'
import { inspectBytes, markBytes } from './mark-bytes.js'
import type { StepOptions, StepProblem, StepResult } from './options.js'
import { findPins, followPins, hasLooseInline, type Pins } from './pins.js'
import { planRenames, type Renames } from './plan.js'

/** The codecs for what bundlers emit. The others are not loaded with every build. */
const CODECS = [wasm, text]

const LOOSE_INLINE =
  'an inline script or style has another text, as names or digests in it followed others: a Content-Security-Policy that allows it by its digest has to follow'

/**
 * Marks the files of one output.
 *
 * Changes nothing itself: the caller applies `changes` in its way. An error of a single file is not
 * thrown: the file stays as it was and is named in `errors`.
 */
export async function markOutput(files: readonly OutputFile[], options: StepOptions): Promise<StepResult> {
  const { stranded, ...result } = await attempt(files, options)
  if (stranded.size === 0) return result
  const included = (name: string) => !stranded.has(name) && options.included(name)
  const again = await markOutput(files, { ...options, included })
  again.errors.unshift(...[...stranded.values()].filter((problem) => problem !== undefined))
  return again
}

/**
 * @returns also `stranded`: files that could not be marked although the plan has renamed them; the reasons by old
 *   name.
 */
async function attempt(
  files: readonly OutputFile[],
  options: StepOptions,
): Promise<StepResult & { stranded: Map<string, StepProblem | undefined> }> {
  const result = emptyResult()
  const { originals, siblings } = await splitCompressed(files, result.errors)
  const entries = originals.map((file) => claim(file, options))

  const pins: Pins = options.hasNoDigests ? new Map() : findPins(entries)
  for (const entry of findCompared(entries)) entry.isCompared = true
  if (options.keepsValid) await findKept(entries)
  const renames = planRenames(entries, options, result.errors)
  const pages = renames.size > 0 || pins.size > 0 ? pagesOf(entries) : new Map<OutputEntry, string>()
  if (renames.size > 0) for (const entry of entries) entry.rewriteText((text) => renames.rewrite(text))
  const marked = new Set<OutputEntry>()
  const stranded = new Map<string, StepProblem | undefined>()
  const scratch = scratchpad()
  for (const entry of inDigestOrder(entries)) {
    followDigests(entry, pins, renames)
    const { name } = entry.file
    if (entry.disclaimed !== undefined)
      result.errors.push({ name, message: `not marked: ${entry.disclaimed}` })
    if (!entry.claimed) continue
    if (entry.isKept && !entry.isRewritten && renames.nameOf(entry.file) === name) {
      result.kept.push(name)
      marked.add(entry)
      continue
    }
    const outcome = await mark(entry, renames, options, result, scratch)
    if (outcome === 'marked') marked.add(entry)
    else if (renames.nameOf(entry.file) !== name) stranded.set(name, problemIn(outcome))
    else if (outcome !== 'no artifact') result.errors.push(outcome)
  }
  for (const entry of entries) {
    const name = renames.nameOf(entry.file)
    if (!marked.has(entry) && !entry.file.onlyFollows) result.unmarked.push(name)
    const change = entry.change(name)
    if (change) result.changes.set(entry.file.name, change)
  }
  for (const [entry, before] of pages) {
    const { text } = entry
    if (text !== undefined && hasLooseInline(entry, before, text, pins))
      result.warnings.push({ name: renames.nameOf(entry.file), message: LOOSE_INLINE })
  }
  await compressAgain(siblings, result.changes, result.errors)
  for (const { file } of siblings)
    if (!file.onlyFollows) result.unmarked.push(result.changes.get(file.name)?.name ?? file.name)
  return { ...result, stranded }
}

/** The result of a step that did nothing. */
export function emptyResult(): StepResult {
  return { changes: new Map(), chalks: [], unmarked: [], kept: [], errors: [], warnings: [] }
}

function problemIn(outcome: Marked): StepProblem | undefined {
  return typeof outcome === 'string' ? undefined : outcome
}

function claim(file: OutputFile, { included, hashedFiles }: StepOptions): OutputEntry {
  const skipped = hashedFiles === 'skip' && file.hashes.length > 0
  const wanted = (file.isArtifact ?? isMarkable(file.name)) && !file.onlyFollows
  const claimed = wanted && included(file.name) && !skipped
  return new OutputEntry(file, claimed)
}

/** The pages that have inline scripts or styles, with their texts. */
function pagesOf(entries: readonly OutputEntry[]): Map<OutputEntry, string> {
  const pages = new Map<OutputEntry, string>()
  for (const entry of entries) {
    const text = isCode(entry.file.name) || isMap(entry.file.name) ? undefined : entry.text
    if (text !== undefined && mayHoldInline(text)) pages.set(entry, text)
  }
  return pages
}

/**
 * The entries, each one after those whose digests it holds. There can be no cycle: a file cannot hold a digest of
 * itself.
 */
function inDigestOrder(entries: readonly OutputEntry[]): OutputEntry[] {
  const ordered = new Set<OutputEntry>()
  const visit = (entry: OutputEntry, path: Set<OutputEntry>) => {
    if (ordered.has(entry) || path.has(entry)) return
    path.add(entry)
    for (const other of entry.needed) visit(other, path)
    ordered.add(entry)
  }
  for (const entry of entries) visit(entry, new Set())
  return [...ordered]
}

/** Names that were new before, and the digests of files that are final now. */
function followDigests(entry: OutputEntry, pins: Pins, renames: Renames): void {
  if (pins.size === 0 || isMap(entry.file.name)) return
  entry.rewriteText((text) => followPins(entry, text, pins, ({ file }) => renames.nameOf(file)))
}

/** What became of a file: marked, or not of the kind that its name says, or why not. */
type Marked = 'marked' | 'no artifact' | StepProblem

/** Marks one file in memory. */
async function mark(
  entry: OutputEntry,
  renames: Renames,
  options: StepOptions,
  result: StepResult,
  scratch: (content: string | Uint8Array) => Uint8Array,
): Promise<Marked> {
  const name = renames.nameOf(entry.file)
  try {
    const { content } = entry
    if (content === undefined) throw new Error(entry.unreadable)
    const bytes = scratch(content)
    const inspected = await inspectBytes(name, bytes, { allScripts: true, isFresh: options.isFresh }, CODECS)
    if (!inspected) return 'no artifact'
    const { artifact, hash, chalkId, preChalkHash } = inspected
    const isStable = options.hashedFiles === 'stable' || renames.keepsNames
    const isFixed = entry.file.hashes.length > 0 || entry.isPinned || entry.isCompared
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

    const { composer } = options
    const composed = await composeMark(composer, subject, kind)
    const { splices, currentHash } = await markBytes(inspected, composed.text)
    entry.mark(splices, bytes)
    const hashes = { preChalkHash, currentHash }
    const chalk = reportInserted(subject, composed, composer.facts, hashes)
    const named = keepNamed(chalk, Object.keys(composer.keys))
    result.chalks.push(named)
    options.texts?.set(named, composed.text.toString())
    for (const message of composed.errors) result.errors.push({ name, message })
    return 'marked'
  } catch (error) {
    const code = error instanceof CodecError ? error.code : 'FAILED'
    return { name: entry.file.name, code, message: `not marked: ${reasonOf(error)}` }
  }
}

/**
 * Gives a file's bytes until the next call. Text is always encoded into the same memory. Otherwise a build's whole
 * output would be in memory once more, until the garbage collector runs.
 */
function scratchpad(): (content: string | Uint8Array) => Uint8Array {
  let room = Buffer.alloc(0)
  return (content) => {
    if (typeof content !== 'string') return content
    const size = Buffer.byteLength(content)
    if (room.length < size) room = Buffer.allocUnsafeSlow(size)
    return room.subarray(0, room.write(content))
  }
}
