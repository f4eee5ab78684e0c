/** chalk() for rollup. */
import { entry, rollupPlugin } from './chalk.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what rollup emits. @throws ChalkError for a wrong option. */
export const chalk = entry(rollupPlugin, { name: 'unplugin-chalk' })
export default chalk
