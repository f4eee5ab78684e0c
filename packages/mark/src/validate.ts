import { metadataHash, oldMetadataHash, type Sha256 } from './hash.js'
import { metadataId } from './id.js'
import { MAGIC } from './magic.js'
import type { Dict } from './value.js'

/** What a check of a mark came to. `errors` is empty if, and only if, `valid` is true. */
export interface Validation {
  valid: boolean
  /** One line each; a mismatch names the value in the mark and the one that was computed. */
  errors: string[]
}

/**
 * Checks that a mark is as it was written and, given the CHALK_ID computed from the artifact that carries it,
 * that the artifact is too. A signature is not looked at. Never throws on a dict that the parser made.
 * @param artifactChalkId CHALK_ID of the artifact's normal form; left out, only the mark is checked.
 */
export function validate(dict: Dict, artifactChalkId?: string, sha256?: Sha256): Validation {
  const errors = [
    ...missingKeys(dict),
    ...(artifactChalkId === undefined ? [] : checkArtifact(dict, artifactChalkId)),
    ...checkMetadata(dict, sha256),
  ]
  return { valid: errors.length === 0, errors }
}

function missingKeys(dict: Dict): string[] {
  const errors: string[] = []
  if (Object.keys(dict)[0] !== 'MAGIC') errors.push('not a mark: MAGIC must be the first key')
  else if (dict.MAGIC !== MAGIC) errors.push(`not a mark: MAGIC is ${show(dict.MAGIC)}, must be ${MAGIC}`)
  for (const key of ['CHALK_ID', 'CHALK_VERSION', 'METADATA_ID'])
    if (typeof dict[key] !== 'string') errors.push(`the mark is incomplete: ${key} is ${show(dict[key])}`)
  return errors
}

function checkArtifact(dict: Dict, computed: string): string[] {
  const found = dict.CHALK_ID
  if (typeof found !== 'string' || found === computed) return []
  return [`artifact was changed after marking: CHALK_ID says ${found}, content gives ${computed}`]
}

function checkMetadata(dict: Dict, sha256?: Sha256): string[] {
  const errors = compareMetadata(dict, metadataHash(dict, sha256))
  if (errors.length === 0) return []
  return compareMetadata(dict, oldMetadataHash(dict, sha256)).length === 0 ? [] : errors
}

function compareMetadata(dict: Dict, hash: string): string[] {
  const errors: string[] = []
  for (const [key, computed] of [
    ['METADATA_ID', metadataId(hash)],
    ['METADATA_HASH', hash],
  ] as const) {
    const found = dict[key]
    if (found !== undefined && found !== computed)
      errors.push(`mark was changed: ${key} says ${show(found)}, content gives ${computed}`)
  }
  return errors
}

function show(value: unknown): string {
  if (value === undefined) return 'missing'
  return typeof value === 'string' ? value : 'not a string'
}
