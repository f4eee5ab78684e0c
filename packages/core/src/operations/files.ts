/** What the operations on files share: finding artifacts, opening and reading them, and recording what happened. */
import { fstatSync } from 'node:fs'
import type { Dict } from '@chalkmark/mark'
import type { Top } from '../disk/folder.js'
import { finishRewrites, inspectLeftOver, removeLeftOver, sayForeign, someOf } from '../disk/left-over.js'
import { forEachConcurrent } from '../disk/pool.js'
import { type OpenCandidate, openFound } from '../disk/source.js'
import { type FoundFile, type WalkOptions, walk } from '../disk/walk.js'
import { CodecError, reasonOf } from '../error.js'
import type { Codec, CodecOptions } from '../formats/format.js'
import { codecFor } from '../formats/index.js'
import { type Inspected, inspect } from '../mark/inspect.js'
import { addLeftOut, addProblem, type Outcome } from '../report/outcome.js'

/** How many files are open at a time. Two of them may belong to one artifact. */
export const OPEN_FILES = 16

/** What to look for, and where. */
export interface FileOptions extends Omit<WalkOptions, 'cwd'>, Omit<CodecOptions, 'allScripts'> {
  /** Files and folders. */
  paths: readonly string[]
  /** Absolute: where relative paths start. */
  cwd: string
  /** Stops the operation after the files at hand. */
  signal?: AbortSignal
  /** Called after each file. */
  onProgress?(done: number, path: string): void
}

/** An artifact in a file, open and read. */
export interface OpenArtifact extends Inspected {
  file: FoundFile
  candidate: OpenCandidate
  codec: Codec
  /** Whether `insert` would mark it in this place. */
  counts: boolean
}

/** The result for one file. */
export interface Visited {
  /** Its object for `_CHALKS`. */
  chalk?: Dict
  /** Why the operation leaves it out. */
  leftOut?: string
}

/** Why a file is left out that no codec knows. */
export const NO_FORMAT = 'no known format'
/** Why a text file is left out that a codec would know. */
export const NO_SHEBANG = 'text without a shebang in a source tree; take such files in with --all-scripts'

/**
 * Calls `work` for each file below the paths, some at a time, and collects the results in `outcome`.
 * @param work throws a CodecError if the file is an artifact that cannot be worked on.
 * @param cleans whether to finish and remove what killed runs have left.
 */
export async function forEachFile(
  options: FileOptions,
  outcome: Outcome,
  work: (file: FoundFile) => Promise<Visited>,
  cleans = false,
): Promise<void> {
  const cleaner = cleans ? createCleaner(outcome) : undefined
  const chalks: (Dict | undefined)[] = []
  const files = walk(options.paths, options, {
    leftOut: (path, reason) => addLeftOut(outcome, path, reason),
    failed: (path, error) => addProblem(outcome, path, error),
    temporary: cleaner?.visit,
  })
  let done = 0
  await forEachConcurrent(files, OPEN_FILES, async (file, index) => {
    if (options.signal?.aborted) return
    try {
      const { chalk, leftOut } = await work(file)
      chalks[index] = chalk
      if (leftOut !== undefined) addLeftOut(outcome, file.path, leftOut)
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      addProblem(outcome, file.path, error)
    }
    options.onProgress?.(++done, file.path)
  })
  cleaner?.end()
  outcome.chalks = chalks.filter((chalk) => chalk !== undefined)
  if (options.signal?.aborted) outcome.warnings.push('the run was stopped before all files were looked at')
}

/** Cleans up after killed processes when a walk finds what they have left. */
export interface Cleaner {
  /** @param path of something with the name of a temporary folder. @param root the top of its tree. */
  visit(path: string, root: Top): void
  /** Adds warnings for what was left alone. */
  end(): void
}

export function createCleaner({ warnings }: Outcome): Cleaner {
  const foreign = new Set<string>()
  return {
    visit(path, root) {
      try {
        const found = inspectLeftOver(path, root, ({ kind }) => kind !== 'report')
        if (found.state === 'foreign') foreign.add(sayForeign(path, found.reason))
        if (found.state !== 'left') return
        warnings.push(...finishRewrites(found).map((problem) => `${path}: ${problem}`))
        removeLeftOver(found)
      } catch (error) {
        warnings.push(`${path}: what a killed run left there cannot be removed: ${reasonOf(error)}`)
      }
    },
    end: () => warnings.push(...someOf([...foreign])),
  }
}

/** Tells whether a file has been seen under another name, or in another of the paths. */
export type SeenBefore = (file: FoundFile, candidate: OpenCandidate) => string | undefined

/** @returns a function that gives the name under which a file was first seen. */
export function rememberFiles({ paths, symlinks }: FileOptions): SeenBefore {
  const seen = new Map<string, string>()
  const mayMeetAgain = paths.length > 1 || symlinks === 'follow'
  return ({ path }, { source }) => {
    if (!mayMeetAgain && source.stats.nlink === 1) return undefined
    // As whole numbers: on Windows they are too long for a double.
    const { dev, ino } = fstatSync(source.fd, { bigint: true })
    const first = seen.get(`${dev}:${ino}`)
    if (first === undefined) seen.set(`${dev}:${ino}`, path)
    return first
  }
}

/**
 * Opens a file and reads it with the codec that claims it, if one does and it is not one that was seen before.
 * @param work what to do with it; the file is closed afterwards.
 * @param everyText whether to read texts that do not count as artifacts in this place.
 * @throws CodecError if it counts and cannot be read.
 */
export async function withArtifact(
  file: FoundFile,
  options: CodecOptions,
  seenBefore: SeenBefore,
  work: (artifact: OpenArtifact) => Promise<Visited>,
  everyText = false,
): Promise<Visited> {
  const candidate = openFound(file)
  try {
    const first = seenBefore(file, candidate)
    if (first !== undefined) return { leftOut: `the same file as ${first}` }
    const strict = { ...options, allScripts: file.allScripts }
    const codecOptions = { ...options, allScripts: file.allScripts || everyText }
    const codec = codecFor(candidate, codecOptions)
    if (!codec) {
      const isText = !codecOptions.allScripts && codecFor(candidate, { ...options, allScripts: true })
      return { leftOut: isText ? NO_SHEBANG : NO_FORMAT }
    }
    const counts = codec.claims(candidate, strict) !== undefined
    let inspected: Inspected
    try {
      inspected = await inspect(candidate, codec, codecOptions)
    } catch (error) {
      if (counts) throw error
      return { leftOut: reasonOf(error) }
    }
    return await work({ file, candidate, codec, counts, ...inspected })
  } finally {
    candidate.close()
  }
}
