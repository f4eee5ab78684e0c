/** What became of the files that an operation looked at. */
import type { Dict } from '@chalkmark/mark'
import { CodecError, reasonOf } from '../error.js'

/** Why something went wrong with one file. */
export interface Problem {
  path: string
  /** Stable, for programs: `SIGNED`, `READ_ONLY`, … */
  code: string
  /** One line, without the path. */
  message: string
}

/** What became of the files that were looked at. */
export interface Outcome {
  /** Objects for `_CHALKS`, in the order of the walk. */
  chalks: Dict[]
  /** Artifacts without a mark. */
  unmarked: string[]
  /** Of the unmarked ones, by path: what is to be said of a mark in it that is not taken for its own. */
  foreign: Map<string, string>
  /** What failed. */
  problems: Problem[]
  /** Other messages for the user, one line each. */
  warnings: string[]
  /** By reason: paths that were left out. */
  leftOut: Map<string, string[]>
}

export function newOutcome(): Outcome {
  return { chalks: [], unmarked: [], foreign: new Map(), problems: [], warnings: [], leftOut: new Map() }
}

export function addProblem({ problems }: Outcome, path: string, error: Error): void {
  problems.push({ path, code: error instanceof CodecError ? error.code : 'FAILED', message: reasonOf(error) })
}

export function addLeftOut({ leftOut }: Outcome, path: string, reason: string): void {
  const paths = leftOut.get(reason)
  if (paths) paths.push(path)
  else leftOut.set(reason, [path])
}
