/** Levels of nesting, the mark's own braces included, beyond which a mark is neither read nor written. */
export const MAX_DEPTH = 100

/** Bounds of an integer: the 64 signed bits that METADATA_HASH encodes. */
export const MIN_INTEGER = -(2n ** 63n)
export const MAX_INTEGER = 2n ** 63n - 1n
