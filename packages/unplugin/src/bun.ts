/** chalk() for Bun. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { BunPlugin } from './bundlers/bun.js'
import plugins from './index.js'

export type { ChalkOptions }

/** Marks what Bun emits. @throws ChalkError for a wrong option. */
export const chalk: (options?: ChalkOptions) => BunPlugin = plugins.bun
export default chalk
