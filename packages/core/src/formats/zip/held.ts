/**
 * Contents of an archive that were unpacked for one sum and are held for the next one. Marking computes two sums,
 * one before and one after. Only one archive at a time has its contents held, and only if it is not too large.
 */
import type { ZipEntry } from './format.js'

/** Sum of the unpacked sizes, in bytes. */
const MOST = 64 << 20

export type Held = Map<ZipEntry, Uint8Array>

/**
 * The archive whose contents are held at present. The reference is weak: if an error keeps it from being released,
 * the garbage collector does that.
 */
let holder: WeakRef<Held> | undefined

/** Room for the contents of these entries, or undefined if there is none. Call {@link release} when done. */
export function hold(entries: readonly ZipEntry[]): Held | undefined {
  if (holder?.deref()) return undefined
  if (entries.reduce((sum, { size }) => sum + size, 0) > MOST) return undefined
  const held: Held = new Map()
  holder = new WeakRef(held)
  return held
}

/** Frees the room for another archive. */
export function release(held: Held | undefined): void {
  if (!held) return
  held.clear()
  if (holder?.deref() === held) holder = undefined
}
