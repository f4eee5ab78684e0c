/** chalk() for esbuild. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { Plugin } from 'esbuild'
import plugins from './index.js'

export type { ChalkOptions }

/** Marks what esbuild emits. @throws ChalkError for a wrong option. */
export const chalk: (options?: ChalkOptions) => Plugin = plugins.esbuild
export default chalk
