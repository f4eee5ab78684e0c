/** Why a value cannot become part of a mark. */
export type MarkErrorCode =
  /** A number that JSON cannot hold: NaN or an infinity. */
  | 'NOT_FINITE'
  /** An integer outside the signed 64 bits that a mark has room for. */
  | 'INTEGER_RANGE'
  /** A `Float` whose text is not a JSON number with a `.` or an exponent. */
  | 'FLOAT_TEXT'
  /** Something that is not a {@link Value}: undefined, a function, a symbol. */
  | 'NOT_A_VALUE'
  /** Nested deeper than {@link MAX_DEPTH}, or a value that contains itself. */
  | 'DEPTH'
  /** More than {@link MAX_ITEMS} keys and values. */
  | 'ITEMS'
  /** A mark without one of the keys that every mark has. */
  | 'MISSING_KEY'
  /** Text that should be a SHA-256 in hex and is not. */
  | 'NOT_A_HASH'

/** A mark that cannot be written. `message` is one line that names the key. */
export class MarkError extends Error {
  override readonly name = 'MarkError'
  constructor(
    /** Stable, for programs. */
    readonly code: MarkErrorCode,
    message: string,
  ) {
    super(message)
  }
}
