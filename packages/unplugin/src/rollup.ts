/** chalk() for rollup. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { Plugin } from 'rollup'
import plugins from './index.js'

export type { ChalkOptions }

/** Marks what rollup emits. @throws ChalkError for a wrong option. */
export const chalk: (options?: ChalkOptions) => Plugin = plugins.rollup
export default chalk
