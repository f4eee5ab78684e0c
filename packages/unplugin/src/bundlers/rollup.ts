/** rollup and rolldown. rollup's options do not say who runs the output, so its marks are those for public files. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { Plugin as RolldownPlugin } from 'rolldown'
import type { Plugin } from 'rollup'
import { type BundlerBuild, createBuild } from '../build.js'
import { loadWithoutMarks, outputHooks, transformHook } from './rollup-like.js'

/** rollup's hooks. */
export function rollupHooks(options: ChalkOptions): Partial<Plugin> {
  const hooks = outputHooks(preparedBuild(options), {
    root: () => process.cwd(),
    target: () => 'web',
    targetIn: () => 'web',
    namesPlugins: true,
  })
  return { ...hooks, load: { order: 'post', handler: loadWithoutMarks } }
}

/** rolldown's hooks: those of rollup, and `platform`, which tells servers from browsers. */
export function rolldownHooks(options: ChalkOptions): Partial<RolldownPlugin> {
  let platform: string | undefined
  const target = () => (platform === 'node' ? 'node' : 'web')
  const hooks = outputHooks(preparedBuild(options), { root: () => process.cwd(), target, targetIn: target })
  const { buildStart } = hooks
  return {
    ...(hooks as Partial<RolldownPlugin>),
    transform: transformHook(() => true),
    buildStart(input) {
      platform = (input as { platform?: string }).platform
      return (buildStart as (this: unknown, options: unknown) => void).call(this, input)
    },
  }
}

/** These bundlers only build, so a build is certain as soon as the plugin is made. */
function preparedBuild(options: ChalkOptions): BundlerBuild {
  const build = createBuild(options)
  build.prepare()
  return build
}
