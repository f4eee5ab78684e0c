/**
 * Marking what browsers load, and taking the marks out. The files of an output folder go through the output step
 * together, since pages name and pin scripts, manifests list them, and compressed files stand beside them.
 */
import type { Dict } from '@chalkmark/mark'
import { hashesByLook } from '../disk/looks-hashed.js'
import { below, slashes } from '../disk/paths.js'
import { CodecError } from '../error.js'
import type { Composer } from '../mark/compose.js'
import { type OutputFile, pathIn, type Reference, renamedIn } from '../output/files/index.js'
import {
  emptyResult,
  markOutput,
  type StepOptions,
  type StepProblem,
  type StepResult,
  unmarkOutput,
} from '../output/index.js'
import { hasValidMark } from '../output/kept.js'
import { addProblem } from '../report/outcome.js'
import type { PinCheck } from './pinned.js'
import { openAgain, readWhole, type WebFile } from './web-file.js'
import { type Writing, writeOutput } from './web-write.js'

/** How an output folder is marked. */
export interface WebJob
  extends Omit<Writing, 'files'>,
    Pick<StepOptions, 'hashedFiles' | 'rename' | 'siblings' | 'keepsValid'> {
  composer: Composer
  /** For a file, by its path. @default composer */
  composerOf?(path: string): Composer | undefined
  pins: PinCheck
  /** In a dry run: takes the texts of the marks that would be written. */
  virtual?: Map<Dict, string> | undefined
}

/**
 * Marks the files of one output folder.
 * @param all files below the folder.
 * @returns the paths of those that keep the valid marks that they had, and how many files have new names.
 */
export async function markWebOutput(
  all: readonly WebFile[],
  job: WebJob,
): Promise<{ kept: string[]; renamed: number }> {
  const { folder, virtual: texts } = job
  const pinned = await pinnedIn(all, job)
  const result = await work(all, { ...job, dryRun: texts !== undefined }, (files, byName) =>
    markOutput(files, {
      composer: job.composer,
      composerOf: (name) => job.composerOf?.(pathIn(folder, name)) ?? job.composer,
      hashedFiles: job.hashedFiles,
      rename: all.every((one) => mayGetNames(one, folder)) ? job.rename : 'never',
      siblings: job.siblings,
      get reference() {
        return referenceIn(byName)
      },
      included: (name) => !pinned.paths.has(pathIn(folder, name)),
      pathOf: (name) => pathIn(folder, name),
      keepsValid: job.keepsValid === true,
      ...(texts && { texts }),
    }),
  )
  return {
    kept: [...result.kept.map((name) => pathIn(folder, name)), ...pinned.kept],
    renamed: renamedIn(result.changes).size,
  }
}

/**
 * Takes the marks out of the files of one output folder.
 * @returns the paths of artifacts without a mark.
 */
export async function unmarkWebOutput(
  all: readonly WebFile[],
  job: Omit<Writing, 'files'> & { dryRun: boolean },
): Promise<string[]> {
  const { folder } = job
  const pathOf = (name: string) => pathIn(folder, name)
  const result = await work(all, job, (files) => unmarkOutput(files, { included: () => true, pathOf }))
  const artifacts = new Set(all.filter((one) => one.isArtifact).map(({ file }) => file.path))
  return result.unmarked.map(pathOf).filter((path) => artifacts.has(path))
}

/**
 * The artifacts that something beside them pins. They go into the outcome as problems, but for those with valid marks
 * that are to stay anyway.
 */
async function pinnedIn(
  all: readonly WebFile[],
  { pins, folder, outcome, keepsValid }: WebJob,
): Promise<{ paths: Set<string>; kept: string[] }> {
  const paths = new Set<string>()
  const kept: string[] = []
  for (const one of all) {
    if (!one.isArtifact) continue
    const { path } = one.file
    const error = pinOf(one, pins, folder)
    if (!error) continue
    paths.add(path)
    if (keepsValid && (await hasValidMark(path, readWhole(one)))) kept.push(path)
    else addProblem(outcome, path, error)
  }
  return { paths, kept }
}

/** What pins a file; undefined if nothing does. Whatever else is wrong with the file is found when it is read. */
function pinOf(one: WebFile, pins: PinCheck, folder: string): CodecError | undefined {
  try {
    const candidate = openAgain(one)
    try {
      pins.check({ path: one.file.path, source: candidate.source, stats: one.stats }, folder)
      return undefined
    } finally {
      candidate.close()
    }
  } catch (error) {
    return error instanceof CodecError && error.code === 'PINNED' ? error : undefined
  }
}

/** Runs the output step, and writes what it changes. */
async function work(
  all: readonly WebFile[],
  job: Omit<Writing, 'files'> & { dryRun: boolean },
  step: (files: OutputFile[], byName: ReadonlyMap<string, WebFile>) => Promise<StepResult>,
): Promise<StepResult> {
  const { folder, outcome } = job
  const files = new Map(all.map((one) => [slashes(below(folder, one.file.path)!), one]))
  const unreadable = new Map<string, CodecError>()
  const result = await step(outputFiles(files, unreadable), files)
  if (unreadable.size > 0) {
    // It may name and pin others, so they stay as they are.
    for (const [path, error] of unreadable) addProblem(outcome, path, error)
    outcome.warnings.push(`${folder}: what browsers load stays as it was, since not all of it can be read`)
    return emptyResult()
  }
  for (const problem of result.errors) say(problem, job)
  for (const { name, message } of result.warnings)
    outcome.warnings.push(`${pathOf(folder, name)}: ${message}`)
  if (job.dryRun) {
    outcome.chalks.push(...result.chalks.map((chalk) => Object.assign(chalk, { _VIRTUAL: true })))
    return result
  }
  const chalks = new Map(result.chalks.map((chalk) => [String(chalk._OP_ARTIFACT_PATH), chalk]))
  await writeOutput({ ...job, files }, result.changes, chalks)
  return result
}

/** Files that nobody named can refer to those of a part of the output. A link's name belongs to whoever made it. */
function mayGetNames({ file }: WebFile, folder: string): boolean {
  return below(file.root.path, folder) !== undefined && file.target === undefined
}

/** @param unreadable takes the errors of files that cannot be read, by path. */
function outputFiles(files: ReadonlyMap<string, WebFile>, unreadable: Map<string, CodecError>): OutputFile[] {
  const hashes = hashesByLook([...files.keys()])
  return [...files].map(([name, one]) => {
    const hash = hashes.get(name)
    return {
      name,
      hashes: hash === undefined ? [] : [hash],
      isArtifact: one.isArtifact,
      isOnDisk: true,
      read() {
        try {
          return readWhole(one)
        } catch (error) {
          if (error instanceof CodecError) unreadable.set(one.file.path, error)
          throw error
        }
      },
    }
  })
}

/** webpack and its kin put names together from tables of hashes. */
function referenceIn(files: ReadonlyMap<string, WebFile>): Reference {
  for (const [name, one] of files) {
    if (!/\.[cm]?js$/.test(name)) continue
    if (/webpackChunk|__webpack_require__|rspackChunk/.test(readWhole(one).toString('latin1'))) return 'hash'
  }
  return 'name'
}

function say(
  { name, code, message }: StepProblem,
  { folder, outcome }: Pick<Writing, 'folder' | 'outcome'>,
): void {
  const path = pathOf(folder, name)
  if (code === undefined) outcome.warnings.push(`${path}: ${message}`)
  else addProblem(outcome, path, new CodecError(code, message))
}

const pathOf = (folder: string, name: string | undefined) =>
  name === undefined ? folder : pathIn(folder, name)
