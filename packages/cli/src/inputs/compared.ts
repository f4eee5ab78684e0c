/** Comparing everything that was named with a report. */
import { lstatSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { CodecError } from '@chalkmark/core'
import {
  addProblem,
  type Comparison,
  compareWithReports,
  extractLoose,
  type Outcome,
  type ReadReport,
  reportedArtifacts,
  sortDifferences,
} from '@chalkmark/core/operations'
import type { Run } from '../run.js'
import { count } from '../terminal/messages.js'
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
    searched: searched.filter((path) => isAbsolute(path)).map(asWalked),
    served: served.files,
    reports,
    reported: reportedArtifacts(reports),
  }
  const { unplaced } = request.reported
  if (unplaced > 0)
    outcome.warnings.push(
      `the report has ${count(unplaced, 'artifact')} without a path that can be looked for`,
    )
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
  return { ...whole, differences: sortDifferences([...whole.differences, ...missing]) }
}

/** A named link to a folder is walked where it leads. */
function asWalked(path: string): string {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()
  return isLink && statSync(path, { throwIfNoEntry: false })?.isDirectory() ? realpathSync(path) : path
}
