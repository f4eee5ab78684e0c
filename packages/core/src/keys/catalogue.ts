/** Looks keys up in the catalogue, and suggests a name for an unknown one. */
import { CATALOGUE, type Family } from './catalogue-rows.js'
import { nearest } from './nearest.js'

/** `chalk`: known when a mark is made. `run`: about the operation that a report describes. */
export type KeyTime = 'chalk' | 'run'

/** `host`: one value for the whole operation. `artifact`: a value for each artifact. */
export type KeyScope = 'host' | 'artifact'

/** One row of the catalogue. */
export interface KeyInfo {
  readonly name: string
  /** What the key is about; documentation groups by it. */
  readonly family: Family
  readonly time: KeyTime
  readonly scope: KeyScope
  /** Type of its values, as type.ts reads it. */
  readonly type: string
  /** First release of the mark format that had the key. */
  readonly since: string
  /** Whether `{chalk_id}` and its like are filled in; see substitute.ts. */
  readonly substitutions: boolean
}

/**
 * Names of keys that users make up: `X-` for chalk time, `_X-` for run time, then letters, digits, `_`, `.`, `-`.
 * Nothing else is allowed because names stand in marks, and marks stand in comments.
 */
export const CUSTOM_KEY = /^_?X-[A-Za-z0-9_.-]+$/

let byName: ReadonlyMap<string, KeyInfo> | undefined

function catalogue(): ReadonlyMap<string, KeyInfo> {
  byName ??= parseCatalogue()
  return byName
}

const LINE = /^(\S+) ([cr])([ha])(\{\})? (\S+) (.+)$/gm

function parseCatalogue(): ReadonlyMap<string, KeyInfo> {
  const keys = new Map<string, KeyInfo>()
  for (const [family, lines] of Object.entries(CATALOGUE)) {
    for (const [, name, time, scope, braces, since, type] of lines.matchAll(LINE)) {
      keys.set(name!, {
        name: name!,
        family: family as Family,
        time: time === 'c' ? 'chalk' : 'run',
        scope: scope === 'h' ? 'host' : 'artifact',
        type: type!,
        since: since!,
        substitutions: braces !== undefined,
      })
    }
  }
  return keys
}

/** What the catalogue knows of a key; undefined for custom and unknown ones. */
export function keyInfo(name: string): KeyInfo | undefined {
  return catalogue().get(name)
}

/** Every key of the catalogue, family by family. */
export function allKeys(): readonly KeyInfo[] {
  return [...catalogue().values()]
}

/** Whether a name is one that users may make up: `X-TEAM`, `_X-RUNNER`. */
export function isCustomKey(name: string): boolean {
  return CUSTOM_KEY.test(name)
}

/** Whether a key may stand in a mark. False for unknown names. */
export function isChalkTime(name: string): boolean {
  return isCustomKey(name) ? name.startsWith('X') : keyInfo(name)?.time === 'chalk'
}

/** Whether a key is about the operation and so stands only in reports. False for unknown names. */
export function isRunTime(name: string): boolean {
  return isCustomKey(name) ? name.startsWith('_') : keyInfo(name)?.time === 'run'
}

/** Where a key belongs in a report. Undefined for custom keys, which may stand in either place, and unknown ones. */
export function scopeOf(name: string): KeyScope | undefined {
  return keyInfo(name)?.scope
}

/** The key that a misspelt name most likely means. */
export function nearestKey(name: string): string | undefined {
  return nearest(name, catalogue().keys())
}

/**
 * The error for a name that is neither in the catalogue nor a custom key, in one line.
 * @returns undefined if the name is fine.
 */
export function unknownKey(name: string): string | undefined {
  if (catalogue().has(name) || isCustomKey(name)) return undefined
  const quoted = JSON.stringify(name)
  if (/^_?X[-_]/i.test(name)) {
    return `unknown key ${quoted}: a custom key is X- or _X- and then letters, digits, "_", "." or "-"`
  }
  const meant = nearestKey(name)
  const advice = meant ? `did you mean ${meant}?` : 'the names of custom keys start with X- or _X-'
  return `unknown key ${quoted}: ${advice}`
}

/** This project's own keys. Their names are among those that the format leaves free. Users cannot set them. */

/** SHA-256 of all bytes except the mark's, for formats where HASH leaves out more than the mark. In marks. */
export const CONTENT_HASH = 'X-CONTENT-HASH'

/** Why an intact mark could not be compared with its artifact. In reports. */
export const UNCHECKED = '_X-UNCHECKED'

/** The parts of an artifact that neither HASH nor X-CONTENT-HASH covers, one line each. In reports. */
export const NOT_COVERED = '_X-NOT-COVERED'

/** Whether the commit lacks something: tracked files were changed, added or missing, other than what the build makes. In reports. */
export const DIRTY = '_X-DIRTY'

/** Absolute path of the working copy's root. Reports leave it out: VCS_DIR_WHEN_CHALKED says it where it may. */
export const WORKTREE = '_X-WORKTREE'

/** What the calling program says of artifacts, by path. For marks and reports to pick from; in none of them. */
export const ATTESTED = '_X-ATTESTED'

/** Which program made the output, with its version: `vite 8.1.0`. In reports. */
export const BUNDLER = '_X-BUNDLER'

/** An artifact's name in the output folder, or below the path that was named, with `/` separators. In reports. */
export const OUTPUT_PATH = '_X-OUTPUT-PATH'

/** SHA-256 of an artifact's file where `_CURRENT_HASH` is a hash of something else. In reports. */
export const FILE_HASH = '_X-FILE-SHA256'

/** The names of environment variables whose values are held back. In reports. */
export const HIDDEN_ENV = '_X-REDACTED-ENV'

/** All of them. */
export const OWN_KEYS: readonly string[] = [
  CONTENT_HASH,
  UNCHECKED,
  NOT_COVERED,
  DIRTY,
  WORKTREE,
  ATTESTED,
  BUNDLER,
  OUTPUT_PATH,
  FILE_HASH,
  HIDDEN_ENV,
]
