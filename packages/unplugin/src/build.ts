/** One build as the plugin lives through it: facts are collected beside it, each output is marked, a report tells. */
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import {
  ChalkError,
  type ChalkOptions,
  type Composer,
  collectFacts,
  type Facts,
  type FactsRequest,
  fallbackPlace,
  hostReport,
  type Moment,
  momentOf,
  reasonOf,
  resolveTemplate,
  serializeReport,
  template,
  writeWhole,
} from '@chalkmark/core'
import { nameFilter } from './filter.js'
import type { Log } from './log.js'
import type { Change, OutputFile, Reference } from './output/file.js'
import { markOutput } from './output/step.js'
import { type OutputRecord, type ReportRecord, recordOf } from './records.js'

const DEFAULT_REPORT = 'chalk-report.json'

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
   * @throws ChalkError with `strict`, if anything went wrong.
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
  const reproducible = options.reproducible ?? Boolean(env.SOURCE_DATE_EPOCH)
  const included = nameFilter(options.include, options.exclude)
  let place: Place | undefined
  let request: FactsRequest
  let facts: Promise<Facts> | undefined
  let began = new Date()
  let record: ReportRecord | undefined
  const warned = new Set<string>()

  function templateFor(target: 'web' | 'node'): ReadonlySet<string> {
    return resolveTemplate(options.template ?? (target === 'web' ? 'mark_web' : 'mark_default'), 'mark').keys
  }

  function start(at: Place): void {
    place = at
    began = new Date()
    record ??= recordOf(resolve(at.root, options.report || DEFAULT_REPORT))
    // A watcher's rebuild is of the same commit and CI run; another build may be of another.
    if (record.open === 0 && !at.watch) record.facts.clear()
    record.open++
    const wanted = new Set([
      ...templateFor('web'),
      ...templateFor('node'),
      ...template('report_default').keys,
    ])
    request = { root: at.root, env, reproducible, wanted, policy: options.env }
    const asked = JSON.stringify([at.root, reproducible, options.env, [...wanted]])
    facts = record.facts.get(asked) ?? collectFacts(request)
    record.facts.set(asked, facts)
  }

  async function mark(output: Output): Promise<Map<string, Change>> {
    const { log } = place!
    const startedAt = performance.now()
    const known = await facts!
    const moment = momentOf(known, request, began)
    const composer: Composer = {
      template: templateFor(output.target),
      facts: { ...known.keys, ...moment.mark },
      keys: options.keys ?? {},
      env,
      timestamp: moment.timestamp,
      reproducible,
    }
    const result = await markOutput(output.files, {
      composer,
      hashedFiles: options.hashedFiles ?? 'stable',
      rename: options.rename ?? 'auto',
      reference: output.reference,
      included,
      pathOf: (name) => resolve(output.dir, name),
    })
    const given: OutputRecord = {
      chalks: result.chalks,
      unmarked: result.unmarked.map((name) => resolve(output.dir, name)),
      errors: result.errors,
    }
    const unsaved = save(output, given, known, moment)
    const problems = [...known.errors, ...given.errors, ...unsaved]
    record!.spent += performance.now() - startedAt
    if (problems.length > 0 && options.strict) {
      throw new ChalkError('STRICT', `chalk: ${problems.join('; ')} (strict is on)`)
    }
    warnOnce(problems, log)
    // A mark whose report is lost leads nowhere: the output stays as it was.
    if (unsaved.length > 0) return new Map()
    record!.marked += result.chalks.length
    return result.changes
  }

  /** Writes the report with this output in it. @returns the problems with that. */
  function save(output: Output, given: OutputRecord, known: Facts, moment: Moment): string[] {
    const file = reportFile(output.dir)
    if (!file) return []
    const { outputs } = record!
    outputs.set(output.key, given)
    const write = (to: string, more: string[]) => {
      const all = [...outputs.values()]
      const host = hostReport({
        operation: 'insert',
        facts: known,
        times: { ...moment.mark, ...moment.report },
        wanted: template('report_default').keys,
        chalks: all.flatMap(({ chalks }) => chalks),
        unmarked: all.flatMap(({ unmarked }) => unmarked),
        errors: [...all.flatMap(({ errors }) => errors), ...more],
      })
      writeWhole(to, serializeReport([host]))
    }
    try {
      write(file, [])
      return []
    } catch (error) {
      const problem = `the report can not be written to ${file}: ${reasonOf(error)}; nothing was marked`
      outputs.set(output.key, {
        chalks: [],
        unmarked: [...given.unmarked, ...pathsOf(given)],
        errors: given.errors,
      })
      const other = fallbackPlace(file)
      try {
        write(other, [problem])
        return [`${problem}; it is in ${other}`]
      } catch (second) {
        return [`${problem}, nor to ${other}: ${reasonOf(second)}`]
      }
    }
  }

  /** Where the report goes: never into the output folder by itself, which may be public. */
  function reportFile(dir: string): string | undefined {
    if (options.report === false) return undefined
    const file = resolve(place!.root, options.report ?? DEFAULT_REPORT)
    return options.report === undefined && isInside(file, dir) ? resolve(dirname(dir), DEFAULT_REPORT) : file
  }

  function warnOnce(problems: readonly string[], log: Log): void {
    const fresh = problems.filter((problem) => !warned.has(problem))
    for (const problem of fresh) warned.add(problem)
    if (fresh.length === 0) return
    const more = fresh.length > 1 ? ` (and ${fresh.length - 1} more, see the report)` : ''
    log.warn(`chalk: ${fresh[0]}${more}`)
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

function pathsOf({ chalks }: OutputRecord): string[] {
  return chalks.map((chalk) => chalk._OP_ARTIFACT_PATH).filter((path) => typeof path === 'string')
}

function isInside(file: string, dir: string): boolean {
  const path = relative(dir, file)
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}
