/**
 * A strict JSON parser (RFC 8259) over bytes. It does what `JSON.parse` does not: it stops after one value and says
 * where that ends, keeps 64-bit integers and floats exact and apart, takes the first of two equal keys, and treats
 * `__proto__` as any other key.
 */

import { fits, isFloat } from './number.js'
import { wellFormed } from './text.js'
import { type Dict, Float, MAX_DEPTH, type Value } from './value.js'

export type ParseErrorCode =
  /** An unexpected byte, a string that is not UTF-8, or the end of the input. */
  | 'SYNTAX'
  /** An integer outside the signed 64 bits. */
  | 'INTEGER_RANGE'
  /** Nested deeper than {@link MAX_DEPTH}. */
  | 'DEPTH'
  /** More keys and values than the caller allows. */
  | 'ITEMS'
  /** A JSON value, but not a mark. */
  | 'NOT_A_MARK'

/** Why bytes could not be parsed. */
export interface ParseError {
  /** One line, with the position. */
  error: string
  /** Stable, for programs. */
  code: ParseErrorCode
  /** Offset in bytes of the error. */
  at: number
  /** Offset behind the last byte that was looked at. For a string without an end, that is the end of the input. */
  read: number
}

/** A parsed value; `end` is the offset in bytes just behind it. */
export interface Parsed {
  value: Value
  end: number
  /** The first key that occurs twice in one dict, if there is one. */
  duplicate?: string
}

/**
 * Parses the JSON value that starts at `at`, after skipping blanks. Bytes after the value are ignored. Lone
 * surrogates in `\u` escapes become U+FFFD. Never throws, whatever the bytes.
 * @param open an empty array. If parsing fails, it gets the offsets of the `{` and `[` that were open, outermost
 *   first.
 * @param items how many keys and values there may be.
 */
export function parseJson(
  bytes: Uint8Array,
  at = 0,
  open: number[] = [],
  items = Number.POSITIVE_INFINITY,
): Parsed | ParseError {
  const cursor: Cursor = { bytes, at, read: at, open, items }
  try {
    const value = parseValue(cursor)
    const { at: end, duplicate } = cursor
    return duplicate === undefined ? { value, end } : { value, end, duplicate }
  } catch (stop) {
    if (stop instanceof Error) throw stop
    return stop as ParseError
  }
}

interface Cursor {
  readonly bytes: Uint8Array
  readonly open: number[]
  at: number
  /** Offset behind the last byte of any string or word read so far. */
  read: number
  /** How many keys and values may still come. */
  items: number
  duplicate?: string
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

function parseValue(cursor: Cursor): Value {
  countItem(cursor)
  if (take(cursor, '{')) return parseDict(cursor)
  if (take(cursor, '[')) return parseList(cursor)
  return cursor.bytes[cursor.at] === QUOTE ? parseString(cursor) : parseWord(cursor)
}

function countItem(cursor: Cursor): void {
  if (--cursor.items < 0) fail(cursor, 'more keys and values than a mark may have', 'ITEMS')
}

function parseDict(cursor: Cursor): Dict {
  const dict: Dict = Object.create(null)
  parseItems(cursor, '}', () => {
    skipBlanks(cursor)
    countItem(cursor)
    const key = parseString(cursor)
    if (!take(cursor, ':')) fail(cursor, 'expected `:`')
    const value = parseValue(cursor)
    if (key in dict) cursor.duplicate ??= key
    else dict[key] = value
  })
  return dict
}

function parseList(cursor: Cursor): Value[] {
  const list: Value[] = []
  parseItems(cursor, ']', () => list.push(parseValue(cursor)))
  return list
}

/** Items with commas between them up to the closing bracket, from behind the opening one. */
function parseItems(cursor: Cursor, close: string, parseItem: () => void): void {
  if (cursor.open.length >= MAX_DEPTH) fail(cursor, `nested deeper than ${MAX_DEPTH} levels`, 'DEPTH')
  cursor.open.push(cursor.at - 1)
  if (!take(cursor, close)) {
    do parseItem()
    while (take(cursor, ','))
    if (!take(cursor, close)) fail(cursor, `expected \`,\` or \`${close}\``)
  }
  cursor.open.pop()
}

function parseString(cursor: Cursor): string {
  const { bytes, at } = cursor
  if (bytes[at] !== QUOTE) fail(cursor, 'expected `"`')
  let end = at + 1
  while (end < bytes.length && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1
  return wellFormed(parseToken(cursor, end + 1).value as string)
}

/** `true`, `false`, `null` or a number. */
function parseWord(cursor: Cursor): Value {
  const { bytes, at } = cursor
  let end = at
  while (/[-+.\w]/.test(String.fromCharCode(bytes[end]!))) end++
  const { text, value } = parseToken(cursor, end)
  if (typeof value !== 'number') return value
  if (isFloat(text)) return new Float(text)
  if (Number.isSafeInteger(value)) return value || 0 // not -0
  // 20 characters hold every 64-bit integer. BigInt would take long for a million digits.
  if (text.length <= 20 && fits(BigInt(text))) return BigInt(text)
  cursor.at = at
  return fail(cursor, 'an integer of more than 64 bits', 'INTEGER_RANGE')
}

const utf8 = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true })

/** The string, number or word from here to `end`. It has no inner structure, so JSON.parse can read it. */
function parseToken(cursor: Cursor, end: number): { text: string; value: Value } {
  cursor.read = Math.min(end, cursor.bytes.length)
  try {
    const text = utf8.decode(cursor.bytes.subarray(cursor.at, end))
    const value: Value = JSON.parse(text)
    cursor.at = end
    return { text, value }
  } catch {
    return fail(cursor, 'malformed value')
  }
}

/** Whether `byte` is white space in JSON. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.bytes[cursor.at])) cursor.at++
}

/** Skips blanks and, if it comes next, `character`. */
function take(cursor: Cursor, character: string): boolean {
  skipBlanks(cursor)
  const found = cursor.bytes[cursor.at] === character.charCodeAt(0)
  if (found) cursor.at++
  return found
}

/**
 * Ends the parse from any depth, with the position of the value at hand. It throws the result object, not an Error.
 * The object never leaves this file, and stack traces for all places that only look like a mark would be slow.
 */
function fail(cursor: Cursor, what: string, code: ParseErrorCode = 'SYNTAX'): never {
  const { at } = cursor
  throw { error: `${what} at byte ${at}`, code, at, read: Math.max(cursor.read, at) } satisfies ParseError
}
