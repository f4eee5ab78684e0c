/**
 * Writing a mark: one line of JSON, its keys in the format's order, and nothing in it that could end the
 * comment, the script or the line around it.
 */
import { MarkError } from './error.js'
import { MAX_DEPTH } from './limits.js'
import { numberText } from './number.js'
import { compareUtf8, entriesOf } from './text.js'
import { type Dict, Float, type Value } from './value.js'

const FIRST = [
  'MAGIC',
  'CHALK_ID',
  'CHALK_VERSION',
  'TIMESTAMP_WHEN_CHALKED',
  'DATE_CHALKED',
  'TIME_CHALKED',
  'TZ_OFFSET_WHEN_CHALKED',
  'DATETIME_WHEN_CHALKED',
]
const LAST = ['ERR_INFO', 'METADATA_HASH', 'METADATA_ID', 'SIGNATURE', 'SIGNING']

/**
 * The text of a mark, without the comment around it: `{ "MAGIC" : "…", …, "METADATA_ID" : "…" }`.
 *
 * Top-level keys are put in the format's order, those of nested dicts stay as they are. Lone surrogates become
 * U+FFFD. The text holds no line break and none of `<`, `>`, `&`, `*` followed by `/`, U+2028, U+2029, U+FEFF
 * and control characters; these are escaped.
 * @throws MarkError if a value has no place in a mark; its message names the key.
 */
export function encodeMark(dict: Dict): string {
  const entries = entriesOf(dict).sort(([a], [b]) => rank(a) - rank(b) || compareUtf8(a, b))
  return encodeEntries(entries, 1)
}

function rank(key: string): number {
  const first = FIRST.indexOf(key)
  if (first >= 0) return first
  return FIRST.length + (LAST.includes(key) ? 1 : 0)
}

function encodeEntries(entries: [string, Value][], depth: number): string {
  if (entries.length === 0) return '{}'
  return `{ ${entries.map(([key, value]) => `${quote(key)} : ${encodeValue(value, depth, key)}`).join(', ')} }`
}

function encodeValue(value: Value, depth: number, key: string): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float)
    return numberText(value, key)
  if (typeof value !== 'object')
    throw new MarkError('NOT_A_VALUE', `${key}: a mark cannot hold a value of type ${typeof value}`)
  if (depth >= MAX_DEPTH) throw new MarkError('DEPTH', `${key}: nested deeper than ${MAX_DEPTH} levels`)
  if (Array.isArray(value)) return `[${value.map((item) => encodeValue(item, depth + 1, key)).join(', ')}]`
  return encodeEntries(entriesOf(value), depth + 1)
}

const ESCAPED = /["\\\x00-\x1f<>&\x7f-\x9f\u2028\u2029\ufeff]|\*\/|\p{Surrogate}/gu

const SHORT: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '*/': '*\\/',
}

function quote(text: string): string {
  return `"${text.replace(ESCAPED, escapeSequence)}"`
}

function escapeSequence(match: string): string {
  // Only a lone surrogate is matched as one: with the `u` flag a pair is a single character.
  if (match >= '\ud800' && match <= '\udfff') return '\ufffd'
  return SHORT[match] ?? `\\u${match.charCodeAt(0).toString(16).padStart(4, '0')}`
}
