/** The mark of a program's executable. */
import { isAbsolute, resolve } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { findProgram } from '../disk/search-path.js'
import { extract } from './extract.js'

export interface Running {
  /** For `_CHALKS`. */
  chalks: Dict[]
  /** For `_COLLECTED_ARTIFACTS`. */
  collected: Dict[]
  unmarked: string[]
  errors: string[]
}

export interface RunningCommand {
  command: string
  /** Absolute. */
  cwd: string
  env: Readonly<Record<string, string | undefined>>
}

/** Reads the mark of the executable. */
export async function readRunning({ command, cwd, env }: RunningCommand): Promise<Running> {
  const path =
    isAbsolute(command) || /[\\/]/.test(command) ? resolve(cwd, command) : findProgram(command, env)
  if (path === undefined) return { chalks: [], collected: [], unmarked: [], errors: [] }
  const { chalks, unmarked, problems } = await extract({ paths: [path], cwd, symlinks: 'follow' })
  return {
    chalks,
    collected: chalks.length > 0 ? [] : [{ _OP_ARTIFACT_PATH: path }],
    unmarked,
    errors: problems.map((problem) => `${problem.path}: ${problem.message}`),
  }
}
