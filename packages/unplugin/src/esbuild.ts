/** chalk() for esbuild. */
import { esbuildPlugin } from './bundlers/esbuild.js'
import { entry } from './entry.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what esbuild emits. @throws ChalkError for a wrong option. */
export const chalk = entry(esbuildPlugin, { name: 'unplugin-chalk', setup() {} })
export default chalk
