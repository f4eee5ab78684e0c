/** chalk() for Bun. */
import { bunPlugin } from './bundlers/bun.js'
import { entry } from './entry.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what Bun emits. @throws ChalkError for a wrong option. */
export const chalk = entry(bunPlugin, { name: 'unplugin-chalk', setup() {} })
export default chalk
