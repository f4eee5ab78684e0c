/**
 * Writing a mark: one line of JSON, its keys in the format's order, and nothing in it that could end the
 * comment, the script or the line around it.
 */
import { textOrder } from './order.js'
import type { Dict } from './value.js'
import { type Choose, Tag, walkMark } from './walk.js'

/**
 * The text of a mark, without the comment around it: `{ "MAGIC" : "…", …, "METADATA_ID" : "…" }`.
 *
 * Keys are put in the format's order, also in dicts within the mark, so one dict has one text. Lone surrogates become
 * U+FFFD. The text holds no line break and none of `<`, `>`, `&`, `*` followed by `/`, U+2028, U+2029, U+FEFF
 * and control characters; these are escaped. Encode it as UTF-8.
 * @throws MarkError if a value has no place in a mark; its message names the key.
 */
export function encodeMark(dict: Dict): string {
  return encodeInOrder(dict, textOrder)
}

/** As {@link encodeMark}, with the keys in an order that the caller chooses. */
export function encodeInOrder(dict: Dict, order: Choose): string {
  let text = ''
  walkMark(
    dict,
    (tag, value, sign) => {
      text += sign ?? (tag === Tag.string ? quote(value as string) : value)
    },
    order,
  )
  return text
}

/** Characters that JSON.stringify leaves as they are but that may act in a comment, a script or an old parser. */
const UNSAFE = /[<>&\x7f-\x9f\u2028\u2029\ufeff]/g

function quote(text: string): string {
  return JSON.stringify(text)
    .replace(UNSAFE, (unsafe) => `\\u${(unsafe.charCodeAt(0) + 0x10000).toString(16).slice(1)}`)
    .replaceAll('*/', '*\\/')
}
