/**
 * The walk over a mark's values from which both its text and its hash are made. It decides what a value is and
 * refuses what has no place in a mark, so that text and hash always agree on that.
 *
 * The output goes into one text or one buffer. A build makes two walks for each artifact, and an object for each
 * value would give the garbage collector more work than all the rest of marking.
 */
import { MarkError } from './error.js'
import { exactNumber } from './number.js'
import { wellFormed } from './text.js'
import { type Dict, Float, MAX_DEPTH, MAX_ITEMS, type Value } from './value.js'

/** Kinds of values, numbered by their tags in METADATA_HASH, and JSON's punctuation. */
export enum Tag {
  sign,
  string,
  integer,
  bool,
  list,
  dict,
  float,
  null,
}

/**
 * Receives the parts of a mark in order: a dict's keys as strings; for a list or a dict its beginning, with the
 * number of its items as the value.
 * @param value for a float its text; strings are well-formed.
 * @param sign JSON's punctuation, if there is any.
 */
export type Write = (tag: Tag, value: string | number | bigint | boolean | null, sign?: string) => void

/**
 * Chooses which keys of a dict at `depth` (1 is the mark itself) are used, and in which order. May change the
 * array.
 */
export type Choose = (keys: string[], depth: number) => string[]

/** Walks over a mark's dict. Throws {@link MarkError}. */
export function walkMark(dict: Dict, write: Write, choose: Choose): void {
  let items = 0
  walkDict(
    dict,
    (tag, value, sign) => {
      // As in the parser, the mark itself counts as one value.
      if (tag !== Tag.sign && ++items > MAX_ITEMS)
        throw new MarkError('ITEMS', `a mark cannot hold over ${MAX_ITEMS} keys and values`)
      write(tag, value, sign)
    },
    choose,
    1,
  )
}

/** Walks over a dict that is at `depth`. */
function walkDict(dict: Dict, write: Write, choose: Choose, depth: number): void {
  const keys = choose(keysOf(dict), depth)
  const blank = keys.length ? ' ' : ''
  write(Tag.dict, keys.length, `{${blank}`)
  keys.forEach((key, index) => {
    const name = wellFormed(key)
    if (index) write(Tag.sign, null, ', ')
    write(Tag.string, name)
    write(Tag.sign, null, ' : ')
    walk(dict[key]!, write, choose, depth + 1, name)
  })
  write(Tag.sign, null, `${blank}}`)
}

/** A dict's keys. If two become equal in well-formed Unicode, the first one counts, as in the parser. */
function keysOf(dict: Dict): string[] {
  const names = new Set<string>()
  return Object.keys(dict).filter((key) => names.size < names.add(wellFormed(key)).size)
}

/** Walks over a value at `depth`. `key` is the nearest key above it, for error messages. */
function walk(value: Value, write: Write, choose: Choose, depth: number, key: string): void {
  if (value === null) write(Tag.null, value)
  else if (typeof value === 'boolean') write(Tag.bool, value)
  else if (typeof value === 'string') write(Tag.string, wellFormed(value))
  else if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float) {
    const number = exactNumber(value, key)
    write(typeof number === 'string' ? Tag.float : Tag.integer, number)
  } else if (depth > MAX_DEPTH) {
    throw new MarkError('DEPTH', `${key}: nested deeper than ${MAX_DEPTH} levels`)
  } else if (Array.isArray(value)) {
    write(Tag.list, value.length, '[')
    // A hole in an array is no value; `forEach` would skip it.
    for (let index = 0; index < value.length; index++) {
      if (index) write(Tag.sign, null, ', ')
      walk(value[index]!, write, choose, depth + 1, key)
    }
    write(Tag.sign, null, ']')
  } else {
    const type = Object.prototype.toString.call(value)
    // A Date or a Map has no own keys. As a dict it would silently become an empty one.
    if (type !== '[object Object]') throw new MarkError('NOT_A_VALUE', `${key}: a mark cannot hold ${type}`)
    walkDict(value, write, choose, depth)
  }
}
