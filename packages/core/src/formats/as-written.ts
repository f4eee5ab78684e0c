/**
 * Whether a mark stands in its artifact as it was written there.
 *
 * HASH leaves the mark out, and with it what the mark brings along: a section's header, padding, counts. A program
 * that reads the artifact may take more from these bytes than a mark. So they must be the ones that marking writes:
 * take the mark out, put the same text in again, and the artifact must be as it was. Then HASH and the mark's text
 * say together what every byte of the artifact is.
 */

import type { Source, Splice } from '../bytes/source.js'
import { changesNothing, composed, splicedSource } from '../bytes/spliced-source.js'
import { CodecError } from '../error.js'

/** What is said of a mark that stands otherwise. */
export const NOT_AS_WRITTEN = 'it does not stand in the artifact as marking puts it there'

/**
 * Whether putting the mark in again gives the artifact as it is. Of its content only that is read which is moved to
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
    // What cannot be marked was not marked so.
    if (error instanceof CodecError) return false
    throw error
  }
}

/** The edits that replace a mark as if it had been taken out before: with the same result as for a file without one. */
export function replacement(
  source: Source,
  removal: readonly Splice[],
  insertInto: (plain: Source) => readonly Splice[],
): Splice[] {
  return composed(source, removal, insertInto(splicedSource(source, removal)))
}
