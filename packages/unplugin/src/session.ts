/** What a build does once it has begun: collect facts, mark outputs, keep the report. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  ChalkError,
  type ChalkOptions,
  type Composer,
  collectFacts,
  type Facts,
  type FactsRequest,
  hostReport,
  keepNamed,
  type Moment,
  momentOf,
  printable,
  reasonOf,
  redact,
  resolveTemplate,
  template,
} from '@chalkmark/core'
import { DEFAULT_REPORT } from '@chalkmark/core/config'
import { markOutput, type StepResult } from '@chalkmark/core/output'
import { type Change, commonFolder, isInside, pathIn, renamedIn } from '@chalkmark/core/output/files'
import { fileSink } from '@chalkmark/core/sinks'
import type { Output, Place } from './build.js'
import { nameFilter } from './filter.js'
import type { OutputRecord, ReportRecord } from './records.js'

export interface SessionRequest {
  options: ChalkOptions
  env: NodeJS.ProcessEnv
  place: Place
  record: ReportRecord
  /** When the build began. */
  began: Date
}

export interface Session {
  /** @returns what to change in an output. @throws ChalkError `STRICT` with `strict`, if anything went wrong. */
  mark(output: Output): Promise<Map<string, Change>>
  /**
   * Packs what has been written into the archive that the options ask for, and marks it.
   * @returns where it is, as the options have it; undefined if there is none.
   * @throws ChalkError `STRICT` as `mark` does.
   */
  archive(): Promise<string | undefined>
}

/** Begins to collect facts, and marks outputs when asked. */
export async function openSession(request: SessionRequest): Promise<Session> {
  const { options, env, place, record, began } = request
  // The first random bytes take OpenSSL some milliseconds, which another thread has.
  randomBytes(1, () => {})
  const reproducible = options.reproducible ?? Boolean(env.SOURCE_DATE_EPOCH)
  const { keys: reported } = template('report_default')
  const templates = {
    web: resolveTemplate(options.template ?? 'mark_web', 'mark').keys,
    node: resolveTemplate(options.template ?? 'mark_default', 'mark').keys,
  }
  const wishes: FactsRequest = {
    root: place.root,
    env,
    reproducible,
    wanted: new Set([...templates.web, ...templates.node, ...reported]),
    policy: options.env,
  }
  const asked = JSON.stringify([place.root, reproducible, options.env, [...wishes.wanted]])
  const facts = record.facts.get(asked) ?? collectFacts(wishes)
  record.facts.set(asked, facts)
  // A collector that breaks all bounds must not end the bundler's process: `mark` tells of it.
  facts.catch(() => {})
  const included = nameFilter(options.include, options.exclude)
  const selection = JSON.stringify([options.include, options.exclude])

  const composerOf = (known: Facts, moment: Moment) => ({
    facts: { ...known.keys, ...moment.mark },
    keys: options.keys ?? {},
    env,
    timestamp: moment.timestamp,
    reproducible,
  })

  async function mark(output: Output): Promise<Map<string, Change>> {
    const startedAt = Date.now()
    const known = await facts
    const moment = momentOf(known, wishes, began)
    const composer: Composer = { ...composerOf(known, moment), template: templates[output.target] }
    const pathOf = (name: string) => pathIn(output.dir, name)
    const result = output.obstacle
      ? nothing(output, output.obstacle)
      : await markOutput(output.files, {
          composer,
          hashedFiles: options.hashedFiles ?? 'stable',
          rename: options.rename ?? 'auto',
          reference: output.reference,
          included,
          pathOf,
          hasNoDigests: output.hasNoDigests,
        }).catch((error) => nothing(output, reasonOf(error)))
    const given: OutputRecord = {
      chalks: result.chalks,
      unmarked: result.unmarked.map(pathOf),
      errors: [...(output.problems ?? []), ...result.errors],
    }
    const bare = () => withoutMarks(given, formerPaths(result.changes, pathOf))
    // Two plugins with other options each may be in one build, for some of its files each.
    const key = `${output.key}\n${selection}`
    const put = (what: OutputRecord) => save(key, output.dir, what, known, moment, bare)
    const problems = [...known.errors, ...given.errors]
    const fails = options.strict && problems.length > 0
    // A mark whose report is lost leads nowhere: the output stays as it was.
    const unsaved = put(fails ? bare() : given)
    const unwritten = fails || unsaved.length > 0 ? [] : writeMarks(output, result.changes)
    if (unwritten.length > 0) {
      given.errors.push(...unwritten)
      // The report is no longer true, and on a full disk there may be no room for the next one beside it.
      removeReport(output.dir)
      unwritten.push(...put(bare()))
    }
    problems.push(...unsaved, ...unwritten)
    if (options.archive !== undefined && output.files.length > 0) {
      const dirs = record.dirs.get(options.archive) ?? new Set()
      record.dirs.set(options.archive, dirs.add(output.dir))
    }
    record.spent += Date.now() - startedAt
    if (problems.length > 0 && options.strict) {
      throw new ChalkError('STRICT', `chalk: ${problems.join('; ')} (strict is on)`)
    }
    warn(problems)
    if (unsaved.length > 0 || unwritten.length > 0) return new Map()
    for (const path of pathsOf(given)) record.marked.add(path)
    return result.changes
  }

  async function archive(): Promise<string | undefined> {
    if (options.archive === undefined) return undefined
    const dirs = [...(record.dirs.get(options.archive) ?? [])]
    if (dirs.length === 0) return undefined
    const known = await facts
    const moment = momentOf(known, wishes, began)
    const composer = { ...composerOf(known, moment), template: templates.node }
    const given: OutputRecord = { chalks: [], unmarked: [], errors: [] }
    const output = resolve(place.root, options.archive)
    const keep = () => save(ARCHIVE, dirs[0]!, given, known, moment)
    let made: string | undefined
    try {
      const folder = packedFolder(dirs, place.root)
      const { packOutput } = await import('./archive.js')
      given.errors = await packOutput({
        folder,
        output,
        root: place.root,
        env,
        collected: { facts: known, moment, composer },
        save(chalk) {
          given.chalks = [keepNamed(chalk, Object.keys(options.keys ?? {}))]
          const unsaved = keep()
          if (unsaved.length > 0) throw new Error(unsaved.join('; '))
        },
      })
      made = options.archive
    } catch (error) {
      given.errors = [`the archive ${options.archive} cannot be made: ${reasonOf(error)}`]
    }
    if (given.errors.length === 0) return made
    if (given.chalks.length === 0 && made !== undefined) given.unmarked = [output]
    const problems = [...new Set([...given.errors, ...keep()])]
    if (options.strict) throw new ChalkError('STRICT', `chalk: ${problems.join('; ')} (strict is on)`)
    warn(problems)
    return made
  }

  /** Lets the bundler's files be changed where they have been written. @returns the problems with that. */
  function writeMarks({ dir, write }: Output, changes: ReadonlyMap<string, Change>): string[] {
    try {
      write?.(changes)
      return []
    } catch (error) {
      return [`the marks can not be written to ${dir}: ${reasonOf(error)}; nothing was marked`]
    }
  }

  function removeReport(dir: string): void {
    const file = reportFile(dir)
    if (file) rmSync(file, { force: true })
  }

  /**
   * Writes the report with this output in it.
   * @param bare gives what is true of the output if that fails.
   * @returns the problems with that.
   */
  function save(
    key: string,
    dir: string,
    given: OutputRecord,
    known: Facts,
    moment: Moment,
    bare = () => withoutMarks(given),
  ): string[] {
    const file = reportFile(dir)
    if (!file) return []
    // Last in line, since its files may have replaced another's: formats of a library share a style sheet.
    record.outputs.delete(key)
    record.outputs.set(key, given)
    const reportOf = (problem?: string) => {
      if (problem !== undefined) record.outputs.set(key, bare())
      const all = [...record.outputs.values()]
      const chalks = [
        ...new Map(all.flatMap(({ chalks }) => chalks).map((c) => [c._OP_ARTIFACT_PATH, c])).values(),
      ]
      const marked = new Set<unknown>(chalks.map((chalk) => chalk._OP_ARTIFACT_PATH))
      const unmarked = [...new Set(all.flatMap(({ unmarked }) => unmarked))]
      return hostReport({
        operation: 'insert',
        facts: known,
        times: { ...moment.mark, ...moment.report },
        wanted: reported,
        chalks,
        unmarked: unmarked.filter((path) => !marked.has(path)),
        errors: [
          ...all.flatMap(({ errors }) => errors),
          ...(problem === undefined ? [] : [noMarks(problem)]),
        ],
      })
    }
    try {
      const { problem } = fileSink(file).write(reportOf)
      return problem === undefined ? [] : [noMarks(problem)]
    } catch (error) {
      return [noMarks(reasonOf(error))]
    }
  }

  /** Where the report goes: never into the output folder by itself, which may be public. */
  function reportFile(dir: string): string | undefined {
    if (options.report === false) return undefined
    const file = resolve(place.root, options.report ?? DEFAULT_REPORT)
    // Without an output folder (a build in memory) `dir` is the root, and nothing in it is public.
    const isPublic = options.report === undefined && dir !== place.root && isInside(file, dir)
    return isPublic ? resolve(dirname(dir), DEFAULT_REPORT) : file
  }

  function warn(problems: readonly string[]): void {
    const fresh = problems.filter((problem) => !record.warned.has(problem))
    for (const problem of fresh) record.warned.add(problem)
    if (fresh.length === 0) return
    const more = fresh.length > 1 ? ` (and ${fresh.length - 1} more, see the report)` : ''
    place.log.warn(redact(`chalk: ${fresh[0]}${more}`))
  }

  return { mark: explained(mark), archive: explained(archive) }
}

/** Without a report there are no marks. */
function noMarks(problem: string): string {
  return `${problem}; nothing was marked`
}

/** What a failure says, for the bundler, which prints it. */
export function explain(error: unknown): string {
  return printable(redact(reasonOf(error)))
}

/** A function that fails with nothing but what {@link explain} says: bundlers print stacks and causes, too. */
function explained<A extends unknown[], R>(work: (...given: A) => Promise<R>): (...given: A) => Promise<R> {
  return (...given) =>
    work(...given).catch((error: unknown) => {
      throw new ChalkError(error instanceof ChalkError ? error.code : 'FAILED', explain(error))
    })
}

/** The archive's key among the outputs. */
const ARCHIVE = 'archive'

/**
 * The folder that holds all outputs of a build.
 * @throws Error if that is the project itself, or above it.
 */
function packedFolder(dirs: readonly string[], root: string): string {
  // vite writes Windows paths with `/`.
  const project = resolve(root)
  const folder = commonFolder(dirs)
  if (folder !== undefined && folder !== project && !isInside(project, folder)) return folder
  throw new Error(
    dirs.length > 1
      ? `the outputs are in ${dirs.join(' and ')}, and no output folder holds all of them`
      : 'the output folder is the whole project',
  )
}

/**
 * The record of an output that stays as it was after all.
 * @param former the paths that renamed files had.
 */
function withoutMarks(given: OutputRecord, former?: ReadonlyMap<string, string>): OutputRecord {
  const unmarked = [...given.unmarked, ...pathsOf(given)].map((path) => former?.get(path) ?? path)
  return { chalks: [], unmarked, errors: given.errors }
}

/** What the output step would give for an output that it cannot deal with. */
function nothing({ files }: Output, reason: string): StepResult {
  const unmarked = files.filter(({ absent }) => !absent).map(({ name }) => name)
  return { changes: new Map(), chalks: [], unmarked, errors: [`nothing was marked: ${reason}`] }
}

/** The paths of renamed files, by their new ones. */
function formerPaths(
  changes: ReadonlyMap<string, Change>,
  pathOf: (name: string) => string,
): Map<string, string> {
  return new Map([...renamedIn(changes)].map(([old, name]) => [pathOf(name), pathOf(old)]))
}

function pathsOf({ chalks }: OutputRecord): string[] {
  return chalks.map((chalk) => chalk._OP_ARTIFACT_PATH).filter((path) => typeof path === 'string')
}
