/** Marking files. */
import type { Dict } from '@chalkmark/mark'
import { collectFacts, type Facts, type Moment } from '../collectors/facts.js'
import type { ChalkOptions } from '../config/options.js'
import type { FoundFile } from '../disk/walk.js'
import { judge } from '../mark/inspect.js'
import { type BuildFacts, beginPreparation, type PrepareOptions, type Target } from '../mark/prepare.js'
import { addLeftOut, newOutcome, type Outcome } from '../report/outcome.js'
import { type Batch, type BatchOptions, createBatch } from './batch.js'
import {
  type FileOptions,
  forEachFile,
  type OpenArtifact,
  rememberFiles,
  type SeenBefore,
  type Visited,
  withArtifact,
} from './files.js'
import { insertOne } from './insert-one.js'
import { createPinCheck, type PinCheck } from './pinned.js'
import { type Repositories, watchRepositories } from './repositories.js'
import { createTargets, type Targets } from './targets.js'
import { markWebOutput } from './web-output.js'
import { collectOutputs, type WebOutputs } from './web-outputs.js'

/** Why an artifact is left out that has a valid mark. */
export const KEPT = 'it has a valid mark already'

export interface InsertOptions
  extends FileOptions,
    BatchOptions,
    PrepareOptions,
    Pick<ChalkOptions, 'hashedFiles' | 'rename' | 'siblings'> {
  /** Nothing is written. The report says what would be done, with `_VIRTUAL`. */
  dryRun?: boolean
  /** The files inside of archives are marked too. */
  embedded?: boolean
  /** Who will load the files. @default browsers where an output folder holds pages, else anything else */
  target?: Target
  /** Whether artifacts with valid marks are left alone. @default for what browsers load */
  missing?: boolean
}

export interface Inserted extends Outcome {
  facts: Facts
  moment: Moment
  /** With `dryRun`: the text of each mark, in the order of `chalks`. */
  marks: string[]
  /** Who will load the files of each output folder, and why. */
  targets: ReadonlyMap<string, string>
  /** How many files have new names. */
  renamed: number
}

/** An insertion at work. */
interface Insertion {
  options: InsertOptions
  known: Readonly<Record<Target, BuildFacts>>
  targets: Targets
  outcome: Outcome
  batch: Batch
  seenBefore: SeenBefore
  /** Texts of marks that are not written. */
  virtual: Map<Dict, string> | undefined
  /** The files that browsers load. */
  outputs: WebOutputs
  pins: PinCheck
  repositories: Repositories
}

/**
 * Marks every artifact below the paths.
 * @throws ChalkError for a template that does not exist or a wrong SOURCE_DATE_EPOCH, and whatever `save` throws.
 *   Errors of single files are in the outcome.
 */
export async function insert(options: InsertOptions): Promise<Inserted> {
  const { request, complete } = beginPreparation(options)
  const facts = await collectFacts(request)
  const known = { web: complete(facts, 'web'), node: complete(facts, 'node') }
  const outcome = newOutcome()
  const batch = createBatch(options, outcome)
  const virtual = options.dryRun ? new Map<Dict, string>() : undefined
  const targets = createTargets(options.target)
  const seenBefore = rememberFiles(options)
  const outputs = collectOutputs(options, outcome, seenBefore)
  const pins = createPinCheck(options.cwd)
  const repositories = watchRepositories(options.root)
  const work: Insertion = {
    options,
    known,
    targets,
    outcome,
    batch,
    seenBefore,
    virtual,
    outputs,
    pins,
    repositories,
  }
  const files = { ...options, withLeftOut: true }
  let renamed = 0
  try {
    await forEachFile(files, outcome, (file) => visit(file, work), !options.dryRun)
    renamed = await markOutputs(work)
    await batch.finish()
    outcome.warnings.push(...repositories.warnings())
  } finally {
    batch.close()
  }
  outcome.unmarked = outcome.problems.map(({ path }) => path)
  const marks = virtual ? outcome.chalks.map((chalk) => virtual.get(chalk)!) : []
  return { ...outcome, facts, moment: known.node.moment, marks, targets: targets.reasons, renamed }
}

async function visit(file: FoundFile, work: Insertion): Promise<Visited> {
  if (!file.isLeftOut) work.repositories.visit(file.path)
  const { options, targets, seenBefore, outputs } = work
  const target = targets.of(file)
  const taken = target === 'web' ? outputs.take(file) : undefined
  if (taken) return taken
  if (file.isLeftOut) return {}
  return withArtifact(file, options, seenBefore, (artifact) => insertAlone(artifact, target, work))
}

async function insertAlone(artifact: OpenArtifact, target: Target, work: Insertion): Promise<Visited> {
  const { options, known, batch, outcome, virtual, pins } = work
  const { path } = artifact.file
  const isKept = (options.missing ?? target === 'web') && artifact.artifact.mark !== undefined
  if (isKept && (await judge(artifact, artifact.candidate.source))?.valid) return { leftOut: KEPT }
  const { embedded } = options
  const warn = (message: string) => outcome.warnings.push(`${path}: ${message}`)
  const { composer } = known[target]
  return insertOne(artifact, { options, composer, batch, pins, embedded, warn, ...(virtual && { virtual }) })
}

/** Marks what browsers load, folder by folder. @returns how many files have new names. */
async function markOutputs({
  options,
  known,
  outcome,
  batch,
  virtual,
  outputs,
  pins,
}: Insertion): Promise<number> {
  // Without all files of an output, nobody knows which of them name and pin each other.
  if (options.signal?.aborted) return 0
  let number = 0
  for (const [folder, files] of outputs.byFolder) {
    const { kept, renamed } = await markWebOutput(files, {
      ...options,
      folder,
      composer: known.web.composer,
      hashedFiles: options.hashedFiles ?? 'stable',
      rename: options.rename ?? 'auto',
      siblings: options.siblings,
      keepsValid: options.missing ?? true,
      batch,
      pins,
      outcome,
      virtual,
    })
    for (const path of kept) addLeftOut(outcome, path, KEPT)
    number += renamed
  }
  return number
}
