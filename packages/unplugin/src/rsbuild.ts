/** chalk() for rsbuild. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { RsbuildPlugin } from '@rsbuild/core'
import plugins from './index.js'

export type { ChalkOptions }

/** Marks what rsbuild emits. @throws ChalkError for a wrong option. */
export const chalk: (options?: ChalkOptions) => RsbuildPlugin = plugins.rsbuild
export default chalk
