/** rollup and rolldown: nothing in their options tells who runs the output, so marks are fit for the public. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { Plugin } from 'rollup'
import { type Build, createBuild } from '../build.js'
import { rollupHooks } from './rollup-like.js'

/** The rollup plugin. */
export function rollupPlugin(options: ChalkOptions): Plugin {
  return rollupHooks(preparedBuild(options), {
    root: () => process.cwd(),
    target: () => 'web',
    namesPlugins: true,
  })
}

/** The rolldown plugin: rollup's hooks, and a platform that tells servers from browsers. */
export function rolldownPlugin(options: ChalkOptions): Plugin {
  let platform: string | undefined
  const hooks = rollupHooks(preparedBuild(options), {
    root: () => process.cwd(),
    target: () => (platform === 'node' ? 'node' : 'web'),
  })
  const { buildStart } = hooks
  return {
    ...hooks,
    buildStart(input) {
      platform = (input as { platform?: string }).platform
      return (buildStart as (this: unknown, options: unknown) => void).call(this, input)
    },
  }
}

/** These bundlers only build: who makes the plugin will use it. */
function preparedBuild(options: ChalkOptions): Build {
  const build = createBuild(options)
  build.prepare()
  return build
}
