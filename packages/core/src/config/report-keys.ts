/** Which keys the reports of an operation hold. */
import { keyInfo, resolveTemplate, type TemplateDefinitions } from '../keys/index.js'
import type { ReportedOperation } from './operations.js'
import type { Subscription } from './sinks.js'

/** The options that have a say in what reports hold. */
export interface ReportChoices {
  reports?: readonly Subscription[] | undefined
  /** The user's own templates. */
  templates?: TemplateDefinitions | undefined
}

/**
 * The keys of reports of an operation that makes artifacts: `report_default`, and those of the templates that subscriptions
 * name.
 * @throws ChalkError for a template that does not exist.
 */
export function reportKeys(choices: ReportChoices, operation: ReportedOperation): Set<string> {
  const asks = ({ when }: Subscription) => !when || when.includes(operation)
  const keys = keysOf('report_default', asks, choices)
  // These are about one process, and have a place only in reports of programs.
  return new Set([...keys].filter((key) => keyInfo(key)?.family !== 'process'))
}

/**
 * The keys of heartbeats: those of the template `heartbeat`, and of the templates that subscriptions of heartbeats name. More
 * is not collected, so that a report every few seconds costs next to nothing unless somebody asks for more by name.
 * @throws ChalkError for a template that does not exist.
 */
export function heartbeatKeys(choices: ReportChoices): Set<string> {
  return keysOf('heartbeat', ({ when }) => when?.includes('heartbeat') === true, choices)
}

function keysOf(
  always: string,
  asks: (subscription: Subscription) => boolean,
  { reports = [], templates }: ReportChoices,
): Set<string> {
  const named = reports.filter(asks).flatMap(({ template }) => (template === undefined ? [] : [template]))
  const all = [always, ...named].flatMap((one) => [...resolveTemplate(one, 'report', templates).keys])
  return new Set(all)
}
