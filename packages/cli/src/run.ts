/** What the commands that work on files share. */
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Dict, serializeReport } from '@chalkmark/core'
import { below, isLeftOutByDefault, walk } from '@chalkmark/core/disk'
import type { FileOptions, Outcome } from '@chalkmark/core/operations'
import { type Delivery, openDelivery } from '@chalkmark/core/sinks'
import type { CommandOptions } from './config/options.js'
import { resolveConfig } from './config/resolve.js'
import { isAddress } from './inputs/address.js'
import { type Interrupt, onInterrupt } from './interrupt.js'
import type { Invocation } from './invocation.js'
import { count, sayNote, sayWhatHappened, type Talk } from './terminal/messages.js'
import { type Progress, progressBar } from './terminal/progress.js'
import { table } from './terminal/table.js'
import { writeJson, writeLine } from './terminal/write.js'

/** A run of a command over files. */
export interface Run {
  invocation: Invocation
  options: CommandOptions
  /** Absolute: the config file that is in force. */
  configFile: string | undefined
  files: FileOptions
  /** The paths as `_OP_SEARCH_PATH` has them. */
  searched: readonly string[]
  talk: Talk
  /** Set for commands that write. Commands that only read can be stopped at any time. */
  interrupt: Interrupt | undefined
  progress: Progress
  /** Says that a config was found that must not be used. */
  warning: string | undefined
}

export interface RunKind {
  /** The word for the progress bar: `marking`. */
  verb: string
  /** Whether files are written. */
  writes?: boolean
  /** The paths to work on, if not those that the user named. */
  paths?: readonly string[]
}

/**
 * Resolves the config and the paths. Without paths, the working directory is meant.
 * @throws UsageError, ChalkError `BAD_OPTION`
 */
export async function beginRun(
  invocation: Invocation,
  { verb, writes = false, paths = invocation.paths }: RunKind,
): Promise<Run> {
  const { flags, cwd } = invocation
  const { options, configFile, warning, note } = await resolveConfig(invocation)
  const talk = { quiet: flags.quiet === true, verbose: flags.verbose === true, cwd }
  const interrupt = writes ? onInterrupt() : undefined
  const { include, exclude, allScripts, archives, symlinks, limits } = options
  const found = paths.length > 0 ? paths : ['.']
  const what = { paths: found, cwd, include, exclude, allScripts, archives, symlinks, limits }
  const progress = progressBar(verb, () => countFiles(what), cwd, talk.quiet)
  const files: FileOptions = { ...what, signal: interrupt?.signal, onProgress: progress.advance }
  const searched = found.map((path) => searchPath(path, cwd))
  if (note) sayNote(note, talk)
  return { invocation, options, configFile, files, searched, talk, interrupt, progress, warning }
}

/** Leaves an address as it is and makes the path of a file or folder absolute. */
function searchPath(path: string, cwd: string): string {
  if (path === '-' || path.includes('!/')) return path
  return isAddress(path) ? path : resolve(cwd, path)
}

function countFiles(files: FileOptions): number {
  let number = 0
  for (const _ of walk(files.paths, files, { leftOut: () => {}, failed: () => {} })) number++
  return number
}

/** Where git and package.json are looked for: the working directory, or the first path's folder if it is elsewhere. */
export function rootOf({ searched, invocation: { cwd } }: Run): string {
  const first = searched[0]!
  if (below(cwd, first) !== undefined) return cwd
  return statSync(first, { throwIfNoEntry: false })?.isDirectory() ? first : dirname(first)
}

/**
 * Opens the sinks that config and environment name. Call it before anything is done: a wrong one is wrong use.
 * @throws ChalkError `BAD_OPTION`
 */
export function openSinks(run: Run): Delivery {
  return openDelivery({ options: run.options, env: process.env, root: rootOf(run) })
}

/** Delivers a report, and waits for that. What goes wrong is a warning. */
export async function deliver(
  delivery: Delivery,
  report: Dict,
  outcome: Outcome,
  { talk }: Pick<Run, 'talk'>,
): Promise<void> {
  if (delivery.isWanted) {
    delivery.put(report)
    outcome.warnings.push(...(await delivery.end()))
  }
  for (const note of delivery.notes()) sayNote(note, talk)
}

/** Prints a report: as a table for people, or as JSON for programs. */
export function printReport(report: Dict, { chalks, unmarked }: Outcome, run: Run): void {
  const { flags, cwd } = run.invocation
  run.progress.clear()
  const asTable = process.stdout.isTTY && !flags.json
  if (!asTable) writeJson(serializeReport([report]))
  else for (const line of table(chalks, unmarked, cwd)) writeLine('stdout', ...line)
}

/**
 * Adds a warning to an outcome without a single mark.
 * @param what happened: `nothing was marked`.
 */
export function warnOfNothing(outcome: Outcome, what: string): void {
  const { chalks, problems, leftOut, unmarked, foreign, warnings } = outcome
  if (chalks.length > 0 || problems.length > 0 || foreign.size > 0) return
  const byWeight = [...leftOut].sort(([, a], [, b]) => b.length - a.length)
  const [most, ...others] = [
    ...byWeight.filter(([reason]) => !isLeftOutByDefault(reason)),
    ...byWeight.filter(([reason]) => isLeftOutByDefault(reason)),
  ]
  const more = others.length === 0 ? '' : `; ${count(others.length, 'other reason')}, which --verbose names`
  const why = most ? `${count(most[1].length, 'path')}: ${most[0]}${more}` : 'there is no file'
  warnings.push(
    unmarked.length > 0 ? `${what}: ${count(unmarked.length, 'artifact')} without a mark` : `${what}: ${why}`,
  )
}

/**
 * Prints what happened.
 * @returns the exit code: 1 if something failed, or with `strict` if there was a warning.
 */
export function endRun(outcome: Outcome, { options, talk, interrupt, progress, warning }: Run): number {
  progress.clear()
  interrupt?.dispose()
  if (warning) outcome.warnings.unshift(warning)
  sayWhatHappened(outcome, talk)
  if (interrupt?.signal.aborted) return interrupt.signal.reason
  return outcome.problems.length > 0 || (options.strict && outcome.warnings.length > 0) ? 1 : 0
}
