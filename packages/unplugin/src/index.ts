/**
 * chalk() for every bundler: one unplugin with a set of hooks for each. `unplugin-chalk/vite` and the other entry
 * points export one function of it each.
 *
 * The code that marks is loaded when a build begins, not with the config file.
 */
import { type ChalkOptions, checkOptions } from '@chalkmark/core/config'
import type { JsPlugin as FarmPlugin } from '@farmfe/core'
import type { RsbuildPlugin } from '@rsbuild/core'
import type { RspackPluginInstance } from '@rspack/core'
import type { Plugin as EsbuildPlugin } from 'esbuild'
import type { Plugin as RolldownPlugin } from 'rolldown'
import type { Plugin as RollupPlugin } from 'rollup'
import { createUnplugin, type SupportedFramework, type UnpluginOptions } from 'unplugin'
import type { Plugin as VitePlugin } from 'vite'
import type { WebpackPluginInstance } from 'webpack'
import { type BunPlugin, markInBun } from './bundlers/bun.js'
import { markInEsbuild } from './bundlers/esbuild.js'
import { farmHooks } from './bundlers/farm.js'
import { rolldownHooks, rollupHooks } from './bundlers/rollup.js'
import { viteHooks } from './bundlers/vite.js'
import { markInRsbuild, markInRspack, markInWebpack } from './bundlers/webpack.js'

export type { ChalkOptions, EnvPolicy, HashedFiles, KeyContext, KeyValue } from '@chalkmark/core/config'

/** Makes a bundler's plugin. @throws ChalkError `BAD_OPTION`, one line, for an option that is not right. */
export type Chalk<Plugin> = (options?: ChalkOptions) => Plugin

/** The plugin for each bundler. */
export interface ChalkPlugins {
  vite: Chalk<VitePlugin>
  rollup: Chalk<RollupPlugin>
  rolldown: Chalk<RolldownPlugin>
  webpack: Chalk<WebpackPluginInstance>
  rspack: Chalk<RspackPluginInstance>
  rsbuild: Chalk<RsbuildPlugin>
  esbuild: Chalk<EsbuildPlugin>
  farm: Chalk<FarmPlugin>
  bun: Chalk<BunPlugin>
  /** unloader, a bundler with rollup's hooks. */
  unloader: Chalk<RollupPlugin>
}

const HOOKS: Record<SupportedFramework, (options: ChalkOptions) => Partial<UnpluginOptions>> = {
  vite: (options) => ({ enforce: 'post', vite: viteHooks(options) }),
  rollup: (options) => ({ rollup: rollupHooks(options) }),
  rolldown: (options) => ({ rolldown: rolldownHooks(options) }),
  unloader: (options) => ({ unloader: rollupHooks(options) as UnpluginOptions['unloader'] }),
  webpack: (options) => ({ webpack: (compiler) => markInWebpack(compiler, options) }),
  rspack: (options) => ({ rspack: (compiler) => markInRspack(compiler, options) }),
  rsbuild: (options) => ({ rsbuild: { apply: 'build', setup: (api) => markInRsbuild(api, options) } }),
  esbuild: (options) => ({ esbuild: { setup: (build) => markInEsbuild(build, options) } }),
  farm: (options) => ({ farm: farmHooks(options) }),
  bun: (options) => ({ bun: { setup: (build) => markInBun(build, options) } }),
}

const plugin = createUnplugin<ChalkOptions | undefined, false>((options = {}, { framework }) => ({
  name: 'unplugin-chalk',
  ...(options.enabled !== false && HOOKS[framework](options)),
}))

/** The plugin for all bundlers: `chalk.vite()`, `chalk.webpack()`, … */
export const chalk: ChalkPlugins = {
  vite: checked(plugin.vite),
  rollup: checked(plugin.rollup),
  rolldown: checked(plugin.rolldown),
  webpack: checked(plugin.webpack),
  rspack: checked(plugin.rspack),
  rsbuild: checked(plugin.rsbuild),
  esbuild: checked(plugin.esbuild),
  farm: checked(plugin.farm),
  bun: checked(plugin.bun) as Chalk<BunPlugin>,
  unloader: checked(plugin.unloader) as Chalk<RollupPlugin>,
}
export default chalk

/** Checks options where the user wrote them. For webpack, unplugin would ask for the hooks only when a build begins. */
function checked<Plugin>(make: Chalk<Plugin>): Chalk<Plugin> {
  return (options) => {
    if (options !== undefined) checkOptions(options)
    return make(options)
  }
}
