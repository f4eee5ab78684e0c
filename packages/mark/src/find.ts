/**
 * Finding marks among other bytes: by MAGIC, then back to the brace that opens the mark, then parsing.
 */
import { isBlank, type ParseError, parseJson } from './json.js'
import { MAGIC } from './magic.js'
import type { Dict } from './value.js'

/** A mark among other bytes. */
export interface Found {
  /** Offset of the mark's `{`. */
  start: number
  /** Offset just behind its `}`. */
  end: number
  dict: Dict
  /** The mark is a placeholder: MAGIC alone. It says where to put a mark and does not count as one. */
  placeholder: boolean
}

/** A mark, parsed; `end` is the offset in bytes just behind it. */
export interface ParsedMark {
  dict: Dict
  end: number
}

/** Offset of the first `text` (ASCII) in `bytes` at or behind `from`, or -1. */
export type IndexOf = (bytes: Uint8Array, text: string, from: number) => number

/**
 * The first mark or placeholder at or behind `from`. Occurrences of MAGIC that are no mark are passed over.
 * Never throws, whatever the bytes.
 * @param indexOf a faster search than the portable one, if the platform has one.
 */
export function findMark(bytes: Uint8Array, from = 0, indexOf: IndexOf = indexOfMagic): Found | undefined {
  for (let at = indexOf(bytes, MAGIC, from); at >= 0; at = indexOf(bytes, MAGIC, at + 1)) {
    const start = openingBrace(bytes, at)
    if (start === undefined || start < from) continue
    const parsed = parseMark(bytes, start)
    if ('error' in parsed) continue
    return { start, ...parsed, placeholder: Object.keys(parsed.dict).length === 1 }
  }
  return undefined
}

/** All marks and placeholders, in order. Marks inside a mark's own values are not looked for. */
export function* findMarks(bytes: Uint8Array, indexOf: IndexOf = indexOfMagic): Iterable<Found> {
  let found = findMark(bytes, 0, indexOf)
  while (found) {
    yield found
    found = findMark(bytes, found.end, indexOf)
  }
}

/** Parses the mark whose `{` is at `at`. What follows the mark is not looked at. Never throws. */
export function parseMark(bytes: Uint8Array, at = 0): ParsedMark | ParseError {
  const parsed = parseJson(bytes, at)
  if ('error' in parsed) return parsed
  const { value, end } = parsed
  if (isDict(value) && value.MAGIC === MAGIC) return { dict: value, end }
  return { error: `a JSON value without MAGIC at byte ${at}`, code: 'NOT_A_MARK', at }
}

function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const KEY = '"MAGIC"'

/** Steps back from MAGIC at `at` over `"`, blanks, `:`, blanks, the key and blanks; undefined if one is missing. */
function openingBrace(bytes: Uint8Array, at: number): number | undefined {
  let back = at - 1
  if (bytes[back] !== 0x22 || bytes[at + MAGIC.length] !== 0x22) return undefined
  back = skipBlanksBack(bytes, back - 1)
  if (bytes[back] !== 0x3a) return undefined
  back = skipBlanksBack(bytes, back - 1)
  for (let i = KEY.length - 1; i >= 0; i--, back--) if (bytes[back] !== KEY.charCodeAt(i)) return undefined
  back = skipBlanksBack(bytes, back)
  return bytes[back] === 0x7b ? back : undefined
}

function skipBlanksBack(bytes: Uint8Array, at: number): number {
  while (isBlank(bytes[at])) at--
  return at
}

/** Horspool's search: the byte under the pattern's end says how far the pattern can move on. */
function indexOfMagic(bytes: Uint8Array, _text: string, from: number): number {
  const last = MAGIC.length - 1
  const skip = new Uint8Array(256).fill(MAGIC.length)
  for (let i = 0; i < last; i++) skip[MAGIC.charCodeAt(i)] = last - i
  for (let at = from; at + last < bytes.length; at += skip[bytes[at + last]!]!) {
    let i = last
    while (i >= 0 && bytes[at + i] === MAGIC.charCodeAt(i)) i--
    if (i < 0) return at
  }
  return -1
}
