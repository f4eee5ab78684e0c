/** The parts that checks of options are made of. */
import { nearest } from '../keys/nearest.js'
import { isSecretName } from '../redact/index.js'

/** @returns the problem with `value`, beginning with the option's name. */
export type Check = (value: unknown, name: string) => string | undefined

export const isObject = (value: unknown): value is Record<string, unknown> =>
  // Not a Map or the like, whose entries would be ignored.
  Object.prototype.toString.call(value) === '[object Object]'

export const mustBe =
  (what: string, isRight: (value: unknown) => boolean): Check =>
  (value, name) =>
    isRight(value) ? undefined : `${name} must be ${what}, not ${show(value, name)}`

export const oneOf =
  (...values: string[]): Check =>
  (value, name) => {
    const problem = mustBe(`one of ${values.map((v) => `'${v}'`).join(', ')}`, (v) =>
      values.includes(v as string),
    )
    return problem(value, name)?.concat(suggestion(value, values))
  }

export const boolean = mustBe('true or false', (value) => typeof value === 'boolean')

const isList = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string')

export const list = mustBe('a list of strings', isList)

export const strings = mustBe(
  'a string or a list of strings',
  (value) => typeof value === 'string' || isList(value),
)

export function checkFields(
  value: unknown,
  checks: Record<string, Check>,
  parent?: string,
): string | undefined {
  if (!isObject(value)) return `${parent ?? 'options'} must be an object, not ${show(value, parent)}`
  const nameOf = (field: string) => (parent === undefined ? field : `${parent}.${field}`)
  for (const [field, content] of Object.entries(value)) {
    const check = Object.hasOwn(checks, field) ? checks[field] : undefined
    if (!check) return `unknown option '${nameOf(field)}'${suggestion(field, Object.keys(checks), nameOf)}`
    const problem = content === undefined ? undefined : check(content, nameOf(field))
    if (problem) return problem
  }
  return undefined
}

export function suggestion(
  value: unknown,
  choices: readonly string[],
  nameOf = (name: string) => name,
): string {
  const found = typeof value === 'string' ? nearest(value, choices) : undefined
  return found ? `; did you mean '${nameOf(found)}'?` : ''
}

/** Characters. */
const LONGEST_SHOWN = 200

/**
 * A wrong value, for a message.
 * @param name the option's. Somebody may have put a secret where the name of its variable belongs: then only the kind of value is told.
 */
export function show(value: unknown, name = ''): string {
  if (isSecretName(name)) return Array.isArray(value) ? 'a list' : `a value of the type ${typeof value}`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'bigint') return `${value}n`
  try {
    const text = JSON.stringify(value) ?? String(value)
    return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
  } catch {
    return 'an object that is no JSON'
  }
}
