/** The keys of a mark that METADATA_HASH leaves out: what they may hold, and that nothing covers them. */
import type { Dict } from '@chalkmark/mark'

/**
 * Keys that METADATA_HASH does not cover and nothing else checks. Anyone can put them into a mark. Signatures are
 * not verified. EMBEDDED_CHALK repeats marks that are checked in their own files.
 */
export const NOT_HASHED = ['EMBEDDED_CHALK', 'SIGNATURE', 'SIGNING'] as const

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
