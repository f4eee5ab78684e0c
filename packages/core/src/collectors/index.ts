/**
 * All collectors. If two give the same key, the first in the list wins. git and the CI systems have no key in
 * common, and only one CI system answers. Importing this file loads no library; simple-git is loaded when git runs.
 */
import { ciCollectors } from './ci/index.js'
import { cloud } from './cloud/index.js'
import type { Collector } from './collector.js'
import { cpu } from './cpu.js'
import { machine } from './machine.js'
import { network } from './network.js'
import { packageJson } from './package.js'
import { processes } from './process/index.js'
import { git } from './vcs/git/index.js'
import { owners } from './vcs/owners.js'

export const collectors: readonly Collector[] = [
  git,
  ...ciCollectors,
  owners,
  packageJson,
  machine,
  processes,
  network,
  cpu,
  cloud,
]
