/**
 * Contents of an archive that were unpacked for one sum and are held for the next: marking takes two, before and after.
 * Of one archive at a time, however many are at hand, and only of one that is not too large.
 */
import type { Entry } from './format.js'

/** Sum of the unpacked sizes, in bytes. */
const MOST = 64 << 20

export type Held = Map<Entry, Uint8Array>

/** Whose turn it is. Who never gives it back, because something went wrong, loses it with his last trace. */
let holder: WeakRef<Held> | undefined

/** Room for the contents of these entries, if there is any. It is to be given back. */
export function hold(entries: readonly Entry[]): Held | undefined {
  if (holder?.deref()) return undefined
  if (entries.reduce((sum, { size }) => sum + size, 0) > MOST) return undefined
  const held: Held = new Map()
  holder = new WeakRef(held)
  return held
}

/** Gives it back. */
export function release(held: Held | undefined): void {
  if (!held) return
  held.clear()
  if (holder?.deref() === held) holder = undefined
}
