/** chalk() for rolldown. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { Plugin } from 'rolldown'
import plugins from './index.js'

export type { ChalkOptions }

/** Marks what rolldown emits. @throws ChalkError for a wrong option. */
export const chalk: (options?: ChalkOptions) => Plugin = plugins.rolldown
export default chalk
