/**
 * Why files of an output have no mark: the key `_X-UNMARKED` of a host report.
 *
 *     "_X-UNMARKED": { "a copy of a source file": { "/site/dist/robots.js": "<SHA-256>" }, "not a program": { … } }
 *
 * The SHA-256 is in lower-case hex, and empty for a file that was not there when the build ended.
 */
import type { Dict } from '@chalkmark/mark'
import { OUTPUT_PATH } from '../keys/catalogue.js'
import { redact } from '../redact/index.js'
import { withSlashes } from './values.js'

export const UNMARKED_REASONS = '_X-UNMARKED'

/**
 * The key with its value, for a report.
 * @param paths of the files without a mark, absolute.
 * @param reasons by path.
 * @param hashes by path.
 */
export function unmarkedReasons(
  paths: readonly string[],
  reasons: ReadonlyMap<string, string>,
  hashes: ReadonlyMap<string, string>,
): Dict {
  const byReason: Record<string, Dict> = {}
  for (const path of paths) {
    const reason = redact(reasons.get(path) ?? 'unknown')
    byReason[reason] ??= {}
    byReason[reason][redact(path)] = hashes.get(path) ?? ''
  }
  return paths.length > 0 ? { [UNMARKED_REASONS]: byReason } : {}
}

/** What a report expects of a file that has no mark. */
export interface Expected {
  /** SHA-256 of its content, in lower-case hex. */
  hash: string
  reason: string
}

/** The files without a mark that host reports name with their content, by path. What is no such report is left out. */
export function expectedUnmarked(hosts: readonly unknown[]): Map<string, Expected[]> {
  const found = new Map<string, Expected[]>()
  for (const host of hosts) {
    for (const [reason, files] of entriesOf(entriesIn(host, UNMARKED_REASONS))) {
      for (const [name, hash] of entriesOf(files)) {
        if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) continue
        const path = withSlashes(name)
        const others = found.get(path)
        if (others) others.push({ hash, reason })
        else found.set(path, [{ hash, reason }])
      }
    }
  }
  return found
}

/** The paths of the artifacts that host reports say are marked. */
export function markedPaths(hosts: readonly unknown[]): Set<string> {
  return new Set(chalksOf(hosts).map(({ path }) => path))
}

/**
 * The output folders of the builds that say why files have no mark: each artifact's path without its path in the output.
 * A build without any artifact tells none.
 */
export function outputFolders(hosts: readonly unknown[]): Set<string> {
  const builds = hosts.filter((host) => entriesIn(host, UNMARKED_REASONS) !== undefined)
  const folders = new Set<string>()
  for (const { path, inOutput } of chalksOf(builds))
    if (inOutput !== undefined && path.endsWith(`/${inOutput}`))
      folders.add(path.slice(0, -inOutput.length - 1))
  return folders
}

function chalksOf(hosts: readonly unknown[]): { path: string; inOutput: string | undefined }[] {
  return hosts
    .flatMap((host) => entriesOf(entriesIn(host, '_CHALKS')))
    .flatMap(([, chalk]) => {
      const path = entriesIn(chalk, '_OP_ARTIFACT_PATH')
      const inOutput = entriesIn(chalk, OUTPUT_PATH)
      if (typeof path !== 'string') return []
      return { path: withSlashes(path), inOutput: typeof inOutput === 'string' ? inOutput : undefined }
    })
}

function entriesIn(value: unknown, key: string): unknown {
  return new Map(entriesOf(value)).get(key)
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}
