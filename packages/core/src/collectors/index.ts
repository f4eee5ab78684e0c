/**
 * All collectors. Where two give the same key the first wins: git and the CI system have none in common, and of the CI
 * systems only one answers. Importing this loads no library: git's comes when git is asked.
 */
import { ciCollectors } from './ci/index.js'
import type { Collector } from './collector.js'
import { type HostOptions, hostCollector } from './host.js'
import { packageJson } from './package.js'
import { git } from './vcs/git/index.js'
import { owners } from './vcs/owners.js'

export { type RunOptions, type RunResult, runCollectors } from './run.js'

/** The collectors of an operation. */
export function collectorsFor(options: HostOptions = {}): readonly Collector[] {
  return [git, ...ciCollectors, owners, packageJson, hostCollector(options)]
}

/** The collectors with default options. */
export const defaultCollectors: readonly Collector[] = collectorsFor()
