/** chalk() for rspack. */
import { rspackPlugin } from './bundlers/webpack.js'
import { entry } from './entry.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what rspack emits. @throws ChalkError for a wrong option. */
export const chalk = entry(rspackPlugin, { apply() {} })
export default chalk
