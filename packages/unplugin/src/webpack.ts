/** chalk() for webpack. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { WebpackPluginInstance } from 'webpack'
import plugins from './index.js'

export type { ChalkOptions }

/** Marks what webpack emits. @throws ChalkError for a wrong option. */
export const chalk: (options?: ChalkOptions) => WebpackPluginInstance = plugins.webpack
export default chalk
