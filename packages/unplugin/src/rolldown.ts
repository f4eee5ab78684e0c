/** chalk() for rolldown. */
import { rolldownPlugin } from './bundlers/rollup.js'
import { entry } from './entry.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what rolldown emits. @throws ChalkError for a wrong option. */
export const chalk = entry(rolldownPlugin, { name: 'unplugin-chalk' })
export default chalk
