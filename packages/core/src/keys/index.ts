export {
  allKeys,
  isChalkTime,
  isCustomKey,
  isRunTime,
  type KeyInfo,
  type KeyScope,
  type KeyTime,
  keyInfo,
  nearestKey,
  scopeOf,
  unknownKey,
} from './catalogue.js'
export type { Family } from './catalogue-rows.js'
export { checkValue } from './check.js'
export { describeKey, describeKeys } from './describe.js'
export { nearest } from './nearest.js'
export { reportSchema, type Schema } from './report-schema.js'
export { type Placeholder, placeholdersIn, type Substitutions, substitute } from './substitute.js'
export {
  extendTemplate,
  REQUIRED_IN_MARK,
  resolveTemplate,
  type Template,
  type TemplateChanges,
  type TemplateDefinition,
  type TemplateDefinitions,
  type TemplateKind,
  template,
  templateNames,
} from './templates.js'
