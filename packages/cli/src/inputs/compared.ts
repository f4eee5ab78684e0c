/** Comparing everything that was named with a report. */
import { isAbsolute } from 'node:path'
import { CodecError } from '@chalkmark/core'
import {
  addProblem,
  type Comparison,
  compareWithReports,
  extractLoose,
  type Outcome,
  type ReadReport,
} from '@chalkmark/core/operations'
import type { Run } from '../run.js'
import type { Fetching } from './index.js'
import { fetchNamed, type Served } from './served.js'

/**
 * Compares what was read with reports. If a page was named, its server is asked for the artifacts that the page does not
 * refer to.
 * @param outcome gets these, too.
 */
export async function compareAll(
  { files, searched }: Run,
  outcome: Outcome,
  reports: readonly ReadReport[],
  served: Served,
  fetching: Fetching,
): Promise<Comparison> {
  const request = {
    outcome,
    searched: searched.filter((path) => isAbsolute(path)),
    served: served.files,
    reports,
  }
  const first = compareWithReports(request)
  if (first.notAsked.size === 0) return first
  const gone = new Map<string, string>()
  const artifacts = fetchNamed(first.notAsked.keys(), served, fetching, (path, reason) =>
    gone.set(path, reason),
  )
  try {
    await extractLoose(artifacts, { ...files, limits: { unpackedSize: fetching.limits.total } }, outcome)
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    addProblem(outcome, searched.find((path) => !isAbsolute(path))!, error)
  }
  const whole = compareWithReports(request)
  const missing = [...gone].map(([path, reason]) => ({
    state: 'missing' as const,
    path,
    message: `the report tells of it, and ${reason}`,
  }))
  return {
    ...whole,
    differences: [...whole.differences, ...missing].sort((a, b) => (a.path < b.path ? -1 : 1)),
  }
}
