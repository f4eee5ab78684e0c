/** rsbuild: the rspack plugin in each of its environments' configs, for builds. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { RsbuildPlugin } from '@rsbuild/core'
import { rspackPlugin } from './webpack.js'

/** The rsbuild plugin. Its dev server does not see it. */
export function rsbuildPlugin(options: ChalkOptions): RsbuildPlugin {
  return {
    name: 'unplugin-chalk',
    apply: 'build',
    setup(api) {
      api.modifyRspackConfig((_config, { appendPlugins }) => {
        appendPlugins(rspackPlugin(options))
      })
    },
  }
}
