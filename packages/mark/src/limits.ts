/** Levels of nesting, the mark's own braces included, beyond which a mark is neither read nor written. */
export const MAX_DEPTH = 100

/**
 * Keys and values in a mark, those of its lists and dicts included, beyond which it is neither read nor written. An SBOM of
 * a thousand components has some 30,000. A file needs three bytes for one, and to read and check it takes up to ten
 * microseconds and several hundred bytes of memory.
 */
export const MAX_ITEMS = 100_000
