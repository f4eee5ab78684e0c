/** Checking options when a config is loaded: a wrong one is named, with the nearest right one. */
import { ChalkError } from '../error.js'
import { isCustomKey, isRunTime, OWN_KEYS, unknownKey } from '../keys/catalogue.js'
import { checkValue } from '../keys/check.js'
import { placeholdersIn } from '../keys/substitute.js'
import { extendTemplate, resolveTemplate, templateNames } from '../keys/templates.js'
import { redact } from '../redact/text.js'
import { boolean, type Check, checkFields, isObject, list, mustBe, oneOf, show, strings } from './checks.js'
import type { ChalkOptions } from './options.js'
import { checkReferences, REPORTING } from './sinks.js'

const globs: Check = (value, name) =>
  strings(value, name) ?? ([value].flat().includes('') ? `${name} holds an empty pattern` : undefined)

const isPath = (value: unknown) => typeof value === 'string' && value !== ''

const isFolder = (value: unknown) =>
  isObject(value) && Object.keys(value).join() === 'dir' && isPath(value.dir)

const report = mustBe(
  'a path, { dir: a path } or false',
  (value) => value === false || isPath(value) || isFolder(value),
)

const ENV_FIELDS: Record<string, Check> = {
  show: list,
  never: list,
  redact: list,
  default: oneOf('show', 'redact', 'ignore'),
}

const TEMPLATE_FIELDS: Record<string, Check> = {
  extends: mustBe('the name of a template', (value) => typeof value === 'string'),
  add: list,
  remove: list,
}

const isTool = oneOf('syft', 'semgrep', 'gitleaks', 'trufflehog')

/** Every option with its check. Because of the type, a forgotten option is a compile error. */
const CHECKS: Record<keyof ChalkOptions, Check> = {
  enabled: boolean,
  template: strings,
  templates: (value, name) =>
    isObject(value)
      ? Object.entries(value)
          .map(([own, definition]) => checkFields(definition, TEMPLATE_FIELDS, `${name}.${own}`))
          .find((problem) => problem !== undefined)
      : `${name} must be an object of templates by name, not ${show(value, name)}`,
  keys: checkKeys,
  include: globs,
  exclude: globs,
  hashedFiles: oneOf('stable', 'full', 'skip'),
  rename: oneOf('auto', 'always', 'never'),
  siblings: oneOf('remake', 'drop', 'keep'),
  reproducible: boolean,
  report,
  archive: mustBe(
    "a path that ends in '.zip'",
    (value) => typeof value === 'string' && /.\.zip$/i.test(value),
  ),
  env: (value, name) => checkFields(value, ENV_FIELDS, name),
  tools: (value, name) =>
    list(value, name) ??
    (value as string[]).map((tool) => isTool(tool, name)).find((problem) => problem !== undefined),
  strict: boolean,
  ...REPORTING,
}

/**
 * Checks options as a user wrote them.
 * @param where what to call the options in errors: `chalk()`, a config file's name.
 * @throws ChalkError `BAD_OPTION`: one line that names the option and the allowed values.
 */
export function checkOptions(options: ChalkOptions, where = 'chalk()'): void {
  const problem =
    checkFields(options, CHECKS) ??
    checkTemplates(options) ??
    checkPointer(options) ??
    checkReferences(options)
  if (problem) throw new ChalkError('BAD_OPTION', `${where}: ${redact(problem)}`)
}

/** The template for marks, and the user's own ones. */
function checkTemplates({ template, templates = {}, reports = [] }: ChalkOptions): string | undefined {
  for (const [name, definition] of Object.entries(templates)) {
    if (templateNames().includes(name))
      return `templates.${name} has the name of a built-in template: take another`
    if (definition.extends === undefined)
      return `templates.${name}.extends is missing: name the template to change`
    const problem = attempt(() => extendTemplate(definition.extends, definition, without(templates, name)))
    if (problem !== undefined) return `templates.${name} is wrong: ${problem}`
  }
  const used = [
    { name: 'template', kind: 'mark' as const, template },
    ...reports.map(({ template }, index) => ({
      name: `reports[${index}].template`,
      kind: 'report' as const,
      template,
    })),
  ]
  for (const { name, kind, template } of used) {
    const problem = template && attempt(() => resolveTemplate(template, kind, templates))
    if (problem !== undefined && problem !== '') return `${name} is wrong: ${problem}`
  }
  return undefined
}

function without<T>(all: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([other]) => other !== name))
}

function attempt(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Keys that Chalkmark computes. A user's value would make the mark invalid. */
const COMPUTED = new Set([
  'MAGIC',
  'CHALK_ID',
  'CHALK_VERSION',
  'HASH',
  'METADATA_HASH',
  'METADATA_ID',
  'SIGNATURE',
  'ARTIFACT_TYPE',
  ...OWN_KEYS,
])

function checkKeys(keys: unknown): string | undefined {
  if (!isObject(keys)) return `keys must be an object of key names and values, not ${show(keys)}`
  for (const [name, value] of Object.entries(keys)) {
    const unknown = unknownKey(name)
    if (unknown) return `keys.${name}: ${unknown}`
    if (COMPUTED.has(name)) return `keys.${name} is computed from the artifact and can not be set`
    if (isRunTime(name) && !isCustomKey(name)) return `keys.${name} tells of the operation and can not be set`
    const problem =
      typeof value === 'function' || value === undefined ? undefined : checkValue(name, value as never)
    if (problem) return `keys.${name}: ${problem}`
  }
  return undefined
}

/**
 * A stable mark must be the same for the same content, so its pointer must not hold anything that differs each
 * time.
 */
function checkPointer({ keys, hashedFiles = 'stable' }: ChalkOptions): string | undefined {
  const pointer = keys?.CHALK_PTR
  if (hashedFiles !== 'stable') return undefined
  if (typeof pointer === 'function') {
    return `keys.CHALK_PTR is a function, whose answer can differ for the same content; give a text, or set hashedFiles to 'full' or 'skip'`
  }
  const varying =
    typeof pointer === 'string' && placeholdersIn(pointer).find((name) => name === 'now' || name === 'random')
  return varying
    ? `keys.CHALK_PTR holds {${varying}}, which differs in every build, and files named by their content must not; take it out, or set hashedFiles to 'full' or 'skip'`
    : undefined
}
