/**
 * One build as a bundler's hooks drive it: start, mark each output, finish.
 *
 * What does the work is loaded when the build has begun, while the bundler is busy: a config file that is read
 * pays for this module only.
 */
import { resolve } from 'node:path'
import { type ChalkOptions, reasonOf } from '@chalkmark/core/config'
import type { Log } from './log.js'
import type { Change, OutputFile, Reference } from './output/file.js'
import { type ReportRecord, recordOf } from './records.js'
import type { Session } from './session.js'

export const DEFAULT_REPORT = 'chalk-report.json'

/** Where a build takes place. */
export interface Place {
  /** The project's root, absolute: where git and package.json are looked for and the report goes. */
  root: string
  log: Log
  /** A watcher builds again and again: facts are collected for the first build only. */
  watch?: boolean
}

/** One output of a build. */
export interface Output {
  /** Tells this output from the build's others: a rebuild has the same. */
  key: string
  /** The output folder, absolute. */
  dir: string
  /** Who will run it: decides the default template. */
  target: 'web' | 'node'
  reference: Reference
  files: readonly OutputFile[]
}

export interface Build {
  /** A build or a rebuild begins: facts are collected in the background. */
  start(place: Place): void
  /**
   * Marks an output.
   * @returns what to change; empty if nothing could be marked or reported.
   * @throws with `strict` only, if anything went wrong.
   */
  mark(output: Output): Promise<Map<string, Change>>
  /**
   * The build is over: says so on the console.
   * @param all whether this ends every build that `start` began, not only the last.
   */
  finish(all?: boolean): void
}

/** Makes the build of one plugin instance. Options are checked already. */
export function createBuild(options: ChalkOptions, env: NodeJS.ProcessEnv = process.env): Build {
  let place: Place | undefined
  let record: ReportRecord | undefined
  let session: Promise<Session> | undefined

  function start(at: Place): void {
    place = at
    const shared = (record ??= recordOf(resolve(at.root, options.report || DEFAULT_REPORT)))
    // A watcher's rebuild is of the same commit and CI run; another build may be of another.
    if (shared.open === 0 && !at.watch) shared.facts.clear()
    shared.open++
    const began = new Date()
    session = import('./session.js').then(({ openSession }) =>
      openSession({ options, env, place: at, record: shared, began }),
    )
    // Whatever goes wrong is told by `mark`; without one it does not matter.
    session.catch(() => {})
  }

  async function mark(output: Output): Promise<Map<string, Change>> {
    try {
      return await (await session!).mark(output)
    } catch (error) {
      if (options.strict) throw error
      place!.log.warn(`chalk: nothing was marked: ${reasonOf(error)}`)
      return new Map()
    }
  }

  function finish(all = false): void {
    if (!place || !record || record.open === 0) return
    record.open = all ? 0 : record.open - 1
    const { marked, spent } = record
    // The last of the builds that share this report speaks for all.
    if (record.open > 0 || marked === 0) return
    const where = options.report === false ? 'no report' : `report in ${options.report ?? DEFAULT_REPORT}`
    place.log.info(
      `chalk: marked ${marked} ${marked === 1 ? 'file' : 'files'} in ${Math.round(spent)} ms, ${where}`,
    )
    record.marked = record.spent = 0
  }

  return { start, mark, finish }
}
