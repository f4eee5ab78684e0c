/** Checking options when a config is loaded: a wrong one is named, with the nearest right one. */
import { ChalkError } from '../error.js'
import { isCustomKey, keyInfo, unknownKey } from '../keys/catalogue.js'
import { checkValue } from '../keys/check.js'
import { nearest } from '../keys/nearest.js'
import { placeholdersIn } from '../keys/substitute.js'
import { resolveTemplate } from '../keys/templates.js'
import type { ChalkOptions } from './options.js'

type Check = (value: unknown) => string | undefined

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value as string)
      ? undefined
      : `must be one of ${values.map((v) => `'${v}'`).join(', ')}, not ${show(value)}${suggestion(value, values)}`

const boolean: Check = (value) =>
  typeof value === 'boolean' ? undefined : `must be true or false, not ${show(value)}`

const strings: Check = (value) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    ? undefined
    : `must be a string or a list of strings, not ${show(value)}`

const report: Check = (value) =>
  value === false || (typeof value === 'string' && value !== '')
    ? undefined
    : `must be a path or false, not ${show(value)}`

const ENV_FIELDS: Record<string, Check> = {
  show: strings,
  never: strings,
  redact: strings,
  default: oneOf('show', 'redact', 'ignore'),
}

/** Every option with its check. The type makes a forgotten one a compile error. */
const CHECKS: Record<keyof ChalkOptions, Check> = {
  enabled: boolean,
  template: (value) => strings(value) ?? problemOf(() => resolveTemplate(value as string | string[], 'mark')),
  keys: checkKeys,
  include: strings,
  exclude: strings,
  hashedFiles: oneOf('stable', 'full', 'skip'),
  rename: oneOf('auto', 'always', 'never'),
  reproducible: boolean,
  report,
  env: (value) => checkFields(value, ENV_FIELDS, 'env.'),
  strict: boolean,
}

/**
 * Checks options as a user wrote them.
 * @param where what to call the options in errors: `chalk()`, a config file's name.
 * @throws ChalkError `BAD_OPTION`: one line that names the option and what is right.
 */
export function checkOptions(options: ChalkOptions, where = 'chalk()'): void {
  const problem = checkFields(options, CHECKS, '') ?? checkPointer(options)
  if (problem) throw new ChalkError('BAD_OPTION', `${where}: ${problem}`)
}

function checkFields(value: unknown, checks: Record<string, Check>, prefix: string): string | undefined {
  if (!isObject(value))
    return prefix
      ? `${prefix.slice(0, -1)} must be an object`
      : `options must be an object, not ${show(value)}`
  for (const [name, field] of Object.entries(value)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (!check) return `unknown option '${prefix}${name}'${suggestion(name, Object.keys(checks))}`
    const problem = field === undefined ? undefined : check(field)
    if (problem) return problem.startsWith('keys.') ? problem : `${prefix}${name} ${problem}`
  }
  return undefined
}

/** What Chalkmark itself computes, and a user's value would break. */
const COMPUTED = new Set([
  'MAGIC',
  'CHALK_ID',
  'CHALK_VERSION',
  'HASH',
  'METADATA_HASH',
  'METADATA_ID',
  'SIGNATURE',
])

function checkKeys(keys: unknown): string | undefined {
  if (!isObject(keys)) return `must be an object of key names and values, not ${show(keys)}`
  for (const [name, value] of Object.entries(keys)) {
    if (isCustomKey(name)) continue
    const info = keyInfo(name)
    if (!info) return `keys.${name}: ${unknownKey(name)}`
    if (COMPUTED.has(name)) return `keys.${name} is computed from the artifact and can not be set`
    const problem =
      typeof value === 'function' || value === undefined ? undefined : checkValue(name, value as never)
    if (problem) return `keys.${name}: ${problem}`
  }
  return undefined
}

/** A stable mark must be the same for the same content, so its pointer can not hold what differs each time. */
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

function problemOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return `is wrong: ${(error as Error).message}`
  }
}

function suggestion(value: unknown, choices: readonly string[]): string {
  const found = typeof value === 'string' ? nearest(value, choices) : undefined
  return found ? `; did you mean '${found}'?` : ''
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  return JSON.stringify(value) ?? String(value)
}
