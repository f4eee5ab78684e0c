/** chalk() for rsbuild. */
import { entry, rsbuildPlugin } from './chalk.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what rsbuild emits. @throws ChalkError for a wrong option. */
export const chalk = entry(rsbuildPlugin, { name: 'unplugin-chalk', setup() {} })
export default chalk
