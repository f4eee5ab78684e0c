/** chalk() for webpack. */
import { webpackPlugin } from './bundlers/webpack.js'
import { entry } from './entry.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what webpack emits. @throws ChalkError for a wrong option. */
export const chalk = entry(webpackPlugin, { apply() {} })
export default chalk
