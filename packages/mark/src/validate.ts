import { MarkError } from './error.js'
import { metadataHash, oldMetadataHash, type Sha256 } from './hash.js'
import { metadataId } from './id.js'
import { MAGIC } from './magic.js'
import { type MarkText, readSpelling } from './spelling.js'
import type { Dict } from './value.js'

/** The result of checking a mark. */
export interface Validation {
  valid: boolean
  /** One line each; empty if and only if `valid`. A mismatch names the value found and the one computed. */
  errors: string[]
  /**
   * Whether the mark's text follows from its values. It does not, for example, in a mark of the reference program with a
   * `<` in a value. Undefined without `source`.
   */
  isExact?: boolean
}

/**
 * Checks that a mark is as it was written. Given the CHALK_ID that was computed from the artifact, it also checks
 * the artifact. Signatures are not checked. Never throws.
 * @param artifactChalkId CHALK_ID of the artifact's normal form. Without it only the mark is checked.
 * @param sha256 defaults to that of @noble/hashes.
 * @param source the mark's text. Pass it if you have it: without it, changes of the text that keep all values are
 *   not noticed.
 */
export function validate(
  dict: Dict,
  artifactChalkId?: string,
  sha256?: Sha256,
  source?: MarkText,
): Validation {
  if (dict.MAGIC !== MAGIC)
    return { valid: false, errors: [`not a chalk mark: MAGIC is ${show(dict.MAGIC)}, must be ${MAGIC}`] }
  const spelling = source && readSpelling(source)
  const errors = [
    ...checkKeys(dict),
    ...checkArtifact(dict, artifactChalkId),
    ...checkMetadata(dict, sha256),
    ...(spelling?.error === undefined ? [] : [spelling.error]),
  ]
  return {
    valid: errors.length === 0,
    errors,
    ...(spelling && { isExact: spelling.isExact === true }),
  }
}

function checkKeys(dict: Dict): string[] {
  return ['CHALK_ID', 'CHALK_VERSION', 'METADATA_ID']
    .filter((key) => typeof dict[key] !== 'string')
    .map((key) => `mark is incomplete: ${key} is ${show(dict[key])}`)
}

function checkArtifact(dict: Dict, computed: string | undefined): string[] {
  const found = dict.CHALK_ID
  if (computed === undefined || typeof found !== 'string' || found === computed) return []
  return [`artifact was changed after marking: CHALK_ID says ${found}, content gives ${computed}`]
}

function checkMetadata(dict: Dict, sha256: Sha256 | undefined): string[] {
  try {
    const errors = compareMetadata(dict, metadataHash(dict, sha256))
    const old = errors.length > 0 && compareMetadata(dict, oldMetadataHash(dict, sha256)).length === 0
    return old ? [] : errors
  } catch (error) {
    // Only a dict that does not come from a mark can hold such a value.
    if (error instanceof MarkError) return [`mark cannot be hashed: ${error.message}`]
    throw error
  }
}

function compareMetadata(dict: Dict, hash: string): string[] {
  return Object.entries({ METADATA_ID: metadataId(hash), METADATA_HASH: hash })
    .filter(([key, computed]) => dict[key] !== undefined && dict[key] !== computed)
    .map(([key, computed]) => `mark was changed: ${key} says ${show(dict[key])}, content gives ${computed}`)
}

function show(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined ? 'missing' : 'not a string'
}
