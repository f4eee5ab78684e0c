/**
 * One build as a bundler's hooks drive it: start, mark each output, finish.
 *
 * The code that marks is loaded when a build is certain. Reading a config file loads only this module.
 */
import { relative } from 'node:path'
import { ChalkError, type ChalkOptions, DEFAULT_REPORT, reasonOf, reportPath } from '@chalkmark/core/config'
import type { Change, OutputFile, Reference } from '@chalkmark/core/output/files'
import { type Log, printableLog } from './log.js'
import { closeApp, openBuild, type ReportRecord, recordOf } from './records.js'
import { renamesAll } from './renames-all.js'
import type { BuildSession, Renamed, Salts } from './session.js'

/** Where a build takes place. */
export interface BuildPlace {
  /** The project's root, absolute: where git and package.json are looked for and the report goes. */
  root: string
  /**
   * The folder that holds the sources, absolute, if that is known: a repository or a package below the root may be the
   * one that is built.
   * @default root
   */
  sources?: string
  log: Log
  /** The bundler's name and version, for the report: `vite 8.1.0 (rolldown 1.3.2)`. */
  bundler?: string | undefined
  /** The bundler watches and builds again and again. Facts are collected for the first build only. */
  watch?: boolean
  /** Other plugins or a server compute digests of the files later. Then `rename: 'auto'` means `'always'`. */
  isPinnedLater?: boolean
  /** This is one of several builds of an app, at whose end `finishApp` is called. */
  app?: boolean
}

/** One output of a build. */
export interface BundlerOutput {
  /** Tells this output from the other outputs of the build. A rebuild has the same key. */
  key: string
  /** The output folder, absolute. */
  dir: string
  /** Who will run it: decides the default template. */
  target: 'web' | 'node'
  /**
   * It is of a server: its style sheets are for browsers all the same. Frameworks put them beside the pages. Those of a
   * library are as public as the library.
   */
  isServer?: boolean
  reference: Reference
  /**
   * No file can hold the digest of another, since no plugin has seen the files and none is a copy of a file whose
   * digest its author knew. Searching for digests takes a fifth of the time of marking.
   */
  hasNoDigests?: boolean
  files: readonly OutputFile[]
  /** Problems with it so far, one line each. */
  problems?: readonly string[]
  /** What the user should change about the build, one line each. No problem for strict builds. */
  warnings?: readonly string[]
  /** What says that its pages are templates, which a later program fills in. */
  template?: string | undefined
  /** The folder whose files the bundler copies into the output folder as they are, absolute. */
  publicDir?: string | undefined
  /** Why none of its files can be marked. */
  obstacle?: string
  /**
   * Set if the bundler has written the files already: writes the changes to the disk, all or none of them.
   * @throws Error, one line: the files are as they were.
   */
  write?(changes: ReadonlyMap<string, Change>): void
}

export interface BundlerBuild {
  /**
   * Call it when a build is certain. It loads the code that marks before the bundler starts its threads and
   * processes. `start` would load it too, but the bundler is busy by then, and one would wait for the other.
   */
  prepare(): void
  /** The message of an error that comes from neither `mark` nor `finish`, for the bundler to print. */
  explain(error: unknown): Promise<string>
  /** A build or a rebuild begins: facts are collected in the background. */
  start(place: BuildPlace): void
  /** Whether all hashed files get new names. Otherwise they keep theirs, or that depends on the output. */
  readonly renamesAll: boolean
  /**
   * What the names of hashed files have to depend on besides their content.
   * @returns undefined if facts cannot be collected, or if it is not certain that all files get new names.
   */
  salts(): Promise<Salts | undefined>
  /**
   * Gives the hashed files of an output their new names before other plugins note the old ones.
   * @returns undefined if that is not certain yet. Then `mark` does it.
   */
  rename(output: BundlerOutput): Promise<Renamed | undefined>
  /**
   * Marks an output.
   * @returns what to change, or what `write` has changed; empty if nothing could be marked, reported or written.
   * @throws with `strict` only, if anything went wrong.
   */
  mark(output: BundlerOutput): Promise<Map<string, Change>>
  /**
   * Call it when every build that was begun with `start` is over and written. The last of the builds that share a
   * report makes the archive, if one is wanted, and prints a line.
   * @param failed the build ended with an error, so no archive is made.
   * @throws with `strict` only, if the archive could not be made or nothing was marked.
   */
  finish(failed?: boolean): Promise<void>
  /**
   * Call it at the end of an app (`place.app`). All builds of the app share one line on the console, which is
   * printed now.
   * @param toCome how many of these builds have not begun yet. The line is printed after them.
   */
  finishApp(place: BuildPlace, toCome: number): Promise<void>
}

/** A plugin instance and the build that it is in. */
interface State {
  readonly options: ChalkOptions
  readonly env: NodeJS.ProcessEnv
  place?: BuildPlace
  session?: Promise<BuildSession>
  /** The builds this instance has begun. Some bundlers report the beginning of each output but only one end. */
  begun: object[]
}

/** Makes the build of one plugin instance. Options are checked already. */
export function createBuild(options: ChalkOptions, env: NodeJS.ProcessEnv = process.env): BundlerBuild {
  const state: State = { options, env, begun: [] }
  return {
    prepare() {
      // `start` meets the same error again and reports it.
      loadSession().catch(() => {})
    },
    async explain(error) {
      const { explain } = await loadSession()
      return explain(error)
    },
    start: (place) => start(state, place),
    get renamesAll() {
      return renamesAll(options, state.place)
    },
    async salts() {
      if (!renamesAll(options, state.place)) return undefined
      // `mark` meets the same error again and reports it.
      return state.session?.then((session) => session.salts()).catch(() => undefined)
    },
    async rename(output) {
      if (!renamesAll(options, state.place)) return undefined
      // `mark` meets the same error again and reports it.
      return state.session?.then((session) => session.rename(output)).catch(() => undefined)
    },
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
    openBuild(record, place.watch)
    record.app = {}
  }
  openBuild(record, place.watch)
  state.place = place
  const began = new Date()
  state.begun.push(began)
  record.begun.add(began)
  state.session = later()
    .then(loadSession)
    .then(({ openSession }) => openSession({ options, env, place, record, began }))
  // `mark` reports the error. If `mark` is never called, the error does not matter.
  state.session.catch(() => {})
}

async function mark(state: State, output: BundlerOutput): Promise<Map<string, Change>> {
  const { options, place, session } = state
  const record = recordAt(place!, options)
  try {
    return await (await session!).mark(output)
  } catch (error) {
    record.bare.problems++
    if (options.strict) throw error
    place!.log.warn(`chalk: nothing was marked: ${reasonOf(error)}`)
    return new Map()
  } finally {
    for (const build of state.begun) record.begun.delete(build)
  }
}

async function finish(state: State, failed: boolean): Promise<void> {
  const { place, begun } = state
  if (!place || begun.length === 0) return
  const record = recordAt(place, state.options)
  if (failed) {
    record.dirs.clear()
    record.bare.problems++
  }
  record.open -= begun.length
  for (const build of begun) record.begun.delete(build)
  state.begun = []
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

/** The last of the builds that share a report prints the line for all. */
async function conclude(state: State, record: ReportRecord, { root, log, watch }: BuildPlace): Promise<void> {
  if (record.open > 0) return
  const { options } = state
  // Builds that follow one another may be parts of one build. The last archive holds the outputs of all.
  const archive = options.archive === undefined || watch ? undefined : await makeArchive(state, log)
  if (!watch) await lookBehind(state, log)
  if (!watch) await deliver(state, log)
  const { marked, spent, bare } = record
  record.bare = { outputs: 0, problems: 0 }
  if (marked.size === 0) {
    if (bare.outputs > 0 && bare.problems === 0) sayNothing(options, log)
    return
  }
  const report = options.report === false ? 'no report' : `report in ${reportName(options, root)}`
  const where = archive === undefined ? report : `${report}, archive in ${archive}`
  log.info(
    `chalk: marked ${marked.size} ${marked.size === 1 ? 'file' : 'files'} in ${Math.round(spent)} ms, ${where}`,
  )
  marked.clear()
  record.spent = 0
}

/** Says that a build has no mark at all. @throws ChalkError `STRICT` with `strict`. */
function sayNothing({ strict }: ChalkOptions, log: Log): void {
  const message =
    'chalk: nothing was marked: the output holds no file that can be marked and that include, exclude and hashedFiles let be marked'
  if (strict) throw new ChalkError('STRICT', `${message} (strict is on)`)
  log.warn(message)
}

/** A rebuild while watching is for nobody else. */
async function deliver({ options, session }: State, log: Log): Promise<void> {
  try {
    await (await session)?.deliver()
  } catch (error) {
    if (options.strict) throw error
    log.warn(`chalk: the report was not delivered: ${reasonOf(error)}`)
  }
}

/** The report as the user calls it. */
function reportName({ report = DEFAULT_REPORT }: ChalkOptions, root: string): string {
  return typeof report === 'string' ? report : relative(root, reportPath(report, root)!)
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

async function lookBehind({ session }: State, log: Log): Promise<void> {
  try {
    const begun = await session
    begun?.lookBehind()
  } catch (error) {
    log.warn(`chalk: what came after the bundle is not in the report: ${reasonOf(error)}`)
  }
}

function recordAt({ root }: BuildPlace, { report }: ChalkOptions): ReportRecord {
  return recordOf(reportPath(report || undefined, root)!)
}

/** Waits for the next turn of the event loop, so that the bundler's threads and processes start first. */
function later(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Node loads the module only once. */
function loadSession(): Promise<typeof import('./session.js')> {
  return import('./session.js')
}
