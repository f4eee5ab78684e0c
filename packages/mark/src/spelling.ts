/**
 * How a mark is spelled. One dict has many texts, since JSON allows different blanks and escapes, and the mark's
 * own hashes cover neither. So a text is valid only in the two spellings that programs write: that of `encodeMark`
 * and that of the reference program. Any other spelling could hold signs that end the comment around the mark. The
 * order of keys is free.
 *
 * Only the text of `encodeMark` follows from the values. A mark in any other one may have been given that text later, which
 * matters where a program reads its own mark.
 *
 * The reference program's spelling is that of Nim's `std/json` for strings: only quotes, backslashes and control
 * characters below U+0020 are escaped. Everything between the values is as in ours, and an empty dict is `{  }`.
 */
import { encodeInOrder } from './encode.js'
import { parseMark } from './find.js'
import { textOrder } from './order.js'
import { utf8 } from './text.js'
import type { Dict } from './value.js'
import type { Choose } from './walk.js'

/** The text of a mark, as it stands in an artifact. */
export interface MarkText {
  /** From its `{` to its `}`. */
  text: Uint8Array
  /**
   * How the artifact's format writes the text of `encodeMark` in this place, if it needs more escapes. Defaults to
   * the text itself.
   */
  written?(text: Uint8Array): Uint8Array
  /** The result of parsing `text`, if the caller has it. Most texts then need not be parsed again. */
  dict?: Dict
  /** The reference program writes no mark in this place, so its spelling does not count. */
  onlyOurs?: boolean
}

/** What there is to say of a mark's text. */
export interface Spelling {
  /** What is wrong with it, in one line; undefined if one of the two programs writes it like that. */
  error?: string
  /** Whether the text is the one that `encodeMark` gives its values, so that no other one is. */
  isExact?: boolean
}

/** Looks at how a mark is spelled. Throws only what `written` throws. */
export function readSpelling({ text, written = (text) => text, dict, onlyOurs }: MarkText): Spelling {
  const isOurs = (dict: Dict, order: Choose) =>
    sameBytes(written(utf8.encode(encodeInOrder(dict, order))), text)
  // If encoding the dict gives exactly this text, the text holds no key twice and nothing besides the dict.
  if (dict && isOurs(dict, textOrder)) return { isExact: true }
  const parsed = parseMark(text)
  if ('error' in parsed || parsed.end !== text.length)
    return { error: 'mark was changed: its text is not one mark' }
  if (parsed.duplicate !== undefined)
    return { error: `mark was changed: it holds the key ${JSON.stringify(parsed.duplicate)} twice` }
  if (!dict && isOurs(parsed.dict, textOrder)) return { isExact: true }
  if (isOurs(parsed.dict, (keys) => keys)) return {}
  if (!onlyOurs && isReferenceSpelling(new TextDecoder().decode(text))) return {}
  return { error: 'mark was changed: its values are right, but no program spells them so' }
}

/** The tokens outside of strings. The integer `-0` is not one, since it is written `0`. */
const TOKEN = /\{ | \}|\[|\]|, | : |true|false|null|(?!-0(?![.eE]))-?\d[\d.eE+-]*/y

/** What follows a backslash in a string. Hex digits are upper-case except in U+000B. */
const ESCAPE = /["\\bfnrt]|u000[0-7b]|u000[EF]|u001[0-9A-F]/y

/** @param text is JSON: this looks only at how it is written. */
function isReferenceSpelling(text: string): boolean {
  let inString = false
  for (let at = 0; at < text.length; ) {
    if (text[at] === '"') inString = !inString
    else if (!inString || text[at] === '\\') {
      const part = inString ? ESCAPE : TOKEN
      part.lastIndex = inString ? at + 1 : at
      if (!part.test(text)) return false
      at = part.lastIndex
      continue
    }
    at++
  }
  return true
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
