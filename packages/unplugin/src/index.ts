/**
 * chalk() for every bundler that unplugin reaches. A config that uses one bundler imports `unplugin-chalk/vite` and
 * its like instead, which load nothing of the others.
 */
import { createUnplugin } from 'unplugin'
import { chalkPlugins } from './plugins.js'

export type { ChalkOptions, EnvPolicy, HashedFiles, KeyContext, KeyValue } from '@chalkmark/core/config'

/** The plugin for all bundlers: `chalk.vite()`, `chalk.webpack()`, … */
export const chalk = createUnplugin(chalkPlugins)
export default chalk
