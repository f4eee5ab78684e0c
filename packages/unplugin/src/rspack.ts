/** chalk() for rspack. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { RspackPluginInstance } from '@rspack/core'
import plugins from './index.js'

export type { ChalkOptions }

/** Marks what rspack emits. @throws ChalkError for a wrong option. */
export const chalk: (options?: ChalkOptions) => RspackPluginInstance = plugins.rspack
export default chalk
