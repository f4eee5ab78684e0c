/**
 * What the reports of builds say of files that have no mark: which of them a build has left so, and with which content.
 * A report is no proof, since whoever can write it decides what it says. So it only excuses a file that has no mark, and
 * only one with the very bytes that the build left.
 */
import { basename } from 'node:path'
import { hashSpliced } from '../bytes/splices.js'
import { openCandidate } from '../disk/source.js'
import { CodecError } from '../error.js'
import { expectedUnmarked, markedPaths } from '../report/unmarked.js'

export interface BuildReports {
  /** What is said of a file that has no mark; undefined for what is no file. @param path absolute. */
  of(path: string): Expectation | undefined
}

/** Why the file has no mark, or why it should have one. */
export type Expectation = { expected: string; unexpected?: never } | { expected?: never; unexpected: string }

/** @param hosts host reports, as they stand in a report file. */
export function readBuildReports(hosts: readonly unknown[]): BuildReports {
  const expected = expectedUnmarked(hosts)
  const known = new Set([...expected.values()].flat().map(({ path }) => path))
  const marked = markedPaths(hosts)
  return {
    of(path) {
      const digest = digestOf(path)
      if (digest === undefined) return undefined
      // The output may have been moved since, as CI systems do.
      const found = expected.get(digest)?.find((one) => nameOf(one.path) === basename(path))
      if (found) return { expected: found.reason }
      if (marked.has(path)) return { unexpected: "though the build's report says that it was marked" }
      if (known.has(path)) return { unexpected: 'and was changed after the build, as its report says' }
      return { unexpected: "and the build's report does not know it" }
    },
  }
}

/** The name of a file in a report, which another system may have written. */
function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** The SHA-256 of a file; undefined for what is no file, such as an address. */
function digestOf(path: string): string | undefined {
  try {
    const candidate = openCandidate(path)
    try {
      return hashSpliced(candidate.source, [])
    } finally {
      candidate.close()
    }
  } catch (error) {
    if (error instanceof CodecError) return undefined
    throw error
  }
}
