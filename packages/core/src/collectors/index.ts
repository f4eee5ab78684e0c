/**
 * All collectors. If two give the same key, the first in the list wins. Only the version control system whose
 * repository is nearest answers, and only one CI system; the two have no key in common. Importing this file loads no
 * library; simple-git is loaded when git runs.
 */
import { caller } from './caller.js'
import { ciCollectors } from './ci/index.js'
import { cloud } from './cloud/index.js'
import type { Collector } from './collector.js'
import { cpu } from './cpu.js'
import { kubernetes } from './kubernetes.js'
import { machine } from './machine.js'
import { network } from './network.js'
import { ofThisProgram } from './own-mark.js'
import { packageJson } from './package.js'
import { processes } from './process/index.js'
import { settings } from './settings.js'
import { tool } from './tool.js'
import { fossil } from './vcs/fossil.js'
import { git } from './vcs/git/index.js'
import { jujutsu } from './vcs/jujutsu.js'
import { mercurial } from './vcs/mercurial.js'
import { owners } from './vcs/owners.js'
import { subversion } from './vcs/subversion.js'

export const collectors: readonly Collector[] = [
  git,
  mercurial,
  subversion,
  fossil,
  jujutsu,
  ...ciCollectors,
  owners,
  packageJson,
  machine,
  ofThisProgram,
  settings,
  processes,
  network,
  cpu,
  cloud,
  kubernetes,
  caller,
  tool,
]
