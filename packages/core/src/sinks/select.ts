/** Which reports a subscription gets, and which keys of them. */
import { type Dict, Float, type Value } from '@chalkmark/mark'
import type { Subscription } from '../config/sinks.js'
import { resolveTemplate, type TemplateDefinitions } from '../keys/templates.js'

/** Keys that hold the objects of artifacts. */
const ARTIFACTS = ['_CHALKS', '_COLLECTED_ARTIFACTS']

/** Keys that say what a report is about. Every report holds them. */
const ALWAYS = new Set(['_OPERATION', '_ACTION_ID', '_DATETIME', '_CHALKS', 'CHALK_ID', '_OP_ARTIFACT_PATH'])

/**
 * The reports that a subscription gets of a host report.
 * @param report redacted. It is not changed.
 * @param templates the user's own ones.
 */
export function selectReports(
  report: Dict,
  subscription: Omit<Subscription, 'sinks'>,
  templates?: TemplateDefinitions,
): Dict[] {
  const { template, when, perArtifact = false, filter } = subscription
  if (when && !when.includes(report._OPERATION as never)) return []
  const each = perArtifact ? artifactsOf(report).map((chalk) => aboutOne(report, chalk)) : [report]
  const wanted = filter ? each.filter((one) => filter(one)) : each
  if (template === undefined) return wanted
  const { keys } = resolveTemplate(template, 'report', templates)
  return wanted.map((one) => withKeys(one, keys))
}

function artifactsOf({ _CHALKS: chalks }: Dict): Dict[] {
  return Array.isArray(chalks) ? (chalks as Dict[]) : []
}

/** The report about one of its artifacts. */
function aboutOne(report: Dict, chalk: Dict): Dict {
  const { _UNMARKED: _, ...rest } = report
  return { ...rest, _OP_CHALK_COUNT: 1, _CHALKS: [chalk] }
}

function withKeys(report: Dict, keys: ReadonlySet<string>): Dict {
  const isWanted = (key: string) => ALWAYS.has(key) || keys.has(key) || /^_?X-/.test(key)
  return Object.fromEntries(
    Object.entries(report)
      .filter(([key]) => isWanted(key))
      .map(([key, value]) => [
        key,
        ARTIFACTS.includes(key) ? (value as Value[]).map((one) => pick(one, isWanted)) : value,
      ]),
  )
}

function pick(value: Value, isWanted: (key: string) => boolean): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Float)
    return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => isWanted(key)))
}
