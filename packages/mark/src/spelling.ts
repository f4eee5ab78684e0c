/**
 * How a mark is spelled. One dict has many texts: JSON leaves blanks and escapes open, and the mark's own hashes cover
 * neither. So a text counts only in the two spellings that are written: that of `encodeMark`, and the reference
 * program's. Any other could hold what a reader of the file around the mark takes for the comment's end. The order of
 * keys is free: it changes what no reader sees.
 *
 * The reference program's spelling is that of Nim's `std/json` for strings: only quotes, backslashes and control
 * characters below U+0020 are escaped. Everything between the values is as in ours, and an empty dict is `{  }`.
 */
import { encodeInOrder } from './encode.js'
import { parseMark } from './find.js'
import { utf8 } from './text.js'
import type { Dict } from './value.js'

/** The text of a mark, as it stands in an artifact. */
export interface MarkText {
  /** From its `{` to its `}`. */
  text: Uint8Array
  /**
   * How the artifact's format writes the text of `encodeMark` in this place, where it writes more escapes. Defaults
   * to the text itself.
   */
  written?(text: Uint8Array): Uint8Array
  /** What parsing `text` gave, if the caller has it: most texts then need not be parsed again. */
  dict?: Dict
}

/**
 * What is wrong with the spelling of a mark's text, in one line; undefined if one of the two programs writes it so.
 * Never throws but what `written` does.
 */
export function checkSpelling({ text, written = (text) => text, dict }: MarkText): string | undefined {
  const isOurs = (dict: Dict) => sameBytes(written(utf8.encode(encodeInOrder(dict, (keys) => keys))), text)
  // A text that is written anew to the letter holds no key twice and nothing else.
  if (dict && isOurs(dict)) return undefined
  const parsed = parseMark(text)
  if ('error' in parsed || parsed.end !== text.length) return 'mark was changed: its text is not one mark'
  if (parsed.duplicate !== undefined)
    return `mark was changed: it holds the key ${JSON.stringify(parsed.duplicate)} twice`
  if ((!dict && isOurs(parsed.dict)) || isReferenceSpelling(new TextDecoder().decode(text))) return undefined
  return 'mark was changed: its values are right, but no program spells them so'
}

/** What stands outside of strings; an integer `-0` is none, as it is written `0`. */
const TOKEN = /\{ | \}|\[|\]|, | : |true|false|null|(?!-0(?![.eE]))-?\d[\d.eE+-]*/y

/** What a backslash begins in a string: the digits are upper-case but for U+000B. */
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
