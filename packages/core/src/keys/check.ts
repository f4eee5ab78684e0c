/** Whether a value has the type that the catalogue gives to its key. */
import { Float, MAX_DEPTH } from '@chalkmark/mark'
import { keyInfo, unknownKey } from './catalogue.js'
import { type KeyType, typesOf } from './type.js'

const ANY: KeyType = { kind: 'any' }

/** The range of signed 64-bit integers, as which METADATA_HASH encodes integers. */
const MIN_INTEGER = -(2n ** 63n)
const MAX_INTEGER = 2n ** 63n - 1n

/**
 * Checks a value, which may come straight from a config file, against its key. Custom keys take anything that
 * JSON can hold.
 * @returns what is wrong, as one line without the key's name (`at [1]: expected a string, got null`); undefined if
 *   nothing is.
 */
export function checkValue(name: string, value: unknown): string | undefined {
  const unknown = unknownKey(name)
  if (unknown !== undefined) return unknown
  const info = keyInfo(name)
  if (info === undefined) return mismatch(ANY, value, '', 1)
  let first: string | undefined
  for (const type of typesOf(info)) {
    const wrong = mismatch(type, value, '', 1)
    if (wrong === undefined) return undefined
    first ??= wrong
  }
  return first
}

/**
 * What is wrong with `value`, which stands at `at` in the whole value. `depth` counts the dicts and lists around it,
 * the mark's too.
 */
function mismatch(type: KeyType, value: unknown, at: string, depth: number): string | undefined {
  if (typeof value === 'object' && value !== null && depth >= MAX_DEPTH) {
    return `nested deeper than ${MAX_DEPTH} levels`
  }
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? undefined : expected('a string', value, at)
    case 'bool':
      return typeof value === 'boolean' ? undefined : expected('true or false', value, at)
    case 'int':
      return isInteger(value) ? outOfRange(value, at) : expected('an integer', value, at)
    case 'float':
      return isNumber(value) ? outOfRange(value, at) : expected('a number', value, at)
    case 'list':
      if (!Array.isArray(value)) return expected('a list', value, at)
      return first(value, (item, index) => mismatch(type.item, item, `${at}[${index}]`, depth + 1))
    case 'tuple':
      if (!Array.isArray(value) || value.length !== type.items.length) {
        return expected(`a list of ${type.items.length} values`, value, at)
      }
      return first(type.items, (item, index) => mismatch(item, value[index], `${at}[${index}]`, depth + 1))
    case 'dict':
      if (!isDict(value)) return expected('an object', value, at)
      return first(Object.entries(value), ([key, item]) =>
        mismatch(type.value, item, `${at}[${JSON.stringify(key)}]`, depth + 1),
      )
    case 'any':
      return notJson(value, at, depth)
  }
}

/** What keeps `value` from being written as JSON, whatever its type. */
function notJson(value: unknown, at: string, depth: number): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (isNumber(value)) return outOfRange(value, at)
  if (Array.isArray(value)) return mismatch({ kind: 'list', item: ANY }, value, at, depth)
  if (isDict(value)) return mismatch({ kind: 'dict', value: ANY }, value, at, depth)
  return expected('a JSON value', value, at)
}

function first<T>(
  items: readonly T[],
  check: (item: T, index: number) => string | undefined,
): string | undefined {
  // `entries()` gives the holes of a sparse array as undefined, where `some` would skip them.
  for (const [index, item] of items.entries()) {
    const wrong = check(item, index)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value)
}

function isNumber(value: unknown): value is number | bigint | Float {
  return typeof value === 'bigint' || Number.isFinite(value) || value instanceof Float
}

/** A plain object; not a Date, a Map or the like, whose contents JSON would lose. */
function isDict(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  // The prototype may be another realm's: config files are loaded in a context of their own.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function outOfRange(value: number | bigint | Float, at: string): string | undefined {
  if (!isInteger(value)) return undefined
  const integer = BigInt(value)
  if (integer >= MIN_INTEGER && integer <= MAX_INTEGER) return undefined
  return placed(`the integer ${integer} does not fit 64 bits`, at)
}

function expected(what: string, value: unknown, at: string): string {
  return placed(`expected ${what}, got ${nameOf(value)}`, at)
}

function placed(problem: string, at: string): string {
  return at === '' ? problem : `at ${at}: ${problem}`
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return 'a string'
  if (typeof value === 'boolean') return String(value)
  if (isInteger(value)) return 'an integer'
  if (isNumber(value)) return 'a number with a fraction'
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (isDict(value)) return 'an object'
  return typeof value === 'object' ? (value.constructor?.name ?? 'an object') : `a ${typeof value}`
}
