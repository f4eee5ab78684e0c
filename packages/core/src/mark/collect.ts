/** What an operation that marks tells of the build in all its marks and in its report. */

import { collectFacts, type Facts, type FactsRequest, type Moment, momentOf } from '../collectors/facts.js'
import type { ChalkOptions } from '../config/options.js'
import { resolveTemplate, template } from '../keys/templates.js'
import type { Composer } from './compose.js'

export interface CollectOptions extends Pick<ChalkOptions, 'template' | 'keys' | 'reproducible'> {
  /** Absolute: where git and package.json are looked for. */
  root: string
  env: Readonly<Record<string, string | undefined>>
  /** Which environment variables the report may show. */
  policy?: ChalkOptions['env']
}

export interface Collected {
  facts: Facts
  moment: Moment
  composer: Composer
}

/**
 * Collects what marks and report are to tell of the build.
 * @throws ChalkError for a template that does not exist or a wrong SOURCE_DATE_EPOCH.
 */
export async function collect(options: CollectOptions): Promise<Collected> {
  const { root, env, policy, keys = {} } = options
  const began = new Date()
  const reproducible = options.reproducible ?? Boolean(env.SOURCE_DATE_EPOCH)
  const inMark = resolveTemplate(options.template ?? 'mark_default', 'mark').keys
  const wanted = new Set([...inMark, ...template('report_default').keys])
  const request: FactsRequest = { root, env, reproducible, wanted, policy }
  const facts = await collectFacts(request)
  const moment = momentOf(facts, request, began)
  const composer: Composer = {
    template: inMark,
    facts: { ...facts.keys, ...moment.mark },
    keys,
    env,
    timestamp: moment.timestamp,
    reproducible,
  }
  return { facts, moment, composer }
}
