/** The same plugins as one unplugin factory, for bundlers that are reached through it. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { UnpluginFactory } from 'unplugin'
import { bunPlugin } from './bundlers/bun.js'
import { esbuildPlugin } from './bundlers/esbuild.js'
import { farmPlugin } from './bundlers/farm.js'
import { rolldownPlugin, rollupPlugin } from './bundlers/rollup.js'
import { vitePlugin } from './bundlers/vite.js'
import { rspackPlugin, webpackPlugin } from './bundlers/webpack.js'
import { checked } from './entry.js'

const NAME = 'unplugin-chalk'

/** @throws ChalkError for a wrong option. */
export const chalkPlugins: UnpluginFactory<ChalkOptions | undefined, false> = (given, { framework }) => {
  const options = checked(given)
  if (options.enabled === false) return { name: NAME }
  switch (framework) {
    case 'vite':
      return { name: NAME, enforce: 'post', vite: vitePlugin(options) }
    case 'rolldown':
      return { name: NAME, rolldown: rolldownPlugin(options) as never }
    case 'webpack':
      return { name: NAME, webpack: (compiler) => webpackPlugin(options).apply(compiler) }
    case 'rspack':
    case 'rsbuild':
      return { name: NAME, rspack: (compiler) => rspackPlugin(options).apply(compiler) }
    case 'esbuild':
      return { name: NAME, esbuild: { setup: esbuildPlugin(options).setup } }
    case 'farm':
      return { name: NAME, farm: farmPlugin(options) }
    case 'bun':
      return { name: NAME, bun: { setup: bunPlugin(options).setup } }
    default:
      return { name: NAME, [framework]: rollupPlugin(options) }
  }
}
