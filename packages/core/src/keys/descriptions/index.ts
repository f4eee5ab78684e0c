/** What every key means, by family. Loaded only when somebody asks: see describe.ts. */
import type { Family } from '../catalogue-rows.js'
import { artifact } from './artifact.js'
import { aws } from './aws.js'
import { build } from './build.js'
import { certificate } from './certificate.js'
import { chalk } from './chalk.js'
import { cloud } from './cloud.js'
import { container } from './container.js'
import { docker } from './docker.js'
import { git } from './git.js'
import { host } from './host.js'
import { image } from './image.js'
import { kubernetes } from './kubernetes.js'
import { mark } from './mark.js'
import { operation } from './operation.js'
import { process } from './process.js'
import { tool } from './tool.js'

export const DESCRIPTIONS: Readonly<Record<Family, Readonly<Record<string, string>>>> = {
  mark,
  artifact,
  git,
  build,
  tool,
  operation,
  host,
  process,
  docker,
  image,
  container,
  cloud,
  aws,
  kubernetes,
  certificate,
  chalk,
}
