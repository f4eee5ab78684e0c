/** Holding artifacts to the rules of a gate. */
import { relative } from 'node:path'
import type { Dict } from '@chalkmark/core'
import { globFilter } from '@chalkmark/core/disk'
import {
  type Comparison,
  type Outcome,
  openGate,
  type PolicyRule,
  type ReadReport,
  UNCHECKED,
  type Violation,
} from '@chalkmark/core/operations'
import { isAddress } from './inputs/address.js'
import type { Run } from './run.js'

/** The rules, each with a test for the artifacts that it is for. */
export interface PlacedRules {
  /** The rules for an artifact. */
  for(path: string): PolicyRule[]
  /** Whether an artifact may be without a mark. */
  mayLackMark(path: string): boolean
  /** The globs of rules that were for no artifact. */
  unused(): string[]
}

/** Prepares rules. Globs are matched with the path from the working directory and with the one below what was named. */
export function placeRules(
  rules: readonly PolicyRule[],
  { searched, invocation: { cwd } }: Run,
): PlacedRules {
  const placed = rules.map((rule) => ({ rule, fits: globFilter(rule.paths, undefined), isUsed: false }))
  const rulesFor = (path: string) => {
    const names = namesOf(path, [cwd, ...searched])
    return placed
      .filter((one) => {
        const fits = one.fits(names)
        one.isUsed ||= fits
        return fits
      })
      .map(({ rule }) => rule)
  }
  return {
    for: rulesFor,
    mayLackMark: (path) => rulesFor(path).some(({ allowUnmarked }) => allowUnmarked === true),
    unused: () =>
      placed
        .filter(({ isUsed, rule }) => !isUsed && rule.paths !== undefined)
        .map(({ rule }) => [rule.paths!].flat().join(', ')),
  }
}

function namesOf(path: string, tops: readonly string[]): string[] {
  if (isAddress(path)) return [new URL(path).pathname.slice(1)]
  return tops.filter((top) => !isAddress(top)).map((top) => relative(top, path).replaceAll('\\', '/'))
}

/**
 * What artifacts violate, sorted by path. Artifacts with an invalid mark are a problem already, and what such a mark says is
 * worth nothing.
 */
export function checkRules(
  { chalks }: Outcome,
  rules: PlacedRules,
  reports: readonly ReadReport[] | undefined,
  comparison: Comparison | undefined,
): Violation[] {
  const subjects = chalks.map((chalk) => {
    const path = String(chalk._OP_ARTIFACT_PATH)
    return { path, chalk, rules: rules.for(path), matches: comparison?.matches.get(path) ?? [] }
  })
  const hosts = reports?.flatMap((report) => report.hosts)
  const gate = openGate({ now: Date.now(), hosts, subjects })
  return subjects
    .filter(({ chalk }) => saysSomething(chalk))
    .flatMap((subject) => gate(subject, subject.rules))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

/** Whether an artifact has a mark that nothing is known against. */
function saysSomething({ _VALIDATED_METADATA: valid, [UNCHECKED]: unchecked }: Dict): boolean {
  return valid === true || (valid === undefined && unchecked !== undefined)
}
