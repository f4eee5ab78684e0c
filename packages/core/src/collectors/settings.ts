/** What the user has set for the run: the config file's text, and the tenant. */
import type { Dict } from '@chalkmark/mark'
import type { ChalkOptions } from '../config/options.js'
import type { Collector } from './collector.js'

/** In bytes. A config is written by hand; what is longer is something else. */
const LONGEST = 1 << 20

export const settings: Collector = {
  name: 'config',
  keys: ['_OP_CONFIG', '_TENANT_ID'],
  collect({ readFile }, { wanted, config, tenant }) {
    const keys: Dict = tenant === undefined ? {} : { _TENANT_ID: tenant }
    if (config === undefined || !wanted.has('_OP_CONFIG')) return { keys }
    const content = readFile(config)
    if (content === undefined) return { keys }
    if (content.length > LONGEST)
      return { keys, errors: [`the text of ${config} is left out, as it is longer than 1 MiB`] }
    return { keys: { ...keys, _OP_CONFIG: content.toString() } }
  },
}

/** The tenant that the user has named for all artifacts, for `_TENANT_ID`. */
export function tenantIn(keys: ChalkOptions['keys']): string | undefined {
  const tenant = keys?.TENANT_ID_WHEN_CHALKED
  return typeof tenant === 'string' ? tenant : undefined
}
