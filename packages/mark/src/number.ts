/**
 * Integers and floats: which of the two a value is, and its exact text.
 */
import { MarkError } from './error.js'
import { MAX_INTEGER, MIN_INTEGER } from './limits.js'
import { Float } from './value.js'

const FLOAT_TEXT = /^-?(?:0|[1-9]\d*)(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)$/

/**
 * A numeric value as its integer, or undefined if it is a float. `key` is for the error's message.
 * @throws MarkError `INTEGER_RANGE`, `NOT_FINITE` or `FLOAT_TEXT`.
 */
export function integerOf(value: number | bigint | Float, key: string): bigint | undefined {
  if (value instanceof Float) {
    if (FLOAT_TEXT.test(value.text)) return undefined
    throw new MarkError('FLOAT_TEXT', `${key}: ${JSON.stringify(value.text)} is not the text of a float`)
  }
  if (typeof value === 'number' && !Number.isInteger(value)) {
    if (Number.isFinite(value)) return undefined
    throw new MarkError('NOT_FINITE', `${key}: ${value} is not a JSON number`)
  }
  const integer = BigInt(value)
  if (integer < MIN_INTEGER || integer > MAX_INTEGER)
    throw new MarkError('INTEGER_RANGE', `${key}: the integer ${value} needs more than 64 bits`)
  return integer
}

/** The text of a number in a mark. Throws as {@link integerOf}. */
export function numberText(value: number | bigint | Float, key: string): string {
  // A double that is no integer always prints with a `.` or an exponent, so it is read back as a float.
  return integerOf(value, key)?.toString() ?? (value instanceof Float ? value.text : String(value))
}
