/** chalk() for rspack. */
import { entry, rspackPlugin } from './chalk.js'

export type { ChalkOptions } from '@chalkmark/core/config'

/** Marks what rspack emits. @throws ChalkError for a wrong option. */
export const chalk = entry(rspackPlugin, { apply() {} })
export default chalk
