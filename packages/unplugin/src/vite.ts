/** chalk() for vite. */
import { vitePlugin } from './bundlers/vite.js'
import { entry } from './entry.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what vite emits. @throws ChalkError for a wrong option. */
export const chalk = entry(vitePlugin, { name: 'unplugin-chalk' })
export default chalk
