/** The config file that a build tool's plugin hands over. */
import { reasonOf } from '@chalkmark/core/config'
import type { BeginParams } from './params.js'
import { wrong } from './params.js'

/** The options of a config that are not the plugin's own. */
const REPORTING = ['sinks', 'reports', 'offline', 'deliveryTimeout'] as const

/**
 * Adds what the config says of reports.
 * @throws RpcError for a config that cannot be read, or is wrong.
 */
export async function withConfig(params: BeginParams): Promise<BeginParams> {
  const { config, root, options } = params
  if (config === undefined) return params
  try {
    const { resolveConfig } = await import('../config/resolve.js')
    const invocation = {
      command: 'serve',
      runsConfig: true,
      flags: { config },
      given: [],
      paths: [],
      cwd: root,
    }
    const { options: found } = await resolveConfig(invocation)
    const reporting = REPORTING.map((name) => [name, options[name] ?? found[name]])
    return { ...params, options: { ...options, ...Object.fromEntries(reporting) } }
  } catch (error) {
    throw wrong(reasonOf(error))
  }
}
