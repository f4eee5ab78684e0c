/** What a build does once it has begun: collect facts, mark outputs, keep the report, make the archive. */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import {
  type BuildFacts,
  beginPreparation,
  ChalkError,
  type ChalkOptions,
  factsByPlace,
  headOf,
  keepNamed,
  openPlaces,
  type PlaceFacts,
  printable,
  reasonOf,
  redact,
  sayNoCommit,
} from '@chalkmark/core'
import { globFilter } from '@chalkmark/core/disk'
import {
  emptyResult,
  LEFT_OUT,
  lineOf,
  markOutput,
  renameOutput,
  renameSalt,
  type StepOptions,
  type StepResult,
} from '@chalkmark/core/output'
import { type Change, commonFolder, isInside, pathIn, renamedIn } from '@chalkmark/core/output/files'
import { type Delivery, openDelivery } from '@chalkmark/core/sinks'
import { commandFor, lookBehind, watchEnd } from './behind.js'
import type { BuildPlace, BundlerOutput } from './build.js'
import type { OutputRecord, ReportRecord } from './records.js'
import { renamesAll } from './renames-all.js'
import { type BuildReport, buildReport } from './report.js'

export interface SessionRequest {
  options: ChalkOptions
  env: NodeJS.ProcessEnv
  place: BuildPlace
  record: ReportRecord
  /** When the build began. */
  began: Date
}

/** What the names of hashed files depend on besides their content. */
export interface Salts {
  /** By who runs the output. */
  of: Readonly<Record<BundlerOutput['target'], string>>
  /** Whether the user's options let a file of this name be marked. */
  isIncluded(name: string): boolean
}

/** An output whose hashed files have their new names, but no marks yet. */
export interface Renamed {
  /** What to change. */
  changes: Map<string, Change>
  /** Warnings that {@link BuildSession.mark} can no longer find out; hand them to it. */
  warnings: string[]
}

export interface BuildSession {
  /** Call it only if all hashed files get new names. */
  salts(): Promise<Salts>
  /** Call it only if all hashed files get new names. It leaves the files as they are if anything goes wrong. */
  rename(output: BundlerOutput): Promise<Renamed>
  /** @returns what to change in an output. @throws ChalkError `STRICT` with `strict`, if anything went wrong. */
  mark(output: BundlerOutput): Promise<Map<string, Change>>
  /**
   * Gives the report to the sinks, which are waited for only with `strict`. What cannot be delivered is one warning.
   * @throws ChalkError `STRICT` as `mark` does.
   */
  deliver(): Promise<void>
  /**
   * Packs what has been written into the archive that the options ask for, and marks it.
   * @returns where it is, as the options have it; undefined if there is none.
   * @throws ChalkError `STRICT` as `mark` does.
   */
  archive(): Promise<string | undefined>
  /** Puts what has come behind the bundle into the report. Call it when all builds of the report are over. */
  lookBehind(): void
}

interface State extends SessionRequest {
  /** What is known of the place of the sources. */
  known(target: BundlerOutput['target']): Promise<PlaceFacts>
  report: BuildReport
  delivery: Delivery
}

/** Begins to collect facts, and marks outputs when asked. @throws ChalkError for a template that does not exist. */
export function openSession(request: SessionRequest): BuildSession {
  const { options, env, place, record, began } = request
  // OpenSSL needs some milliseconds for the first random bytes. They are drawn in another thread.
  randomBytes(1, () => {})
  const { env: policy, ...wishes } = options
  const preparation = beginPreparation({ ...wishes, root: place.root, env, policy, began })
  const { root, reproducible, wanted, tools, tenant } = preparation.request
  const asked = JSON.stringify([root, reproducible, policy, tools, tenant, [...wanted]])
  const sources = place.sources ?? root
  const head = headOf(sources, env)
  const there = record.facts.get(asked)
  // A watcher runs on while somebody commits.
  const isOfNow = there?.head === head
  const places = isOfNow ? there.places : openPlaces({ ...preparation.request, coversAll: true })
  record.facts.set(asked, { head, places })
  const byPlace = factsByPlace(preparation, places)
  const known = (target: BundlerOutput['target']) => byPlace.at(target, sources)
  // Collecting begins now. An error must not end the bundler's process: `mark` reports it.
  known('web').catch(() => {})
  const delivery = openSinks(request)
  const report = buildReport(options, place.root, record, delivery.isWanted)
  const state: State = { ...request, known, report, delivery }
  return {
    salts: () => salts(state),
    rename: (output) => rename(state, output),
    mark: explained((output: BundlerOutput) => mark(state, output)),
    deliver: explained(() => deliver(state)),
    archive: explained(() => archive(state)),
    lookBehind: () => {
      record.later.push(...lookBehind(record))
    },
  }
}

async function salts({ options, known }: State): Promise<Salts> {
  const { hashedFiles = 'stable', include, exclude } = options
  const saltOf = async (target: BundlerOutput['target']) =>
    renameSalt((await known(target)).composer, hashedFiles)
  const isIncluded = globFilter(include, exclude)
  const of = { web: await saltOf('web'), node: await saltOf('node') }
  return { of, isIncluded: (name) => isIncluded([name]) }
}

async function rename(state: State, output: BundlerOutput): Promise<Renamed> {
  const options = await stepOptions(state, output)
  const { changes, warnings } = await renameOutput(output.files, options)
  return { changes, warnings: warnings.map(lineOf) }
}

async function mark(state: State, output: BundlerOutput): Promise<Map<string, Change>> {
  const { options, place, record } = state
  const known = await state.known(output.target)
  const startedAt = Date.now()
  const result = await markFiles(state, output)
  const errors = [...(output.problems ?? []), ...result.errors.map(lineOf), ...withoutCommit(known)]
  const warnings = [...(output.warnings ?? []), ...warningsOf(state, output, result)]
  const given: OutputRecord = {
    chalks: result.chalks,
    unmarked: result.unmarked.map((name) => pathIn(output.dir, name)),
    reasons: new Map([...result.reasons].map(([name, reason]) => [pathIn(output.dir, name), reason])),
    errors: [...errors, ...warnings],
    bundler: place.bundler,
    ...(!isInside(place.root, output.dir) && output.dir !== place.root && { dir: output.dir }),
  }
  const problems = [...known.facts.errors, ...errors]
  const fails = Boolean(options.strict) && problems.length > 0
  const lost = keep(state, output, result.changes, given, known, fails)
  if (options.archive !== undefined && output.files.length > 0) {
    const dirs = record.dirs.get(options.archive) ?? new Set()
    record.dirs.set(options.archive, dirs.add(output.dir))
  }
  record.spent += Date.now() - startedAt
  record.bare.problems += problems.length + warnings.length + lost.length
  if (given.chalks.length === 0) record.bare.outputs++
  tell(state, [...problems, ...lost], warnings)
  if (lost.length > 0) return new Map()
  watchBehind(state, output)
  for (const path of pathsOf(given)) record.marked.add(path)
  return result.changes
}

/** The problem that marks name no commit, if no other one says so already. */
function withoutCommit({ noCommit, facts }: PlaceFacts): string[] {
  const isSaid = noCommit === undefined || facts.errors.some((error) => error.includes(noCommit))
  return isSaid ? [] : sayNoCommit([noCommit])
}

/** What the step has warned of. A template is said with the command that marks what is made from it. */
function warningsOf({ place }: State, { dir }: BundlerOutput, { warnings, reasons }: StepResult): string[] {
  const command = `mark what is made from it: ${commandFor([dir], place.root)}`
  return warnings.map((warning) =>
    reasons.get(warning.name ?? '') === LEFT_OUT.template
      ? `${lineOf(warning)}; ${command}`
      : lineOf(warning),
  )
}

/** Has the output's folder looked at once more when the build is over. */
function watchBehind({ place, record, began }: State, { dir, publicDir }: BundlerOutput): void {
  // A watcher writes the same files again and again. A project's own folder holds more than output.
  if (place.watch || dir === place.root || isInside(place.root, dir)) return
  const { since = began.getTime() } = record.folders.get(dir) ?? {}
  record.folders.set(dir, { since, publicDir })
  watchEnd(record, place)
}

/** Runs the output step. If it throws, every file stays as it is. */
async function markFiles(state: State, output: BundlerOutput): Promise<StepResult> {
  if (output.obstacle) return nothing(output, output.obstacle)
  const step = stepOptions(state, output).then((options) => markOutput(output.files, options))
  return step.catch((error) => nothing(output, reasonOf(error)))
}

const SHEET = /\.css$/i

async function stepOptions(state: State, output: BundlerOutput): Promise<StepOptions> {
  const { options, place } = state
  const { composer } = await state.known(output.target)
  const isServer = output.target === 'node' && output.isServer === true
  const hasSheets = isServer && output.files.some(({ name }) => SHEET.test(name))
  const ofSheets = hasSheets ? (await state.known('web')).composer : composer
  const isIncluded = globFilter(options.include, options.exclude)
  return {
    composer,
    composerOf: (name) => (SHEET.test(name) ? ofSheets : composer),
    hashedFiles: options.hashedFiles ?? 'stable',
    rename: renamesAll(options, place) ? 'always' : (options.rename ?? 'auto'),
    siblings: options.siblings,
    reference: output.reference,
    isFresh: true,
    isPinnedLater: place.isPinnedLater ?? false,
    template: output.template,
    included: (name) => isIncluded([name]),
    pathOf: (name) => pathIn(output.dir, name),
    hasNoDigests: output.hasNoDigests,
  }
}

/**
 * Writes the report and then, if the bundler has written the files already, the marks. Without its report, a mark
 * would lead nowhere.
 * @param fails whether the output has to stay as it is, which the report then says.
 * @returns the problems with that, one line each. If there are any, the output stays as it was.
 */
function keep(
  { options, report }: State,
  output: BundlerOutput,
  changes: ReadonlyMap<string, Change>,
  given: OutputRecord,
  known: BuildFacts,
  fails: boolean,
): string[] {
  const bare = () => withoutMarks(given, formerPaths(output.dir, changes))
  // One build may use the plugin twice with different options, each time for some of the files.
  const key = `${output.key}\n${JSON.stringify([options.include, options.exclude])}`
  const put = (given: OutputRecord) => report.save({ key, dir: output.dir, given, known, bare })
  const unsaved = put(fails ? bare() : given)
  if (fails || unsaved.length > 0) return unsaved
  try {
    output.write?.(changes)
    return []
  } catch (error) {
    const unwritten = `the marks can not be written to ${output.dir}: ${reasonOf(error)}; nothing was marked`
    given.errors.push(unwritten)
    // The report is no longer true. It is removed first, since a full disk may have no room for a second one.
    report.remove(output.dir)
    return [unwritten, ...put(bare())]
  }
}

async function archive(state: State): Promise<string | undefined> {
  const { options, env, place, record, report } = state
  if (options.archive === undefined) return undefined
  const dirs = [...(record.dirs.get(options.archive) ?? [])]
  if (dirs.length === 0) return undefined
  const known = await state.known('node')
  const given: OutputRecord = { chalks: [], unmarked: [], reasons: new Map(), errors: [] }
  const output = resolve(place.root, options.archive)
  const save = () =>
    report.save({ key: ARCHIVE, dir: dirs[0]!, given, known, bare: () => withoutMarks(given) })
  let made: string | undefined
  try {
    const folder = packedFolder(dirs, place.root)
    const { packOutput } = await import('./archive.js')
    given.errors = await packOutput({
      folder,
      output,
      root: place.root,
      env,
      known,
      save(chalk) {
        given.chalks = [keepNamed(chalk, Object.keys(options.keys ?? {}))]
        const unsaved = save()
        if (unsaved.length > 0) throw new Error(unsaved.join('; '))
      },
    })
    made = options.archive
  } catch (error) {
    given.errors = [`the archive ${options.archive} cannot be made: ${reasonOf(error)}`]
  }
  if (given.errors.length === 0) return made
  if (given.chalks.length === 0 && made !== undefined) given.unmarked = [output]
  tell(state, [...new Set([...given.errors, ...save()])])
  return made
}

/** Opens the sinks. What the environment says wrong about them costs the sinks that it names, and no mark. */
function openSinks({ options, env, place: { root, log } }: SessionRequest): Delivery {
  try {
    const delivery = openDelivery({ options, env, root })
    for (const note of delivery.notes()) log.warn(`chalk: ${note}`)
    return delivery
  } catch (error) {
    if (options.strict) throw error
    log.warn(`chalk: ${explain(error)}`)
    return openDelivery({ options, env: {}, root })
  }
}

async function deliver(state: State): Promise<void> {
  const { options, record, delivery, place } = state
  const { unsent } = record
  if (!unsent || !delivery.isWanted) return
  record.unsent = undefined
  // A build that goes on in the same process has a further version of the same report.
  const version = ++record.sent === 1 ? '' : `.${record.sent}`
  delivery.put(unsent, `${record.id}${version}`)
  const told = delivery.end().then((problems) => tell(state, problems, delivery.notes()))
  if (options.strict) await told
  else told.catch((error) => place.log.warn(`chalk: ${reasonOf(error)}`))
}

/** Prints the problems that were not printed yet. @throws ChalkError `STRICT` with `strict` if there are problems. */
function tell(
  { options, place, record }: State,
  problems: readonly string[],
  warnings: readonly string[] = [],
): void {
  if (problems.length > 0 && options.strict) {
    throw new ChalkError('STRICT', `chalk: ${problems.join('; ')} (strict is on)`)
  }
  const fresh = [...problems, ...warnings].filter((problem) => !record.warned.has(problem))
  for (const problem of fresh) record.warned.add(problem)
  if (fresh.length === 0) return
  const more = fresh.length > 1 ? ` (and ${fresh.length - 1} more, see the report)` : ''
  place.log.warn(`chalk: ${fresh[0]}${more}`)
}

/** The message of an error, for the bundler to print. */
export function explain(error: unknown): string {
  return printable(redact(reasonOf(error)))
}

/** A function whose errors have only the message of {@link explain}, since bundlers print stacks and causes, too. */
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
 * The record of an output that was left as it was in the end.
 * @param former the paths that renamed files had.
 */
function withoutMarks(given: OutputRecord, former?: ReadonlyMap<string, string>): OutputRecord {
  const unmarked = [...given.unmarked, ...pathsOf(given)].map((path) => former?.get(path) ?? path)
  const why = [...pathsOf(given)].map((path) => [former?.get(path) ?? path, NOT_REPORTED] as const)
  return { ...given, chalks: [], unmarked, reasons: new Map([...given.reasons, ...why]) }
}

const NOT_REPORTED = 'left as it was, since the build or its report failed'

/** The result of the output step for an output that it cannot mark. */
function nothing({ files }: BundlerOutput, reason: string): StepResult {
  const unmarked = files.filter(({ absent }) => !absent).map(({ name }) => name)
  const reasons = new Map(unmarked.map((name) => [name, `nothing was marked: ${reason}`]))
  return { ...emptyResult(), unmarked, reasons, errors: [{ message: `nothing was marked: ${reason}` }] }
}

/** The old paths of renamed files, by their new ones. */
function formerPaths(dir: string, changes: ReadonlyMap<string, Change>): Map<string, string> {
  return new Map([...renamedIn(changes)].map(([old, name]) => [pathIn(dir, name), pathIn(dir, old)]))
}

function pathsOf({ chalks }: OutputRecord): string[] {
  return chalks.map((chalk) => chalk._OP_ARTIFACT_PATH).filter((path) => typeof path === 'string')
}
