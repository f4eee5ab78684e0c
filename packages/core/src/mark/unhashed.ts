/** What of a mark METADATA_HASH leaves out: what may be there, and that nothing covers it. */
import { type Dict, Float, type Value } from '@chalkmark/mark'

/**
 * Keys that METADATA_HASH does not cover and nothing else checks. Anyone can put them into a mark. Signatures are
 * not verified. EMBEDDED_CHALK repeats marks that are checked in their own files.
 */
const NOT_HASHED = ['EMBEDDED_CHALK', 'SIGNATURE', 'SIGNING'] as const

/** Base64 (RFC 4648, section 4), which means nothing in any language: no quote, no bracket, no blank. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * What in these keys is not as programs write it; undefined if nothing is. A signature is base64, and marks are repeated
 * in those of archives only. Whoever changes a mark without a trace so has no sign in which a program's text could stand.
 * @param isArchive whether the artifact is an archive.
 */
export function misspelt(
  { SIGNATURE, SIGNING, EMBEDDED_CHALK }: Dict,
  isArchive: boolean,
): string | undefined {
  if (SIGNATURE !== undefined && !(typeof SIGNATURE === 'string' && BASE64.test(SIGNATURE)))
    return 'mark was changed: its SIGNATURE is not base64'
  if (SIGNING !== undefined && typeof SIGNING !== 'boolean')
    return 'mark was changed: its SIGNING is neither true nor false'
  if (EMBEDDED_CHALK !== undefined && !isArchive)
    return 'mark was changed: it has the EMBEDDED_CHALK of an archive, and this is none'
  return undefined
}

/** What of a mark its METADATA_ID does not cover, one line each. */
export function notInHash(mark: Dict): string[] {
  return [
    ...NOT_HASHED.filter((key) => mark[key] !== undefined).map((key) => `its own ${key}`),
    ...(Object.values(mark).some(holdsFloat) ? ['its own numbers with a fraction or an exponent'] : []),
    ...(mark.METADATA_HASH === undefined ? ['whether it had a METADATA_HASH'] : []),
  ]
}

function holdsFloat(value: Value): boolean {
  if (value instanceof Float) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsFloat)
}
