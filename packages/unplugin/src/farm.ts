/** chalk() for Farm. */
import { farmPlugin } from './bundlers/farm.js'
import { entry } from './entry.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what Farm emits. @throws ChalkError for a wrong option. */
export const chalk = entry(farmPlugin, { name: 'unplugin-chalk' })
export default chalk
