/** What the calling program says of an artifact, compared with what the artifact is. */
import type { Dict } from '@chalkmark/mark'
import { ATTESTED } from '../keys/catalogue.js'

/** Digests of an artifact: with a normal form of its own, it has two. */
export interface Digests {
  path: string
  /** HASH. */
  hash: string
  /** SHA-256 of the file before it is marked. */
  fileHash?: (() => string) | undefined
}

/**
 * CALLER_ATTESTED_ARTIFACT_INFO of an artifact, and a warning if the digest is another one.
 * @returns undefined if nothing was said of it.
 */
export function attestedOf(
  facts: Dict,
  { path, hash, fileHash }: Digests,
): { value: Dict; warning?: string } | undefined {
  const said = (facts[ATTESTED] as Dict | undefined)?.[path] as Dict | undefined
  if (said === undefined) return undefined
  const { sha256, info } = said
  const more: Dict = info === undefined ? {} : { info }
  if (sha256 === hash || sha256 === fileHash?.()) return { value: { status: 'match', ...more } }
  const observed = fileHash?.() ?? hash
  return {
    value: { status: 'mismatch', attested_sha256: sha256!, observed_sha256: observed, ...more },
    warning: `the calling program attested SHA-256 ${sha256}, but it is ${observed}; the mark says so`,
  }
}

/** What was said of paths that are no artifacts of the operation; undefined if nothing was. */
export function untracked(facts: Dict, paths: Iterable<string>): Dict | undefined {
  const known = new Set(paths)
  const rest = Object.entries((facts[ATTESTED] ?? {}) as Dict).filter(([path]) => !known.has(path))
  return rest.length > 0 ? Object.fromEntries(rest) : undefined
}
