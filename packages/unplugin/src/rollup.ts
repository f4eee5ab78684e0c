/** chalk() for rollup. */
import { rollupPlugin } from './bundlers/rollup.js'
import { entry } from './entry.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what rollup emits. @throws ChalkError for a wrong option. */
export const chalk = entry(rollupPlugin, { name: 'unplugin-chalk' })
export default chalk
