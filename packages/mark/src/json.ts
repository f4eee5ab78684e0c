/**
 * A strict JSON parser (RFC 8259) over bytes, for what `JSON.parse` does not do: it stops after one value and
 * says where that ends, keeps 64-bit integers and floats apart and exact, takes the first of two equal keys,
 * and treats `__proto__` as any other key.
 */
import { MAX_DEPTH } from './limits.js'
import { fits, numberKind } from './number.js'
import { wellFormed } from './text.js'
import { type Dict, Float, type Value } from './value.js'

export type ParseErrorCode =
  /** A byte that cannot stand there, or the end of the input. */
  | 'SYNTAX'
  /** A string that is not UTF-8. */
  | 'UTF8'
  /** An integer outside the signed 64 bits. */
  | 'INTEGER_RANGE'
  /** Nested deeper than {@link MAX_DEPTH}. */
  | 'DEPTH'
  /** A JSON value, but not a mark. */
  | 'NOT_A_MARK'

/** Why bytes could not be parsed. */
export interface ParseError {
  /** One line, with the position. */
  error: string
  /** Stable, for programs. */
  code: ParseErrorCode
  /** Offset in bytes of what is wrong. */
  at: number
}

/** A parsed value; `end` is the offset in bytes just behind it. */
export interface Parsed {
  value: Value
  end: number
}

/**
 * Parses the JSON value that starts at `at`, blanks before it skipped. What follows the value is not looked at.
 * Lone surrogates in `\u` escapes become U+FFFD. Never throws, whatever the bytes.
 */
export function parseJson(bytes: Uint8Array, at = 0): Parsed | ParseError {
  const cursor: Cursor = { bytes, at }
  try {
    return { value: parseValue(cursor, 1), end: cursor.at }
  } catch (error) {
    if (error instanceof Stop)
      return { error: `${error.what} at byte ${error.at}`, code: error.code, at: error.at }
    throw error
  }
}

interface Cursor {
  readonly bytes: Uint8Array
  at: number
}

/** Ends a parse from any depth. Not an Error: it never leaves this file, and a stack trace for each is dear. */
class Stop {
  constructor(
    readonly code: ParseErrorCode,
    readonly what: string,
    readonly at: number,
  ) {}
}

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c

function parseValue(cursor: Cursor, depth: number): Value {
  skipBlanks(cursor)
  switch (cursor.bytes[cursor.at]) {
    case 0x7b: // {
      return parseDict(cursor, depth)
    case 0x5b: // [
      return parseList(cursor, depth)
    case QUOTE:
      return parseString(cursor)
    case 0x74:
      return parseWord(cursor, 'true', true)
    case 0x66:
      return parseWord(cursor, 'false', false)
    case 0x6e:
      return parseWord(cursor, 'null', null)
    default:
      return parseNumber(cursor)
  }
}

function parseDict(cursor: Cursor, depth: number): Dict {
  enter(cursor, depth)
  const dict: Dict = Object.create(null)
  if (take(cursor, 0x7d)) return dict
  for (;;) {
    skipBlanks(cursor)
    if (cursor.bytes[cursor.at] !== QUOTE) unexpected(cursor, 'a key')
    const key = parseString(cursor)
    if (!take(cursor, COLON)) unexpected(cursor, '`:`')
    const value = parseValue(cursor, depth + 1)
    if (!(key in dict)) dict[key] = value
    if (take(cursor, COMMA)) continue
    if (take(cursor, 0x7d)) return dict
    unexpected(cursor, '`,` or `}`')
  }
}

function parseList(cursor: Cursor, depth: number): Value[] {
  enter(cursor, depth)
  const list: Value[] = []
  if (take(cursor, 0x5d)) return list
  for (;;) {
    list.push(parseValue(cursor, depth + 1))
    if (take(cursor, COMMA)) continue
    if (take(cursor, 0x5d)) return list
    unexpected(cursor, '`,` or `]`')
  }
}

/** Steps over an opening bracket. */
function enter(cursor: Cursor, depth: number): void {
  if (depth > MAX_DEPTH) throw new Stop('DEPTH', `nested deeper than ${MAX_DEPTH} levels`, cursor.at)
  cursor.at++
}

const SHORT_ESCAPES: Record<number, string> = {
  [QUOTE]: '"',
  [BACKSLASH]: '\\',
  47: '/',
  98: '\b',
  102: '\f',
  110: '\n',
  114: '\r',
  116: '\t',
}

function parseString(cursor: Cursor): string {
  const { bytes } = cursor
  let text = ''
  let rawFrom = ++cursor.at
  for (;;) {
    const byte = bytes[cursor.at]
    if (byte === QUOTE || byte === BACKSLASH) {
      text += decodeUtf8(bytes, rawFrom, cursor.at++)
      // Only here, with both halves of an escaped pair in place, does it show which surrogates are alone.
      if (byte === QUOTE) return wellFormed(text)
      text += parseEscape(cursor)
      rawFrom = cursor.at
    } else if (byte === undefined || byte < 0x20) unexpected(cursor, '`"`')
    else cursor.at++
  }
}

/** An escape sequence, from behind its backslash. A `\u` gives one UTF-16 unit. */
function parseEscape(cursor: Cursor): string {
  const letter = cursor.bytes[cursor.at]
  if (letter === 0x75) {
    const digits = String.fromCharCode(...cursor.bytes.subarray(cursor.at + 1, cursor.at + 5))
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new Stop('SYNTAX', 'expected four hex digits', cursor.at + 1)
    cursor.at += 5
    return String.fromCharCode(Number.parseInt(digits, 16))
  }
  const text = letter === undefined ? undefined : SHORT_ESCAPES[letter]
  if (text === undefined) unexpected(cursor, 'an escape')
  cursor.at++
  return text
}

function decodeUtf8(bytes: Uint8Array, from: number, to: number): string {
  if (from === to) return ''
  try {
    // ignoreBOM: U+FEFF at the start of a string is part of it.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(from, to))
  } catch {
    throw new Stop('UTF8', 'a string that is not UTF-8', from)
  }
}

function parseWord<T extends Value>(cursor: Cursor, word: string, value: T): T {
  for (let i = 0; i < word.length; i++, cursor.at++)
    if (cursor.bytes[cursor.at] !== word.charCodeAt(i)) unexpected(cursor, `\`${word}\``)
  return value
}

function parseNumber(cursor: Cursor): Value {
  const from = cursor.at
  while (isNumberByte(cursor.bytes[cursor.at])) cursor.at++
  if (cursor.at === from) unexpected(cursor, 'a value')
  const text = new TextDecoder().decode(cursor.bytes.subarray(from, cursor.at))
  const kind = numberKind(text)
  if (!kind) throw new Stop('SYNTAX', 'malformed number', from)
  if (kind === 'float') return new Float(text)
  // 20 characters hold every 64-bit integer; BigInt would take long over a million digits.
  const integer = text.length > 20 ? undefined : BigInt(text)
  if (integer === undefined || !fits(integer))
    throw new Stop('INTEGER_RANGE', 'an integer of more than 64 bits', from)
  const number = Number(integer)
  return Number.isSafeInteger(number) ? number : integer
}

/** Digits, `+`, `-`, `.`, `e` and `E`. */
function isNumberByte(byte: number | undefined): boolean {
  if (byte === undefined) return false
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e ||
    (byte | 0x20) === 0x65
  )
}

/** Whether `byte` is white space in JSON. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.bytes[cursor.at])) cursor.at++
}

/** Steps over blanks and, if it comes next, over `byte`. */
function take(cursor: Cursor, byte: number): boolean {
  skipBlanks(cursor)
  if (cursor.bytes[cursor.at] !== byte) return false
  cursor.at++
  return true
}

function unexpected(cursor: Cursor, expected: string): never {
  const what = cursor.at < cursor.bytes.length ? '' : ', found the end,'
  throw new Stop('SYNTAX', `expected ${expected}${what}`, cursor.at)
}
