/** chalk() for rsbuild. */
import { rsbuildPlugin } from './bundlers/rsbuild.js'
import { entry } from './entry.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what rsbuild emits. @throws ChalkError for a wrong option. */
export const chalk = entry(rsbuildPlugin, { name: 'unplugin-chalk', setup() {} })
export default chalk
