/** Messages on stderr: a line for each problem, and one that sums up. */
import { isAbsolute, relative } from 'node:path'
import type { Dict } from '@chalkmark/core'
import { NOT_COVERED, type Outcome, type Problem, UNCHECKED, variableName } from '@chalkmark/core/operations'
import { type Style, writeLine } from './write.js'

/** How much is printed. */
export interface Talk {
  quiet: boolean
  verbose: boolean
  cwd: string
}

/** Errors always, warnings unless quiet, and why files were left out if verbose. */
export function sayWhatHappened({ problems, warnings, leftOut }: Outcome, talk: Talk): void {
  for (const problem of problems) sayProblem(problem, talk)
  if (talk.quiet) return
  for (const warning of warnings) sayWarning(warning, talk)
  if (!talk.verbose) return
  for (const [reason, paths] of leftOut) {
    for (const path of paths) sayLeftOut(path, reason, talk)
  }
}

/** A note about something that is right but may surprise a user; not if quiet. */
export function sayNote(text: string, { quiet }: Talk): void {
  if (!quiet) say('dim', 'note', text)
}

export function sayWarning(text: string, { quiet }: Talk): void {
  if (!quiet) say('yellow', 'warning', text)
}

export function sayProblem({ path, message }: Problem, { cwd }: Talk): void {
  say('red', 'error', `${shown(path, cwd)}: ${message}`)
}

export function sayLeftOut(path: string, reason: string, { cwd }: Talk): void {
  say('dim', 'left out', `${shown(path, cwd)}: ${reason}`)
}

/** The parts of artifacts that their valid marks do not cover; not if quiet. */
export function sayNotCovered(chalks: readonly Dict[], talk: Talk): void {
  if (talk.quiet) return
  for (const chalk of chalks) {
    const { _VALIDATED_METADATA, [NOT_COVERED]: parts } = chalk
    if (_VALIDATED_METADATA !== true || !Array.isArray(parts)) continue
    say('dim', 'note', `${shownName(chalk, talk.cwd)}: the mark does not cover ${parts.join('; ')}`)
  }
}

/** Which marks could not be compared with their artifacts, or may be those of others; not if quiet. */
export function sayUnchecked({ chalks, foreign }: Outcome, talk: Talk): void {
  if (talk.quiet) return
  for (const [path, reason] of foreign) say('yellow', 'unchecked', `${shown(path, talk.cwd)}: ${reason}`)
  for (const chalk of chalks) {
    const { [UNCHECKED]: reason } = chalk
    if (reason !== undefined) say('yellow', 'unchecked', `${shownName(chalk, talk.cwd)}: ${reason}`)
  }
}

function say(style: Style, kind: string, text: string): void {
  writeLine('stderr', { style, text: `${kind}:` }, ` ${text}`)
}

/** A line that sums up; not if quiet. */
export function sum(text: string, { quiet }: Talk): void {
  if (!quiet) writeLine('stderr', `chalkmark: ${text}`)
}

/** `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** What is said of an artifact: the shortest form of its path, or the variable that holds it. */
export function shownName(chalk: Dict, cwd: string): string {
  const { _OP_ARTIFACT_PATH: path, _OP_ARTIFACT_ENV_VAR_NAME: variable } = chalk
  return typeof variable === 'string' ? variableName(variable) : shown(String(path), cwd)
}

/** A path in its shortest form. */
export function shown(path: string, cwd: string): string {
  const way = isAbsolute(path) ? relative(cwd, path) : path
  return way === '' ? '.' : way.startsWith('..') ? path : way
}
