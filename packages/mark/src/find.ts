/**
 * Finding marks among other bytes: by MAGIC, then back to the brace that opens the mark, then parsing.
 */
import { isBlank, type ParseError, parseJson } from './json.js'
import { MAGIC } from './magic.js'
import { type Dict, MAX_ITEMS } from './value.js'

/** A mark among other bytes. */
export interface Found {
  /** Offset in bytes of the mark's `{`. */
  start: number
  /** Offset just behind its `}`. */
  end: number
  dict: Dict
  /** Whether it is a placeholder, which holds MAGIC alone. It says where to put a mark and does not count as one. */
  placeholder: boolean
}

/** A mark, parsed. */
export interface ParsedMark {
  dict: Dict
  /** Offset in bytes just behind the mark's `}`. */
  end: number
  /** A key that occurs twice in the mark or in a dict within it. Such a mark is not valid. */
  duplicate?: string
}

/**
 * The first mark or placeholder that starts at or behind `from`. Places that look like one but cannot be parsed are
 * skipped. Never throws, whatever the bytes, and takes time in proportion to their length.
 */
export function findMark(bytes: Uint8Array, from = 0): Found | undefined {
  for (const found of findMarks(bytes, from)) return found
  return undefined
}

/** How many bytes may be parsed without success, besides one look at each byte. */
const SPARE_WORK = 1 << 18

/**
 * How many bytes a search through `size` bytes may parse without success before it ends. Hostile input could have
 * each of its parts parsed to the end.
 */
export function workFor(size: number): number {
  return size + SPARE_WORK
}

/**
 * All marks and placeholders that start at or behind `from`, in order. A mark within another mark's values is not
 * one of them. The search ends early if there are many places that only begin like a mark and take long to parse.
 */
export function* findMarks(bytes: Uint8Array, from = 0): Generator<Found, void, undefined> {
  let work = workFor(bytes.length - from)
  // The open braces of the last failed parse. Parsing from one of them would fail as well, at or shortly after the
  // same place.
  let failed: number[] = []
  for (let at = from; work > 0 && (at = indexOfMagic(bytes, at)) >= 0; at++) {
    const start = openingBrace(bytes, at)
    if (start < from || failed.includes(start)) continue
    const open: number[] = []
    const parsed = parseMark(bytes, start, open)
    if ('error' in parsed) {
      failed = open.slice(0, 50)
      work -= parsed.read - start
    } else {
      yield { start, ...parsed, placeholder: Object.keys(parsed.dict).length === 1 }
      from = parsed.end
    }
  }
}

/**
 * Parses the mark whose `{` is at `at`. Bytes after the mark are ignored. Never throws.
 * @param open as for {@link parseJson}.
 */
export function parseMark(bytes: Uint8Array, at = 0, open?: number[]): ParsedMark | ParseError {
  const parsed = parseJson(bytes, at, open, MAX_ITEMS)
  if ('error' in parsed) return parsed
  const { value, ...rest } = parsed
  // An array or a Float has no key MAGIC.
  if (typeof value === 'object' && (value as Dict | null)?.MAGIC === MAGIC)
    return { dict: value as Dict, ...rest }
  return { error: `JSON without MAGIC at byte ${at}`, code: 'NOT_A_MARK', at, read: parsed.end }
}

/** Steps back from MAGIC at `at` to the brace that opens its dict; -1 if there is anything else between. */
function openingBrace(bytes: Uint8Array, at: number): number {
  let start = at + MAGIC.length + 1
  for (const text of [`"${MAGIC}"`, ':', '"MAGIC"', '{']) {
    while (isBlank(bytes[start - 1])) start--
    start -= text.length
    if (!standsAt(bytes, start, text)) return -1
  }
  return start
}

const LAST = MAGIC.length - 1

/**
 * How far the search for MAGIC can advance when this byte is under MAGIC's last one: to the byte's previous
 * occurrence within MAGIC, or past it (R. N. Horspool, "Practical fast searching in strings", 1980). This reads
 * several GB/s, as fast as Node's `Buffer.indexOf`, which browsers do not have.
 */
const SHIFT = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) => {
  const before = MAGIC.lastIndexOf(String.fromCharCode(byte), LAST - 1)
  return LAST - before
})

/** Offset of the first MAGIC at or behind `from`, or -1. */
function indexOfMagic(bytes: Uint8Array, from: number): number {
  const last = MAGIC.charCodeAt(LAST)
  for (let end = from + LAST; end < bytes.length; end += SHIFT[bytes[end]!]!)
    if (bytes[end] === last && standsAt(bytes, end - LAST, MAGIC)) return end - LAST
  return -1
}

function standsAt(bytes: Uint8Array, at: number, text: string): boolean {
  let i = 0
  while (i < text.length && bytes[at + i] === text.charCodeAt(i)) i++
  return i === text.length
}
