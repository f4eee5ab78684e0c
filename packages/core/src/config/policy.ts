/**
 * What a gate demands of artifacts: the policy of `chalkmark verify`, from a file or from options.
 *
 *     { "require": { "BRANCH": ["main", "release"] }, "requireClean": true, "maxAge": "30d",
 *       "rules": [{ "paths": "vendor/**", "allowUnmarked": true }] }
 */

import { parseJson } from '@chalkmark/mark'
import { ChalkError, reasonOf } from '../error.js'
import { unknownKey } from '../keys/catalogue.js'
import { boolean, type Check, checkFields, isObject, mustBe, show, strings } from './checks.js'
import { DURATION, duration } from './duration.js'

/** A value that a key may have. */
export type Required = string | number | boolean

/** Demands on artifacts. */
export interface PolicyRule {
  /** Globs: which artifacts. Without a slash a glob matches in every folder. By default all. */
  paths?: string | readonly string[]
  /** Keys with the value that they must have, or with several of which one is enough. */
  require?: Readonly<Record<string, Required | readonly Required[]>>
  /** The commit is all that the build was made from. */
  requireClean?: boolean
  /** How old a mark may be: `30d`, with `s`, `m`, `h`, `d` or `w`. */
  maxAge?: string
  /** Artifacts without a mark are no problem. */
  allowUnmarked?: boolean
}

/** A rule for all artifacts, and rules for some. All of them have to hold. */
export interface Policy extends PolicyRule {
  /** For editors. */
  $schema?: string
  rules?: readonly PolicyRule[]
}

const isRequired = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value) && value !== ''

const requirements: Check = (value, name) => {
  if (!isObject(value)) return `${name} must be an object of keys and values, not ${show(value)}`
  for (const [key, required] of Object.entries(value)) {
    const unknown = unknownKey(key)
    if (unknown !== undefined) return `${name}: ${unknown}`
    const all = Array.isArray(required) ? required : [required]
    if (all.length === 0 || !all.every(isRequired))
      return `${name}.${key} must be a text, a number, true or false, or a list of them, not ${show(required)}`
  }
  return undefined
}

/** A list without globs would be for all artifacts, and one with a `!` for what it seems to leave out: globs are alternatives. */
const globs: Check = (value, name) => {
  const problem = strings(value, name)
  if (problem !== undefined) return problem
  const all = [value as string | string[]].flat()
  if (all.length === 0 || all.includes(''))
    return `${name} must be a glob or a list of globs, not ${show(value)}`
  const negated = all.find((glob) => /^!(?!\()/.test(glob))
  if (negated === undefined) return undefined
  return `${name} must say which artifacts a rule is for, not for which it is not: ${show(negated)}`
}

const RULE: Readonly<Record<string, Check>> = {
  paths: globs,
  require: requirements,
  requireClean: boolean,
  maxAge: mustBe(DURATION, (value) => typeof value === 'string' && duration(value) !== undefined),
  allowUnmarked: boolean,
}

const rules: Check = (value, name) => {
  if (!Array.isArray(value)) return `${name} must be a list of rules, not ${show(value)}`
  for (const [index, rule] of value.entries()) {
    const problem = checkFields(rule, RULE, `${name}[${index}]`)
    if (problem !== undefined) return problem
    if (!demands(rule)) return `${name}[${index}] demands nothing`
  }
  return undefined
}

const { paths: _, ...FOR_ALL } = RULE
const POLICY: Readonly<Record<string, Check>> = {
  ...FOR_ALL,
  rules,
  $schema: mustBe('a text', (value) => typeof value === 'string'),
}

function demands({ require = {}, requireClean, maxAge, allowUnmarked }: PolicyRule): boolean {
  return (
    Object.keys(require).length > 0 || requireClean === true || maxAge !== undefined || allowUnmarked === true
  )
}

/**
 * Reads a policy.
 * @param text JSON. @param file what the error calls it.
 * @throws ChalkError `BAD_POLICY`, one line. A policy that demands nothing is one, too: a gate that is always open by mistake.
 */
export function parsePolicy(text: string, file: string): Policy {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new ChalkError('BAD_POLICY', `the policy ${file} is no JSON: ${reasonOf(error)}`)
  }
  const problem = repeatedKey(text) ?? checkFields(value, POLICY, 'policy')
  if (problem !== undefined)
    throw new ChalkError('BAD_POLICY', `the policy ${file} cannot be used: ${problem}`)
  const policy = value as Policy
  if (demands(policy) || (policy.rules ?? []).length > 0) return policy
  throw new ChalkError('BAD_POLICY', `the policy ${file} demands nothing`)
}

/** Of a key that stands twice, `JSON.parse` takes the last one and says nothing. The demand before it would be lost. */
function repeatedKey(text: string): string | undefined {
  const parsed = parseJson(Buffer.from(text.trim()))
  return 'value' in parsed && parsed.duplicate !== undefined
    ? `it holds ${show(parsed.duplicate)} twice`
    : undefined
}

/** The rules of a policy, the one for all artifacts first. */
export function rulesOf({ rules: some = [], ...all }: Policy): PolicyRule[] {
  return [...(demands(all) ? [all] : []), ...some]
}
