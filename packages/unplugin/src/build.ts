/**
 * One build as a bundler's hooks drive it: start, mark each output, finish.
 *
 * What does the work is loaded once it is sure that there will be a build: a config file that is read pays for this
 * module only.
 */
import { resolve } from 'node:path'
import { type ChalkOptions, DEFAULT_REPORT, reasonOf } from '@chalkmark/core/config'
import type { Change, OutputFile, Reference } from '@chalkmark/core/output/files'
import { type Log, printableLog } from './log.js'
import { closeApp, openBuild, type ReportRecord, recordOf } from './records.js'
import type { BuildSession } from './session.js'

/** Where a build takes place. */
export interface BuildPlace {
  /** The project's root, absolute: where git and package.json are looked for and the report goes. */
  root: string
  log: Log
  /** A watcher builds again and again: facts are collected for the first build only. */
  watch?: boolean
  /** This is one of several builds of an app, at whose end `finishApp` is called. */
  app?: boolean
}

/** One output of a build. */
export interface BundlerOutput {
  /** Tells this output from the build's others: a rebuild has the same. */
  key: string
  /** The output folder, absolute. */
  dir: string
  /** Who will run it: decides the default template. */
  target: 'web' | 'node'
  reference: Reference
  /**
   * No file can hold the digest of another: no plugin has seen them, and none is a copy of a file whose digest its author
   * knew. To look for digests takes a fifth of the time that marks take.
   */
  hasNoDigests?: boolean
  files: readonly OutputFile[]
  /** What went wrong with it before, one line each. */
  problems?: readonly string[]
  /** Why none of its files can be marked. */
  obstacle?: string
  /**
   * Where the bundler has written the files: puts the changes on the disk, all or none of them.
   * @throws Error, one line: the files are as they were.
   */
  write?(changes: ReadonlyMap<string, Change>): void
}

export interface BundlerBuild {
  /**
   * There will be a build: what marks is loaded, while the bundler has not started its threads and processes yet.
   * `start` would do it, but a bundler that is busy by then waits for it, or lets it wait.
   */
  prepare(): void
  /** What a failure that is none of `mark` or `finish` says: for the bundler, which prints it. */
  explain(error: unknown): Promise<string>
  /** A build or a rebuild begins: facts are collected in the background. */
  start(place: BuildPlace): void
  /**
   * Marks an output.
   * @returns what to change, or what `write` has changed; empty if nothing could be marked, reported or written.
   * @throws with `strict` only, if anything went wrong.
   */
  mark(output: BundlerOutput): Promise<Map<string, Change>>
  /**
   * Every build that `start` told of is over, and written. The last of those that share a report makes the archive, if
   * one is wanted, and says so on the console.
   * @param failed the build did not get to its end: there is nothing to make an archive of.
   * @throws with `strict` only, if the archive could not be made.
   */
  finish(failed?: boolean): Promise<void>
  /**
   * Builds that are parts of one app (`place.app`) share one line on the console, which this allows.
   * @param toCome how many of them have not begun yet; the line waits for them.
   */
  finishApp(place: BuildPlace, toCome: number): Promise<void>
}

/** A plugin instance and the build that it is in. */
interface State {
  readonly options: ChalkOptions
  readonly env: NodeJS.ProcessEnv
  place?: BuildPlace
  session?: Promise<BuildSession>
  /** Builds that this instance has begun: some bundlers tell of each output's begin, but of one end. */
  begun: number
}

/** Makes the build of one plugin instance. Options are checked already. */
export function createBuild(options: ChalkOptions, env: NodeJS.ProcessEnv = process.env): BundlerBuild {
  const state: State = { options, env, begun: 0 }
  return {
    prepare() {
      // `start` meets a failure again, and tells.
      loadSession().catch(() => {})
    },
    async explain(error) {
      const { explain } = await loadSession()
      return explain(error)
    },
    start: (place) => start(state, place),
    mark: (output) => mark(state, output),
    finish: (failed = false) => finish(state, failed),
    finishApp: (place, toCome) => finishApp(state, place, toCome),
  }
}

function start(state: State, given: BuildPlace): void {
  const { options, env } = state
  const place = { ...given, log: printableLog(given.log) }
  const record = recordAt(place, options)
  if (place.app && !record.app) {
    record.app = {}
    openBuild(record, place.watch)
  }
  openBuild(record, place.watch)
  state.place = place
  state.begun++
  const began = new Date()
  state.session = later()
    .then(loadSession)
    .then(({ openSession }) => openSession({ options, env, place, record, began }))
  // Whatever goes wrong is told by `mark`; without one it does not matter.
  state.session.catch(() => {})
}

async function mark({ options, place, session }: State, output: BundlerOutput): Promise<Map<string, Change>> {
  try {
    return await (await session!).mark(output)
  } catch (error) {
    if (options.strict) throw error
    place!.log.warn(`chalk: nothing was marked: ${reasonOf(error)}`)
    return new Map()
  }
}

async function finish(state: State, failed: boolean): Promise<void> {
  const { place, begun } = state
  if (!place || begun === 0) return
  const record = recordAt(place, state.options)
  if (failed) record.dirs.clear()
  record.open -= begun
  state.begun = 0
  if (record.app?.toCome !== undefined && --record.app.toCome === 0) closeApp(record)
  await conclude(state, record, place)
}

async function finishApp(state: State, given: BuildPlace, toCome: number): Promise<void> {
  const place = { ...given, log: printableLog(given.log) }
  const record = recordAt(place, state.options)
  if (toCome > 0) {
    if (!record.app) openBuild(record, place.watch)
    record.app = { toCome }
  } else if (record.app) {
    closeApp(record)
    await conclude(state, record, place)
  }
}

/** The last of the builds that share a report speaks for all. */
async function conclude(state: State, record: ReportRecord, { log, watch }: BuildPlace): Promise<void> {
  if (record.open > 0) return
  const { options } = state
  // Builds that follow one another may be parts of one: the last archive has the outputs of all.
  const archive = options.archive === undefined || watch ? undefined : await makeArchive(state, log)
  const { marked, spent } = record
  if (marked.size === 0) return
  const report = options.report === false ? 'no report' : `report in ${options.report ?? DEFAULT_REPORT}`
  const where = archive === undefined ? report : `${report}, archive in ${archive}`
  log.info(
    `chalk: marked ${marked.size} ${marked.size === 1 ? 'file' : 'files'} in ${Math.round(spent)} ms, ${where}`,
  )
  marked.clear()
  record.spent = 0
}

async function makeArchive({ options, session }: State, log: Log): Promise<string | undefined> {
  try {
    return await (await session)?.archive()
  } catch (error) {
    if (options.strict) throw error
    log.warn(`chalk: the archive ${options.archive} cannot be made: ${reasonOf(error)}`)
    return undefined
  }
}

function recordAt({ root }: BuildPlace, { report }: ChalkOptions): ReportRecord {
  return recordOf(resolve(root, report || DEFAULT_REPORT))
}

/** The next turn of the event loop: the bundler's threads and processes shall not wait for what follows. */
function later(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Node loads it once. */
function loadSession(): Promise<typeof import('./session.js')> {
  return import('./session.js')
}
