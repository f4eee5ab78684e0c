/** The rules of a gate, from a file and from the command line. */
import { resolve } from 'node:path'
import { ChalkError, reasonOf, unknownKey } from '@chalkmark/core'
import { readPlainFile } from '@chalkmark/core/disk'
import { DURATION, duration, type PolicyRule, parsePolicy, rulesOf } from '@chalkmark/core/operations'
import { UsageError } from '../usage-error.js'

export interface GateFlags {
  /** `NAME=VALUE` each. */
  require?: readonly string[]
  requireClean?: boolean
  maxAge?: string
  policy?: string
}

/**
 * The rules that artifacts have to keep to.
 * @param cwd absolute.
 * @throws UsageError; ChalkError `BAD_POLICY`
 */
export function readRules(
  { require = [], requireClean, maxAge, policy }: GateFlags,
  cwd: string,
): PolicyRule[] {
  const keys = Object.entries(keysOf(require))
  if (maxAge !== undefined && duration(maxAge) === undefined)
    throw new UsageError(`--max-age must be ${DURATION}, not ${maxAge}`)
  const fromFlags: PolicyRule = {
    ...(keys.length > 0 && { require: Object.fromEntries(keys) }),
    ...(requireClean && { requireClean }),
    ...(maxAge !== undefined && { maxAge }),
  }
  const fromFile = policy === undefined ? [] : rulesOf(parsePolicy(readText(resolve(cwd, policy)), policy))
  return [...(Object.keys(fromFlags).length > 0 ? [fromFlags] : []), ...fromFile]
}

/** `NAME=VALUE`; with the same name again, one of the values is enough. */
function keysOf(all: readonly string[]): Record<string, string[]> {
  const keys: Record<string, string[]> = {}
  for (const one of all) {
    const end = one.indexOf('=')
    if (end < 1 || end === one.length - 1) throw new UsageError(`--require must be NAME=VALUE, not ${one}`)
    const name = one.slice(0, end)
    const unknown = unknownKey(name)
    if (unknown !== undefined) throw new UsageError(`--require: ${unknown}`)
    keys[name] = [...(keys[name] ?? []), one.slice(end + 1)]
  }
  return keys
}

function readText(file: string): string {
  try {
    const content = readPlainFile(file)
    if (content) return content.toString('utf8')
  } catch (error) {
    throw new ChalkError('BAD_POLICY', `the policy ${file} cannot be read: ${reasonOf(error)}`)
  }
  throw new ChalkError('BAD_POLICY', `the policy ${file} is no regular file`)
}
