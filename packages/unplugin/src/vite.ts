/** chalk() for vite. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { Plugin } from 'vite'
import plugins from './index.js'

export type { ChalkOptions }

/** Marks what vite emits. @throws ChalkError for a wrong option. */
export const chalk: (options?: ChalkOptions) => Plugin = plugins.vite
export default chalk
