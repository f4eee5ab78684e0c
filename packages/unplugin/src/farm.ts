/** chalk() for Farm. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { JsPlugin } from '@farmfe/core'
import plugins from './index.js'

export type { ChalkOptions }

/** Marks what Farm emits. @throws ChalkError for a wrong option. */
export const chalk: (options?: ChalkOptions) => JsPlugin = plugins.farm
export default chalk
