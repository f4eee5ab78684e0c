/** Whether a file is still what was read. */
import type { Stats } from 'node:fs'
import { CodecError } from '../error.js'

/**
 * Whether the file differs from the one that was read: a build may still be running, or somebody may have swapped
 * the file.
 */
export function hasChanged(then: Stats | undefined, now: Stats | undefined): boolean {
  if (then === undefined || now === undefined) return then !== now
  return (
    now.dev !== then.dev || now.ino !== then.ino || now.mtimeMs !== then.mtimeMs || now.size !== then.size
  )
}

/** The error that says so. */
export function changedError(): CodecError {
  return new CodecError('CHANGED', 'the file was changed meanwhile; run again when nothing else writes it')
}
