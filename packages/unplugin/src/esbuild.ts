/** chalk() for esbuild. */
import { entry, esbuildPlugin } from './chalk.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what esbuild emits. @throws ChalkError for a wrong option. */
export const chalk = entry(esbuildPlugin, { name: 'unplugin-chalk', setup() {} })
export default chalk
