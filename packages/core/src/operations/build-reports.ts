/**
 * What the reports of builds say of files that have no mark: which of them a build has left so, and with which content.
 * A report is no proof, since whoever can write it decides what it says. So it only excuses a file that has no mark, and
 * only one with the very bytes that the build left in that place of its output.
 */
import { hashSpliced } from '../bytes/splices.js'
import { slashes } from '../disk/paths.js'
import { openCandidate } from '../disk/source.js'
import { CodecError } from '../error.js'
import { redact } from '../redact/index.js'
import { expectedUnmarked, markedPaths, outputFolders } from '../report/unmarked.js'

export interface BuildReports {
  /** What is said of a file that has no mark; undefined for what is no file. @param path absolute. */
  of(path: string): Expectation | undefined
}

/** Why the file has no mark, or why it should have one, and how it differs from what the report says. */
export type Expectation =
  | { expected: string; unexpected?: never }
  | { expected?: never; unexpected: string; state: 'changed' | 'unknown' }

/**
 * @param hosts host reports, as they stand in a report file.
 * @param searched what is verified: absolute paths of files and folders.
 */
export function readBuildReports(hosts: readonly unknown[], searched: readonly string[]): BuildReports {
  const expectationOf = expectations(hosts)
  const outputs = outputFolders(hosts)
  const tops = searched.map(nameInReports)
  return {
    of(path) {
      const digest = digestOf(path)
      return digest === undefined
        ? undefined
        : expectationOf(digest, placesOf(nameInReports(path), outputs, tops))
    },
  }
}

/**
 * What host reports say of a file that has no mark.
 * @returns a function of its SHA-256, in lower-case hex, and of the paths that it may have had when it was built.
 */
export function expectations(
  hosts: readonly unknown[],
): (digest: string, places: readonly string[]) => Expectation {
  const expected = expectedUnmarked(hosts)
  const marked = markedPaths(hosts)
  return (digest, places) => {
    if (places.some((place) => marked.has(place)))
      return { unexpected: "though the build's report says that it was marked", state: 'changed' }
    const known = places.flatMap((place) => expected.get(place) ?? [])
    const same = known.find(({ hash }) => hash === digest)
    if (same) return { expected: same.reason }
    if (known.length > 0)
      return { unexpected: 'and was changed after the build, as its report says', state: 'changed' }
    return { unexpected: "and the build's report does not know it", state: 'unknown' }
  }
}

/**
 * Whether a file lies in the output of builds. The output may have been moved since: then it has its name, below the
 * folder of the builds' report.
 * @param file absolute. @param hosts host reports. @param above the folder in which they are, absolute.
 */
export function liesInOutput(file: string, hosts: readonly unknown[], above: string): boolean {
  const name = nameInReports(file)
  const parts = name.slice(nameInReports(above).length).split('/').slice(1, -1)
  return [...outputFolders(hosts)].some(
    (output) => name.startsWith(`${output}/`) || parts.includes(output.slice(output.lastIndexOf('/') + 1)),
  )
}

/** A path of this system as reports spell it. */
export function nameInReports(path: string): string {
  return redact(slashes(path))
}

/**
 * The paths that a file may have had when the build ended. CI systems move outputs, and then the path in the output
 * stays. The folder of an output that has been moved is the one of the output's name, or else the one that is verified.
 * @param outputs the folders in which builds have put files. @param tops what is verified.
 */
function placesOf(path: string, outputs: ReadonlySet<string>, tops: readonly string[]): string[] {
  const isIn = (folder: string) => path.startsWith(`${folder}/`)
  if ([...outputs].some(isIn)) return [path]
  const places = new Set([path])
  for (const top of tops.filter((one) => one === path || isIn(one)))
    for (const output of outputs) {
      const moved = namesake(path, top, output) ?? top
      if (isIn(moved)) places.add(output + path.slice(moved.length))
    }
  return [...places]
}

/** The folder of the output's name that holds the path: the uppermost one from `top` down, or else the nearest above. */
function namesake(path: string, top: string, output: string): string | undefined {
  const name = output.slice(output.lastIndexOf('/'))
  const folders = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index))
  const named = folders.filter((folder) => folder.endsWith(name))
  return named.find((folder) => folder.length >= top.length) ?? named.at(-1)
}

/** The SHA-256 of a file; undefined for what is no file, such as an address. */
export function digestOf(path: string): string | undefined {
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
