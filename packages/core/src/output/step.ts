/**
 * The output step: every bundler's emitted files go through here, once, after everything else that changes them.
 *
 * It reads as its list of steps: claim, find pinned digests, plan new names and let references follow; then file
 * by file, those that others pin first, let digests follow and mark; at the end make compressed siblings again.
 */
import { isUtf8 } from 'node:buffer'
import { bufferSource } from '../bytes/source.js'
import { reasonOf } from '../error.js'
import { text } from '../formats/text/index.js'
import { wasm } from '../formats/wasm.js'
import { composeMark, type Subject } from '../mark/compose.js'
import { contentHash } from '../mark/inspect.js'
import { keepNamed } from '../redact/index.js'
import { reportInserted } from '../report/chalk.js'
import { compressAgain, splitCompressed } from './compressed.js'
import { digestCandidates, digestOf, digestsOf } from './digests.js'
import { Entry } from './entry.js'
import { bytesOf, isCode, isMap, isMarkable, isText, type OutputFile } from './files/file.js'
import { inspectBytes, markBytes } from './mark-bytes.js'
import type { StepOptions, StepResult } from './options.js'
import { planRenames, type Renames } from './plan.js'

/** What bundlers emit that can be marked. The other codecs are not loaded with every build. */
const CODECS = [wasm, text]

/**
 * Marks the files of one output.
 *
 * Changes nothing itself: the caller applies `changes` in its bundler's way. Does not throw for a file's sake:
 * what could not be marked is as it was and is named in `errors`.
 */
export async function markOutput(files: readonly OutputFile[], options: StepOptions): Promise<StepResult> {
  const { stranded, ...result } = await attempt(files, options)
  if (stranded.size === 0) return result
  const included = (name: string) => !stranded.has(name) && options.included(name)
  const again = await markOutput(files, { ...options, included })
  again.errors.unshift(...[...stranded.values()].filter(Boolean))
  return again
}

/** @returns with `stranded`: why a file could not be marked, by its old name, that has a new one already. */
async function attempt(
  files: readonly OutputFile[],
  options: StepOptions,
): Promise<StepResult & { stranded: Map<string, string> }> {
  const result: StepResult = { changes: new Map(), chalks: [], unmarked: [], errors: [] }
  const { originals, siblings } = await splitCompressed(files, result.errors)
  const entries = originals.map((file) => claim(file, options))

  if (!options.hasNoDigests) findPins(entries)
  const renames = planRenames(entries, options, result.errors)
  if (renames.size > 0) for (const entry of entries) followRenames(entry, renames)
  const marked = new Set<Entry>()
  const stranded = new Map<string, string>()
  const scratch = scratchpad()
  for (const entry of inDigestOrder(entries)) {
    followDigests(entry, entries)
    if (!entry.claimed) continue
    const problem = await mark(entry, renames, options, result, scratch)
    if (problem === undefined) marked.add(entry)
    else if (renames.nameOf(entry.file) !== entry.file.name) stranded.set(entry.file.name, problem)
    else if (problem) result.errors.push(problem)
  }
  for (const entry of entries) {
    const name = renames.nameOf(entry.file)
    if (!marked.has(entry)) result.unmarked.push(name)
    const change = entry.change(name)
    if (change) result.changes.set(entry.file.name, change)
  }
  await compressAgain(siblings, result.changes, result.errors)
  for (const { file } of siblings) result.unmarked.push(result.changes.get(file.name)?.name ?? file.name)
  return { ...result, stranded }
}

function claim(file: OutputFile, { included, hashedFiles }: StepOptions): Entry {
  const skipped = hashedFiles === 'skip' && file.hashes.length > 0
  const claimed = isMarkable(file.name) && included(file.name) && !skipped
  return new Entry(file, { claimed, isRead: claimed || isText(file.name) })
}

/** Fills in which files' digests stand in which others. */
function findPins(entries: readonly Entry[]): void {
  const holders = new Map<string, Entry[]>()
  for (const entry of entries) {
    if (isMap(entry.file.name)) continue
    const { content } = entry
    if (content === undefined) continue
    for (const text of digestCandidates(content, isCode(entry.file.name))) {
      holders.set(text, [...(holders.get(text) ?? []), entry])
    }
  }
  if (holders.size === 0) return
  const candidates = new Set(holders.keys())
  for (const entry of entries) {
    const { content } = entry
    if (content === undefined) continue
    for (const [text, form] of digestsOf(bytesOf(content), candidates)) {
      const others = holders.get(text)?.filter((holder) => holder !== entry) ?? []
      if (others.length > 0) entry.pin(text, form, others)
    }
  }
}

function followRenames(entry: Entry, renames: Renames): void {
  const { content } = entry
  if (content === undefined || !(typeof content === 'string' || isText(entry.file.name))) return
  const after = rewriteText(content, (text) => renames.rewrite(text))
  if (after !== content) entry.rewrite(after)
}

/** The same content if `rewrite` gives the same text. Bytes that are not UTF-8 come through as they are. */
function rewriteText(content: string | Uint8Array, rewrite: (text: string) => string): string | Uint8Array {
  if (typeof content === 'string') return rewrite(content)
  const encoding = isUtf8(content) ? 'utf8' : 'latin1'
  const before = bytesOf(content).toString(encoding)
  const after = rewrite(before)
  return after === before ? content : Buffer.from(after, encoding)
}

/** The entries, each one after those whose digests it holds. A digest cannot hold itself, so there is no cycle. */
function inDigestOrder(entries: readonly Entry[]): Entry[] {
  const owners = new Map<string, Entry>()
  for (const entry of entries) for (const text of entry.pinned.keys()) owners.set(text, entry)
  if (owners.size === 0) return [...entries]
  const ordered = new Set<Entry>()
  const visit = (entry: Entry, path: Set<Entry>) => {
    if (ordered.has(entry) || path.has(entry)) return
    path.add(entry)
    for (const text of entry.pins) visit(owners.get(text)!, path)
    ordered.add(entry)
  }
  for (const entry of entries) visit(entry, new Set())
  return [...ordered]
}

/** Puts the new digests of finished files in the place of their old ones. */
function followDigests(entry: Entry, entries: readonly Entry[]): void {
  if (entry.pins.size === 0) return
  const fresh = new Map<string, string>()
  for (const other of entries) {
    for (const [old, form] of other.pinned) {
      if (entry.pins.has(old) && other !== entry) fresh.set(old, digestOf(other.markedBytes, form))
    }
  }
  const { content } = entry
  if (content === undefined) return
  const after = rewriteText(content, (text) => {
    for (const [old, digest] of fresh) text = text.replaceAll(old, digest)
    return text
  })
  if (after !== content) entry.rewrite(after)
}

/** Marks one file in memory. @returns why it is not marked, if it is not; empty if it is no such file as its name says. */
async function mark(
  entry: Entry,
  renames: Renames,
  options: StepOptions,
  result: StepResult,
  scratch: (content: string | Uint8Array) => Uint8Array,
): Promise<string | undefined> {
  const name = renames.nameOf(entry.file)
  try {
    const { content } = entry
    if (content === undefined) throw new Error(entry.unreadable)
    const bytes = scratch(content)
    const inspected = await inspectBytes(name, bytes, { allScripts: true }, CODECS)
    if (!inspected) return ''
    const { artifact, hash, chalkId, preChalkHash } = inspected
    const isStable = options.hashedFiles === 'stable' || renames.keepsNames
    const kind = entry.file.hashes.length > 0 && isStable ? 'stable' : 'full'
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
    result.chalks.push(keepNamed(chalk, Object.keys(composer.keys)))
    for (const error of composed.errors) result.errors.push(`${name}: ${error}`)
    return undefined
  } catch (error) {
    return `${entry.file.name}: not marked: ${reasonOf(error)}`
  }
}

/**
 * Gives a file's bytes for as long as it is being marked. Text is always put into the same memory: a build's whole
 * output would otherwise be held once more, until the garbage collector sees a reason to look.
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
