/** Levels of nesting, the mark's own braces included, beyond which a mark is neither read nor written. */
export const MAX_DEPTH = 100
