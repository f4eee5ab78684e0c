/** What every key means, by family. Loaded only when somebody asks: see describe.ts. */
import type { Family } from '../catalogue-rows.js'
import { artifact, certificate } from './artifact.js'
import { build, git } from './build.js'
import { aws, cloud, kubernetes } from './cloud.js'
import { container, docker, image } from './container.js'
import { chalk, mark, tool } from './mark.js'
import { host, operation, process } from './operation.js'

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
