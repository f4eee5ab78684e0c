/**
 * The values that a chalk mark can hold: JSON values, with integers and floats kept apart.
 *
 * METADATA_HASH encodes an integer as 64 bits and a float as a bare tag, so `1` and `1.0` differ, and an integer
 * above 2^53 must keep its digits. An integer that a double holds exactly is a `number`, a larger one a `bigint`,
 * and a number with a `.` or an exponent is a {@link Float} that keeps its text.
 */

/** A JSON number with a `.` or an exponent, kept as it was written. */
export class Float {
  constructor(readonly text: string) {}
}

export type Value = string | number | bigint | boolean | null | Float | Value[] | Dict

/** A JSON object. Keys keep their order; the objects that the parser makes have no prototype. */
export interface Dict {
  [key: string]: Value
}

/** Levels of nesting, including the mark's own braces. A deeper mark is neither read nor written. */
export const MAX_DEPTH = 100

/**
 * Keys and values in a mark, including those of its lists and dicts. A larger mark is neither read nor written. An
 * SBOM of a thousand components has some 30,000. Each takes as little as three bytes in a file, and reading and
 * checking it up to ten microseconds and several hundred bytes of memory.
 */
export const MAX_ITEMS = 100_000
