/** Putting a mark into an archive, and taking it out. */
import { findMark } from '@chalkmark/mark'
import type { Splice } from '../../bytes/source.js'
import { editArchive } from './edit.js'
import { type NewEntry, storedEntry } from './entry.js'
import type { Archive, ZipEntry } from './format.js'
import { type Listing, unlistMark } from './listing.js'
import { MARK_PATH } from './mark-entry.js'

/** An archive with what an edit of its mark changes. */
export interface Holder {
  archive: Archive
  /** The mark's entry, or the placeholder's. */
  entry?: ZipEntry | undefined
  /** The archive's own list of its files, in which the mark has a line. */
  list?: Listing | undefined
}

/**
 * The edits that put `mark` in, in place of one that is there.
 * @param listed the list's entry with a line for the mark.
 */
export function putIn({ archive, entry, list }: Holder, mark: Uint8Array, listed?: NewEntry): Splice[] {
  const replace = new Map<ZipEntry, NewEntry | undefined>()
  if (entry) replace.set(entry, undefined)
  if (list && listed) replace.set(list.entry, listed)
  return editArchive(archive, {
    replace,
    add: (offset) => entryFor(mark, offset),
  })
}

/**
 * The mark's entry.
 * @param offset its offset for the central directory.
 */
export function entryFor(mark: Uint8Array, offset: number): NewEntry {
  return storedEntry(MARK_PATH, mark, timeOf(mark), offset)
}

/** The edits that take the mark out. */
export function takeOut({ archive, entry, list }: Holder): Splice[] {
  const replace = new Map<ZipEntry, NewEntry | undefined>()
  if (entry) replace.set(entry, undefined)
  const unlisted = list && unlistMark(archive, list)
  if (unlisted) replace.set(list.entry, unlisted)
  return editArchive(archive, { replace })
}

/** The time at which the mark says it was made. A reproducible mark does not say it. */
function timeOf(mark: Uint8Array): number | undefined {
  const time = findMark(mark)?.dict.TIMESTAMP_WHEN_CHALKED
  return typeof time === 'number' ? time : undefined
}
