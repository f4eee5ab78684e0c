/** chalk() for webpack. */
import { entry, webpackPlugin } from './chalk.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what webpack emits. @throws ChalkError for a wrong option. */
export const chalk = entry(webpackPlugin, { apply() {} })
export default chalk
