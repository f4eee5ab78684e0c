/** How an artifact is read, and what its edits are made of. */

/** Random access to an artifact's bytes: a file, or a bundler's asset in memory. */
export interface Source {
  /** Length in bytes. */
  readonly size: number
  /**
   * Bytes from `at` (inclusive), at most `length` of them; fewer only at the end of the artifact. A later `read`
   * never changes the result. The caller must not write to it.
   */
  read(at: number, length: number): Uint8Array
}

/** One edit: at offset `at` of the input, `remove` bytes go and `insert` comes in their place. */
export interface Splice {
  at: number
  remove: number
  insert: Uint8Array
}

/** A {@link Source} over bytes in memory. */
export function bufferSource(bytes: Uint8Array): Source {
  return {
    size: bytes.length,
    read: (at, length) =>
      at === 0 && length >= bytes.length ? bytes : bytes.subarray(at, Math.min(at + length, bytes.length)),
  }
}
