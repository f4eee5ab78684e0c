/** Levels of nesting, including the mark's own braces. A deeper mark is neither read nor written. */
export const MAX_DEPTH = 100

/**
 * Keys and values in a mark, including those of its lists and dicts. A larger mark is neither read nor written. An
 * SBOM of a thousand components has some 30,000. Each takes as little as three bytes in a file, and reading and
 * checking it up to ten microseconds and several hundred bytes of memory.
 */
export const MAX_ITEMS = 100_000
