/** chalk() for rolldown. */
import { entry, rolldownPlugin } from './chalk.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what rolldown emits. @throws ChalkError for a wrong option. */
export const chalk = entry(rolldownPlugin, { name: 'unplugin-chalk' })
export default chalk
