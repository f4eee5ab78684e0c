/** What reports of an environment and of a running program share: their keys are those of run time alone. */
import type { Dict } from '@chalkmark/mark'
import { isCustomKey, isRunTime, resolveTemplate, type TemplateDefinitions } from '../keys/index.js'

/** What every host report begins with. A template can leave these out, too. */
const FIXED = ['_OPERATION', '_ACTION_ID', '_DATETIME', '_OP_ERRORS', '_OP_FAILED_KEYS']

export interface KeyChoice {
  /**
   * Which keys the report holds: a template's name or a list of keys.
   * @default 'report_all'
   */
  template?: string | readonly string[] | undefined
  /** The user's own templates. */
  templates?: TemplateDefinitions | undefined
}

/** The run-time keys that a template holds. @throws ChalkError for a template that does not exist. */
export function runTimeKeys({ template = 'report_all', templates }: KeyChoice): Set<string> {
  return new Set([...resolveTemplate(template, 'report', templates).keys].filter(isRunTime))
}

/** Leaves out what the template does not hold, and adds the names of the keys that are left. */
export function onlyWanted(report: Dict, wanted: ReadonlySet<string>): Dict {
  const entries = Object.entries(report).filter(
    ([key]) => wanted.has(key) || (isCustomKey(key) && wanted.size > 0),
  )
  const kept = Object.fromEntries(entries)
  if (!wanted.has('_OP_HOST_REPORT_KEYS')) return kept
  const names = Object.keys(kept).filter((key) => !FIXED.includes(key))
  return { ...kept, _OP_HOST_REPORT_KEYS: names }
}

/** An artifact's object with `_OP_ARTIFACT_REPORT_KEYS`, the names of the keys in it, if that is wanted. */
export function withKeyNames(artifact: Dict, wanted: ReadonlySet<string>): Dict {
  const name = '_OP_ARTIFACT_REPORT_KEYS'
  return wanted.has(name) ? { ...artifact, [name]: Object.keys(artifact) } : artifact
}
