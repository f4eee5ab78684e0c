/**
 * Marks files one by one as another program asks for it. This is one operation: facts are collected once, and there
 * is one report.
 *
 * Requests that come in while files are being marked wait for the next round. Each round is a batch of its own: its
 * files get their attributes together, and between two rounds there are no temporary files in folders that a build
 * may copy.
 */
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { openPlaces } from '../collectors/places.js'
import type { KeyValue } from '../config/options.js'
import { fileFailure } from '../disk/failure.js'
import { forEachConcurrent } from '../disk/pool.js'
import { type FoundFile, walk } from '../disk/walk.js'
import { ChalkError, CodecError, reasonOf } from '../error.js'
import type { CodecOptions } from '../formats/format.js'
import { type FactsByPlace, factsByPlace, type PlaceFacts } from '../mark/by-place.js'
import { type BuildFacts, beginPreparation, type PrepareOptions } from '../mark/prepare.js'
import { newOutcome, type Outcome, type Problem } from '../report/outcome.js'
import { type BatchOptions, createBatch } from './batch.js'
import { createCleaner, OPEN_FILES, withArtifact } from './files.js'
import type { InsertJob } from './insert-job.js'
import { insertOne } from './insert-one.js'
import { createPinCheck } from './pinned.js'
import { type HostFacts, type Repositories, rememberPlaces } from './repositories.js'

export interface SessionOptions extends PrepareOptions, BatchOptions, Omit<CodecOptions, 'allScripts'> {
  /** What is known of the build already. */
  known?: BuildFacts
  /** Aborted: the files at hand are finished, and no others are begun. */
  signal?: AbortSignal
}

/** What became of a file that was to be marked. */
export type Marking =
  | {
      marked: true
      /** Its object for `_CHALKS`. */
      chalk: Dict
      /** Warnings about it, one line each. */
      warnings: string[]
    }
  | {
      marked: false
      /** Stable, for programs: `SIGNED`, `READ_ONLY`, … */
      code: string
      /** One line, without the path. */
      message: string
    }

export interface Session {
  /**
   * Marks one file in place, or replaces its mark. It is left as it was if that is not possible.
   * @param path absolute.
   * @param keys for this file alone. They win over those of the session and over collected facts.
   */
  mark(path: string, keys?: Readonly<Record<string, KeyValue>>): Promise<Marking>
  /**
   * Waits until everything that was asked for is done.
   * @throws ChalkError for a template that does not exist or a wrong SOURCE_DATE_EPOCH.
   */
  finish(): Promise<SessionOutcome>
}

/** The outcome of a session. Of a file that was marked twice it holds the later mark. */
export interface SessionOutcome extends Outcome, HostFacts {
  /** Warnings that are about no single file. */
  general: string[]
}

interface Request {
  path: string
  keys: Readonly<Record<string, KeyValue>>
  settle(marking: Marking): void
  fail(error: unknown): void
}

/** What a session has done. */
interface Tally {
  /** By path. */
  chalks: Map<string, Dict>
  problems: Map<string, Problem>
  warnings: Set<string>
  general: string[]
}

interface State {
  options: SessionOptions
  places: FactsByPlace
  repositories: Repositories
  tally: Tally
}

/** Begins to collect the facts of the build. If that fails, nothing is marked. */
export function beginSession(options: SessionOptions): Session {
  const places = options.known ? onePlace(options.known) : opened(options)
  const repositories = rememberPlaces()
  const known = places.at('node', options.root)
  // `mark` and `finish` report the error.
  known.catch(() => {})
  const tally: Tally = { chalks: new Map(), problems: new Map(), warnings: new Set(), general: [] }
  let waiting: Request[] = []
  let working: Promise<void> | undefined

  async function work(): Promise<void> {
    // Requests that come in meanwhile are marked together.
    await known.catch(() => {})
    while (waiting.length > 0) {
      const { round, rest } = nextRound(waiting)
      waiting = rest
      await markRound(round, { options, places, repositories, tally })
    }
    working = undefined
  }

  return {
    mark(path, keys = {}) {
      return new Promise((settle, fail) => {
        waiting.push({ path, keys, settle, fail })
        working ??= work()
      })
    },
    async finish() {
      await working
      const host = repositories.host(await known)
      if (options.signal?.aborted) tally.general.push('the run was stopped before its end')
      tally.general.push(...repositories.warnings())
      return { ...host, ...outcomeOf(tally) }
    },
  }
}

/** Archives that are in no repository, such as those of a build folder elsewhere, belong to the root's. */
function opened(options: SessionOptions): FactsByPlace {
  const preparation = new Promise<FactsByPlace>((resolve) => {
    const begun = beginPreparation(options)
    resolve(factsByPlace(begun, openPlaces({ ...begun.request, coversAll: true })))
  })
  preparation.catch(() => {})
  return { at: async (...place) => (await preparation).at(...place) }
}

function onePlace(known: BuildFacts): FactsByPlace {
  const place: PlaceFacts = { ...known, repository: undefined, noCommit: undefined }
  return { at: async () => place }
}

function outcomeOf({ chalks, problems, warnings, general }: Tally): Outcome & { general: string[] } {
  return {
    general,
    chalks: [...chalks.values()],
    unmarked: [...problems.keys()],
    problems: [...problems.values()],
    warnings: [...warnings, ...general],
    leftOut: new Map(),
    foreign: new Map(),
  }
}

/** A file whose new content the batch has taken. */
interface Added {
  chalk: Dict
  warnings: string[]
}

async function markRound(requests: readonly Request[], state: State): Promise<void> {
  const { options, tally } = state
  const outcome = newOutcome()
  const batch = createBatch(options, outcome)
  const pins = createPinCheck(options.root)
  const added = new Map<Request, Added>()
  /** Why files of the batch could not be put in their places. */
  let stopped: unknown
  try {
    await forEachConcurrent(requests, OPEN_FILES, async (request) => {
      try {
        added.set(request, await add(request, { batch, pins }, outcome, state))
      } catch (error) {
        if (!(error instanceof CodecError)) stopped = error
        fail(request, error, tally)
      }
    })
    await batch.finish()
  } catch (error) {
    stopped = error
  }
  try {
    batch.close()
  } catch (error) {
    tally.general.push(`temporary files cannot be removed: ${reasonOf(error)}`)
  }
  for (const [request, file] of added) {
    const failure = batch.replaced.has(file.chalk) ? batch.replaced.get(file.chalk) : stopped
    if (failure !== undefined) fail(request, failure, tally)
    else succeed(request, file, tally)
  }
  tally.general.push(...outcome.warnings)
}

/** Hands the marked file to the batch. */
async function add(
  { path, keys }: Request,
  round: Pick<InsertJob, 'batch' | 'pins'>,
  outcome: Outcome,
  { options, places, repositories }: State,
): Promise<Added> {
  const place = await places.at('node', dirname(path))
  const { composer } = place
  if (options.signal?.aborted) throw new CodecError('STOPPED', 'the run was stopped before this file')
  const file = findFile(path, outcome)
  const warnings: string[] = []
  const job = {
    options,
    composer: { ...composer, keys: { ...composer.keys, ...keys } },
    ...round,
    warn: (message: string) => warnings.push(message),
  }
  const { chalk, leftOut } = await withArtifact(
    file,
    { ...options, allScripts: file.allScripts },
    () => undefined,
    (artifact) => {
      if (artifact.artifact.note !== undefined) warnings.push(artifact.artifact.note)
      return insertOne(artifact, job)
    },
  )
  if (!chalk) throw new CodecError('NOT_MARKABLE', leftOut ?? 'it cannot be marked')
  repositories.visit(place)
  return { chalk, warnings }
}

function succeed({ path, settle }: Request, { chalk, warnings }: Added, tally: Tally): void {
  tally.chalks.set(path, chalk)
  tally.problems.delete(path)
  for (const warning of warnings) tally.warnings.add(`${path}: ${warning}`)
  settle({ marked: true, chalk, warnings })
}

function fail({ path, settle, fail }: Request, error: unknown, { problems }: Tally): void {
  const isExpected = error instanceof CodecError || error instanceof ChalkError
  const problem = { code: isExpected ? error.code : 'FAILED', message: reasonOf(error) }
  problems.set(path, { path, ...problem })
  if (isExpected) settle({ marked: false, ...problem })
  else fail(error)
}

/** Takes as many requests as files may be open, but never two for one file, even under different names. */
function nextRound(waiting: readonly Request[]): { round: Request[]; rest: Request[] } {
  const round: Request[] = []
  const rest: Request[] = []
  const files = new Set<string>()
  for (const request of waiting) {
    const file = identityOf(request.path)
    if (round.length < OPEN_FILES && !files.has(file)) round.push(request)
    else rest.push(request)
    files.add(file)
  }
  return { round, rest }
}

function identityOf(path: string): string {
  try {
    // As whole numbers: on Windows they are too long for a double.
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    // Opening the file will say why.
    return path
  }
}

/**
 * The file at `path`, as if it were named on a command line.
 * @throws CodecError if there is none.
 */
function findFile(path: string, outcome: Outcome): FoundFile {
  let failure: Error = new CodecError('NO_FILE', 'it is no regular file')
  try {
    if (statSync(path).isDirectory()) throw failure
  } catch (error) {
    throw fileFailure(error, 'be read')
  }
  const cleaner = createCleaner(outcome)
  const events = {
    leftOut: () => {},
    failed: (_: string, error: Error) => {
      failure = error
    },
    temporary: cleaner.visit,
  }
  const [file] = walk([path], { cwd: path, symlinks: 'follow' }, events)
  cleaner.end()
  if (file) return file
  throw failure
}
