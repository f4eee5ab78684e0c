/** rsbuild: the rspack plugin in each of its environments' configs, for builds. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { RsbuildPlugin } from '@rsbuild/core'
import { consoleLog } from '../log.js'
import { rspackPlugin } from './webpack.js'

/** The rsbuild plugin. Its dev server does not see it. */
export function rsbuildPlugin(options: ChalkOptions): RsbuildPlugin {
  return {
    name: 'unplugin-chalk',
    apply: 'build',
    setup(api) {
      // rsbuild keeps rspack's own log quiet. Its first versions do not hand out theirs.
      const logger = (api as Partial<typeof api>).logger ?? consoleLog
      const log = {
        info: (message: string) => logger.info(message),
        warn: (message: string) => logger.warn(message),
      }
      api.modifyRspackConfig((_config, { appendPlugins }) => {
        appendPlugins(rspackPlugin(options, log))
      })
    },
  }
}
