/**
 * The build that is being served: its archives and its report. This file imports the code that marks, and it is
 * loaded while the answer to `begin` is being sent.
 */
import type { Dict } from '@chalkmark/core'
import { beginSession, type Checked, checkOne, type Marking } from '@chalkmark/core/operations'
import type { BeginParams } from './params.js'
import { openReport } from './report.js'

export interface Build {
  mark(path: string, keys: Dict): Promise<Marking>
  verify(path: string): Promise<Checked>
  /** Waits for running requests and writes the report. */
  finish(): Promise<Finished>
}

export interface Finished {
  /** The number of marked files. */
  marked: number
  unmarked: number
  /** Where it is; null if there is none. */
  report: string | null
  /** Problems that concern no single file, one line each. */
  errors: string[]
}

/** @param signal aborted: no more files are begun. */
export function beginBuild(params: BeginParams, signal: AbortSignal): Build {
  const { env: policy, ...options } = params.options
  const report = openReport(params)
  const session = beginSession({
    ...options,
    policy,
    root: params.root,
    env: process.env,
    signal,
    save: report.save,
  })
  /** Of all files that were to be marked. */
  const paths = new Set<string>()
  let checking: Promise<unknown> = Promise.resolve()

  return {
    mark(path, keys) {
      paths.add(path)
      return session.mark(path, keys)
    },
    verify(path) {
      // One after the other, since all of them would wait for the same disk and processor.
      const checked = checking.then(() => checkOne(path))
      checking = checked.catch(() => {})
      return checked
    },
    async finish() {
      await checking
      const outcome = await session.finish()
      const { facts, general, chalks, problems } = outcome
      const { written, errors } = await report.finish(outcome, [...paths])
      return {
        marked: chalks.length,
        unmarked: problems.length,
        report: written,
        errors: [...facts.errors, ...general, ...errors],
      }
    },
  }
}
