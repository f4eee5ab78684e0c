/** The facts for a build's marks and its report. The collectors are asked once, and all marks get the same facts. */
import { type Facts, type FactsRequest, type Moment, momentOf } from '../collectors/facts.js'
import { tenantIn } from '../collectors/settings.js'
import type { ChalkOptions } from '../config/options.js'
import { reportKeys } from '../config/report-keys.js'
import { resolveTemplate } from '../keys/templates.js'
import type { Composer } from './compose.js'

export interface PrepareOptions
  extends Pick<ChalkOptions, 'template' | 'templates' | 'keys' | 'reproducible' | 'tools' | 'reports'> {
  /** Absolute: where git and package.json are looked for. */
  root: string
  env: Readonly<Record<string, string | undefined>>
  /** Which environment variables the report may show. */
  policy?: ChalkOptions['env']
  /** Absolute: the config file that the options come from. */
  configFile?: string | undefined
  /** When the build began. @default now */
  began?: Date
}

/** What is known of the build once the collectors have answered. */
export interface BuildFacts {
  facts: Facts
  moment: Moment
  composer: Composer
}

/** Who will load an artifact: browsers, so that its mark is public, or anything else. */
export type Target = 'web' | 'node'

/** The templates for marks in public files and in all others. */
const TEMPLATES: Readonly<Record<Target, string>> = { web: 'mark_web', node: 'mark_default' }

/** What is known before the collectors have answered. */
export interface Preparation {
  /** What the collectors are asked for: every key that a mark or the report wants. */
  request: FactsRequest
  /** @throws ChalkError for a wrong SOURCE_DATE_EPOCH. */
  complete(facts: Facts, target: Target): BuildFacts
}

/**
 * Begins the preparation of a build.
 * @throws ChalkError for a template that does not exist.
 */
export function beginPreparation(options: PrepareOptions): Preparation {
  const { root, env, policy, tools, configFile: config, keys = {}, began = new Date() } = options
  const reproducible = options.reproducible ?? Boolean(env.SOURCE_DATE_EPOCH)
  const templates = new Map(
    (Object.keys(TEMPLATES) as Target[]).map((target) => [
      target,
      resolveTemplate(options.template ?? TEMPLATES[target], 'mark', options.templates).keys,
    ]),
  )
  const inMarks = [...templates.values()].flatMap((keys) => [...keys])
  const wanted = new Set([...inMarks, ...reportKeys(options, 'insert')])
  const request: FactsRequest = {
    root,
    env,
    reproducible,
    wanted,
    policy,
    tools,
    config,
    tenant: tenantIn(keys),
  }
  return {
    request,
    complete(facts, target) {
      const moment = momentOf(facts, request, began)
      const composer: Composer = {
        template: templates.get(target)!,
        facts: { ...facts.keys, ...moment.mark },
        problems: facts,
        keys,
        env,
        timestamp: moment.timestamp,
        reproducible,
      }
      return { facts, moment, composer }
    },
  }
}
