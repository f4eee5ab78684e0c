/**
 * The one walk over a mark's values that both its text and its hash are made by: it says what a value is and
 * refuses what has no place in a mark, so that the two can never differ on that.
 */
import { MarkError } from './error.js'
import { MAX_DEPTH } from './limits.js'
import { exactNumber } from './number.js'
import { wellFormed } from './text.js'
import { type Dict, Float, type Value } from './value.js'

/** What each kind of value becomes. Strings are not well-formed yet; keys are. */
export interface Encoder<T> {
  null(): T
  bool(value: boolean): T
  string(text: string): T
  integer(value: bigint): T
  float(text: string): T
  list(items: T[]): T
  dict(entries: [key: string, value: T][]): T
}

/** A dict's entries with well-formed keys. Two keys that become one: the first counts, as in the parser. */
export function entriesOf(dict: Dict): [key: string, value: Value][] {
  const entries = new Map<string, Value>()
  for (const key of Object.keys(dict)) {
    const name = wellFormed(key)
    if (!entries.has(name)) entries.set(name, dict[key]!)
  }
  return [...entries]
}

/** Encodes the values of a dict that is itself at `depth`. Throws {@link MarkError}. */
export function foldEntries<T>(
  entries: [key: string, value: Value][],
  encoder: Encoder<T>,
  depth = 1,
): [key: string, value: T][] {
  return entries.map(([key, value]) => [key, fold(value, encoder, depth + 1, key)])
}

/** Encodes a value at `depth`. `key` is the nearest key above it, for the error's message. */
function fold<T>(value: Value, encoder: Encoder<T>, depth: number, key: string): T {
  if (value === null) return encoder.null()
  if (typeof value === 'boolean') return encoder.bool(value)
  if (typeof value === 'string') return encoder.string(value)
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float) {
    const number = exactNumber(value, key)
    return typeof number === 'bigint' ? encoder.integer(number) : encoder.float(number)
  }
  if (depth > MAX_DEPTH) throw new MarkError('DEPTH', `${key}: nested deeper than ${MAX_DEPTH} levels`)
  if (Array.isArray(value)) return encoder.list(value.map((item) => fold(item, encoder, depth + 1, key)))
  const type = Object.prototype.toString.call(value)
  // A Date or a Map has no own keys; taken for a dict it would silently become an empty one.
  if (type !== '[object Object]') throw new MarkError('NOT_A_VALUE', `${key}: a mark cannot hold ${type}`)
  return encoder.dict(foldEntries(entriesOf(value), encoder, depth))
}
