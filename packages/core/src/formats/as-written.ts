/**
 * Whether a mark stands in its artifact as it was written there.
 *
 * HASH leaves the mark out, and with it what the mark brings along: a section's header, padding, counts. A program
 * that reads the artifact may get more out of these bytes than a mark. So they must be exactly the bytes that
 * marking writes: if the mark is taken out and the same text is put in again, the result must equal the artifact.
 * Then HASH and the mark's text together determine every byte of the artifact.
 */

import type { Source, Splice } from '../bytes/source.js'
import { changesNothing, composed, splicedSource } from '../bytes/spliced-source.js'
import { CodecError } from '../error.js'

/** The error for a mark that stands in any other way. */
export const NOT_AS_WRITTEN = 'it does not stand in the artifact as marking puts it there'

/**
 * Whether taking the mark out and putting it in again gives the same bytes. Reads only the content that moves to
 * another place.
 * @param removal the edits that take the mark out.
 * @param insertInto the edits that put the mark into what that leaves.
 */
export function isAsWritten(
  source: Source,
  removal: readonly Splice[],
  insertInto: (plain: Source) => readonly Splice[],
): boolean {
  try {
    return changesNothing(source, replacement(source, removal, insertInto))
  } catch (error) {
    // An artifact that cannot be marked did not get this mark by marking.
    if (error instanceof CodecError) return false
    throw error
  }
}

/**
 * The edits that replace a mark. The result is the same as taking the old mark out first and then putting the new
 * one in.
 */
export function replacement(
  source: Source,
  removal: readonly Splice[],
  insertInto: (plain: Source) => readonly Splice[],
): Splice[] {
  return composed(source, removal, insertInto(splicedSource(source, removal)))
}
