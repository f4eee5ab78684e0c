/** Marking files. */

import { dirname } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import type { Facts, Moment } from '../collectors/facts.js'
import type { ChalkOptions } from '../config/options.js'
import type { FoundFile } from '../disk/walk.js'
import { type FactsByPlace, factsByPlace, type PlaceFacts } from '../mark/by-place.js'
import { judge } from '../mark/inspect.js'
import { beginPreparation, type PrepareOptions, type Target } from '../mark/prepare.js'
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
import { type Repositories, rememberPlaces } from './repositories.js'
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
  /** Absolute: the folder whose repository the artifacts belong to. @default of each the one that it is in */
  origin?: string
}

export interface Inserted extends Outcome {
  /** Of the place of all artifacts; if they are in several places, of the root. */
  facts: Facts
  moment: Moment
  /** The facts of other repositories that artifacts are in, by the repository's top. */
  repositories: ReadonlyMap<string, Facts>
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
  known: FactsByPlace
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
  const known = factsByPlace(beginPreparation(options))
  const atRoot = await known.at('node', options.root)
  const outcome = newOutcome()
  const batch = createBatch(options, outcome)
  const virtual = options.dryRun ? new Map<Dict, string>() : undefined
  const targets = createTargets(options.target)
  const seenBefore = rememberFiles(options)
  const outputs = collectOutputs(options, outcome, seenBefore)
  const pins = createPinCheck(options.cwd)
  const repositories = rememberPlaces()
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
  return { ...outcome, ...repositories.host(atRoot), marks, targets: targets.reasons, renamed }
}

/** What is known of a file's place. */
function placeOf(
  { path, named }: FoundFile,
  target: Target,
  { known, options }: Insertion,
): Promise<PlaceFacts> {
  const { origin } = options
  return origin === undefined ? known.at(target, dirname(path), named) : known.at(target, origin)
}

async function visit(file: FoundFile, work: Insertion): Promise<Visited> {
  const { options, targets, seenBefore, outputs } = work
  const target = targets.of(file)
  const taken = target === 'web' ? outputs.take(file) : undefined
  if (taken) return taken
  if (file.isLeftOut) return {}
  return withArtifact(file, options, seenBefore, (artifact) => insertAlone(artifact, target, work))
}

async function insertAlone(artifact: OpenArtifact, target: Target, work: Insertion): Promise<Visited> {
  const { options, batch, outcome, virtual, pins, repositories } = work
  const { path } = artifact.file
  const isKept = (options.missing ?? target === 'web') && artifact.artifact.mark !== undefined
  if (isKept && (await judge(artifact, artifact.candidate.source))?.valid) return { leftOut: KEPT }
  const { embedded } = options
  const warn = (message: string) => outcome.warnings.push(`${path}: ${message}`)
  const place = await placeOf(artifact.file, target, work)
  const { composer } = place
  const job = { options, composer, batch, pins, embedded, warn, ...(virtual && { virtual }) }
  const visited = await insertOne(artifact, job)
  if (visited.chalk) repositories.visit(place)
  return visited
}

/** Marks what browsers load, folder by folder. @returns how many files have new names. */
async function markOutputs(work: Insertion): Promise<number> {
  const { options, outcome, batch, virtual, outputs, pins, repositories } = work
  // Without all files of an output, nobody knows which of them name and pin each other.
  if (options.signal?.aborted) return 0
  let number = 0
  for (const [folder, files] of outputs.byFolder) {
    const places = new Map<string, PlaceFacts>()
    for (const { file, isArtifact } of files)
      if (isArtifact) places.set(file.path, await placeOf(file, 'web', work))
    const { kept, renamed } = await markWebOutput(files, {
      ...options,
      folder,
      composer: (await work.known.at('web', options.origin ?? folder)).composer,
      composerOf: (path) => places.get(path)?.composer,
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
    const isKept = new Set(kept)
    for (const [path, place] of places) if (!isKept.has(path)) repositories.visit(place)
    number += renamed
  }
  return number
}
