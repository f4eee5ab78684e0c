/**
 * Integers and floats, told apart and exact.
 */
import { MarkError } from './error.js'
import { Float } from './value.js'

/** Whether a text is a JSON number (RFC 8259, section 6) with a `.` or an exponent. */
export function isFloat(text: string): boolean {
  return /^(?=.*[.e])-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text)
}

/** Whether an integer fits the 64 signed bits that METADATA_HASH has for it. */
export function fits(integer: bigint): boolean {
  return BigInt.asIntN(64, integer) === integer
}

/**
 * An integer as a bigint, a float as its text. `key` is for the error's message.
 * @throws MarkError `INTEGER_RANGE`, `NOT_FINITE` or `FLOAT_TEXT`.
 */
export function exactNumber(value: number | bigint | Float, key: string): bigint | string {
  if (value instanceof Float) {
    if (isFloat(value.text)) return value.text
    throw new MarkError('FLOAT_TEXT', `${key}: ${JSON.stringify(value.text)} is not the text of a float`)
  }
  if (typeof value === 'number' && !Number.isInteger(value)) {
    // A finite double that is no integer prints with a `.` or an exponent, so it is read back as a float.
    if (Number.isFinite(value)) return String(value)
    throw new MarkError('NOT_FINITE', `${key}: JSON has no ${value}`)
  }
  const integer = BigInt(value)
  if (fits(integer)) return integer
  throw new MarkError('INTEGER_RANGE', `${key}: the integer ${integer} needs more than 64 bits`)
}
