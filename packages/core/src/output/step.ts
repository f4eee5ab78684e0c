/**
 * The output step: the emitted files of every bundler go through here once, after everything else that changes
 * them.
 *
 * It reads as its list of steps: claim, find pinned digests and what is compared, plan new names and update
 * references; then, file by file and pinned files first, update digests and mark; at the end make compressed
 * siblings again.
 */
import { findCompared } from './compared.js'
import { compressAgain, splitCompressed } from './compressed.js'
import { OutputEntry } from './entry.js'
import { isCode, isData, isMap, isMarkable, isPageName, type OutputFile } from './files/file.js'
import { mayHoldInline } from './inline.js'
import { findKept } from './kept.js'
import { LEFT_OUT } from './left-out.js'
import { type Edited, type EntryPlace, markEntry } from './mark-entry.js'
import type { Plan, StepOptions, StepProblem, StepResult } from './options.js'
import { findPins, followPins, hasLooseInline, type Pins } from './pins.js'
import { planRenames, type Renames } from './plan.js'
import { renameSalt } from './salt.js'
import { templateSign } from './template.js'
import { unmarkEntry } from './unmark-entry.js'
import { renewVersions } from './versions.js'

const LOOSE_INLINE =
  'an inline script or style has another text, as names or digests in it followed others: a Content-Security-Policy that allows it by its digest has to follow'

/**
 * Marks the files of one output.
 *
 * Changes nothing itself: the caller applies `changes` in its way. An error of a single file is not
 * thrown: the file stays as it was and is named in `errors`.
 */
export async function markOutput(files: readonly OutputFile[], options: StepOptions): Promise<StepResult> {
  const { stranded, ...result } = await attempt(files, options, {
    edit: (place) => markEntry(place, options),
    salt: () => saltOf(files, options),
    templateSign: (page) => options.template ?? templateSign(page),
  })
  if (stranded.size === 0) return result
  const included = (name: string) => !stranded.has(name) && options.included(name)
  const again = await markOutput(files, { ...options, included })
  again.errors.unshift(...[...stranded.values()].filter((problem) => problem !== undefined))
  return again
}

/**
 * Takes the marks out of the files of one output. Digests and compressed siblings follow; names stay.
 *
 * Changes nothing itself, as {@link markOutput}.
 */
export async function unmarkOutput(
  files: readonly OutputFile[],
  options: Pick<StepOptions, 'included' | 'pathOf'>,
): Promise<StepResult> {
  const plan = { ...options, hashedFiles: 'stable', rename: 'never', reference: 'name' } as const
  const { stranded: _, ...result } = await attempt(files, plan, {
    edit: (place) => unmarkEntry(place, options),
    salt: () => '',
    templateSign: () => undefined,
  })
  return result
}

/**
 * Gives the hashed files of one output their new names, before they are marked: the same names that
 * {@link markOutput} would give them. References, digests and compressed siblings follow.
 *
 * Changes nothing itself, as {@link markOutput}.
 */
export async function renameOutput(files: readonly OutputFile[], options: StepOptions): Promise<StepResult> {
  const { stranded: _, ...result } = await attempt(files, options, {
    edit: async () => 'edited',
    salt: () => saltOf(files, options),
    templateSign: () => undefined,
  })
  return result
}

/** The salt of an output: that of all composers which make its marks. */
function saltOf(files: readonly OutputFile[], options: StepOptions): string {
  const { composer, composerOf, hashedFiles } = options
  const composers = new Set(files.map(({ name }) => composerOf?.(name) ?? composer))
  return [...new Set([...composers].map((one) => renameSalt(one, hashedFiles)))].join()
}

/** What is done to the files. */
interface Work {
  /** Edits one file. */
  edit(place: EntryPlace): Promise<Edited>
  /** What new names depend on besides the old ones. */
  salt(): string
  /** What says that a page is a template. */
  templateSign(page: string): string | undefined
}

/**
 * @returns also `stranded`: files that could not be marked although the plan has renamed them; the reasons by old
 *   name.
 */
async function attempt(
  files: readonly OutputFile[],
  options: Plan,
  { edit, salt, templateSign }: Work,
): Promise<StepResult & { stranded: Map<string, StepProblem | undefined> }> {
  const result = emptyResult()
  const { originals, siblings } = await splitCompressed(files, result.errors)
  const entries = originals.map((file) => new OutputEntry(file, leftOutFor(file, options)))
  for (const entry of entries) leaveTemplate(entry, templateSign, result)

  const pins: Pins = options.hasNoDigests ? new Map() : findPins(entries)
  for (const entry of findCompared(entries)) entry.isCompared = true
  if (options.keepsValid) await findKept(entries)
  const renames = planRenames(entries, options, salt, result.errors)
  const pages = renames.size > 0 || pins.size > 0 ? pagesOf(entries) : new Map<OutputEntry, string>()
  if (renames.size > 0) for (const entry of entries) entry.rewriteText((text) => renames.rewrite(text))
  if (options.rename !== 'never' && options.hashedFiles !== 'skip') renewVersions(entries, salt)
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
    const outcome = await edit({
      entry,
      name: renames.nameOf(entry.file),
      keepsNames: renames.keepsNames,
      result,
      scratch,
    })
    if (outcome === 'edited') marked.add(entry)
    else if (renames.nameOf(entry.file) !== name) stranded.set(name, problemIn(outcome))
    else if (outcome !== 'no artifact') result.errors.push(outcome)
    if (outcome !== 'edited') entry.leaveOut(problemIn(outcome)?.message ?? LEFT_OUT.other)
  }
  for (const entry of entries) {
    const name = renames.nameOf(entry.file)
    if (!marked.has(entry) && !entry.file.onlyFollows) {
      result.unmarked.push(name)
      result.reasons.set(name, entry.leftOut ?? LEFT_OUT.other)
    }
    const change = entry.change(name)
    if (change) result.changes.set(entry.file.name, change)
  }
  for (const [entry, before] of pages) {
    const { text } = entry
    if (text !== undefined && hasLooseInline(entry, before, text, pins))
      result.warnings.push({ name: renames.nameOf(entry.file), message: LOOSE_INLINE })
  }
  await compressAgain(siblings, options.siblings ?? 'remake', result)
  for (const { file } of siblings) {
    if (file.onlyFollows) continue
    const name = result.changes.get(file.name)?.name ?? file.name
    result.unmarked.push(name)
    result.reasons.set(name, LEFT_OUT.other)
  }
  return { ...result, stranded }
}

/** The result of a step that did nothing. */
export function emptyResult(): StepResult {
  return {
    changes: new Map(),
    chalks: [],
    unmarked: [],
    reasons: new Map(),
    kept: [],
    errors: [],
    warnings: [],
  }
}

function problemIn(outcome: Edited): StepProblem | undefined {
  return typeof outcome === 'string' ? undefined : outcome
}

/** Why a file is not to be marked; undefined if it is. */
function leftOutFor(file: OutputFile, { included, hashedFiles }: Plan): string | undefined {
  if (!(file.isArtifact ?? isMarkable(file.name)) || file.onlyFollows) return LEFT_OUT.other
  if (isData(file)) return LEFT_OUT.copied
  if (!included(file.name)) return LEFT_OUT.excluded
  return hashedFiles === 'skip' && file.hashes.length > 0 ? LEFT_OUT.hashed : undefined
}

/** Leaves out a page that somebody fills in later: the mark would not fit what becomes of it. */
function leaveTemplate(entry: OutputEntry, templateSign: Work['templateSign'], result: StepResult): void {
  if (!entry.claimed || !isPageName(entry.file.name)) return
  const { text } = entry
  const sign = text === undefined ? undefined : templateSign(text)
  if (sign === undefined) return
  entry.leaveOut(LEFT_OUT.template)
  result.warnings.push({
    name: entry.file.name,
    message: `not marked: it is a template that is filled in later (${sign})`,
  })
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
