/**
 * All collectors. Where two give the same key the first wins: git and the CI system have none in common, and of the CI
 * systems only one answers. Importing this loads no library: git's comes when git is asked.
 */
import { ciCollectors } from './ci/index.js'
import type { Collector } from './collector.js'
import { machine } from './machine.js'
import { packageJson } from './package.js'
import { git } from './vcs/git/index.js'
import { owners } from './vcs/owners.js'

export const collectors: readonly Collector[] = [git, ...ciCollectors, owners, packageJson, machine]
