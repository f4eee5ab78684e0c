/** Which keys a heartbeat holds. */
import type { Subscription } from '../config/sinks.js'
import { resolveTemplate, type TemplateDefinitions } from '../keys/index.js'

/**
 * The keys of the template `heartbeat`, and of the templates that subscriptions of heartbeats name. More is not collected,
 * so that a report every few seconds costs next to nothing unless somebody asks for more.
 * @throws ChalkError for a template that does not exist.
 */
export function heartbeatKeys(
  subscriptions: readonly Subscription[] = [],
  templates?: TemplateDefinitions,
): string[] {
  const named = subscriptions
    .filter(({ when }) => when?.includes('heartbeat'))
    .flatMap(({ template }) => (template === undefined ? [] : [template]))
  return ['heartbeat', ...named].flatMap((template) => [
    ...resolveTemplate(template, 'report', templates).keys,
  ])
}
