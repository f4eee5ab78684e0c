/**
 * Strings as a mark holds them: well-formed Unicode, ordered by their UTF-8 bytes.
 */
import type { Dict, Value } from './value.js'

/** `text` with every lone surrogate replaced by U+FFFD, as UTF-8 cannot hold one. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

/**
 * Compares two well-formed strings by their UTF-8 bytes, which is the order of their code points. JavaScript's
 * own order is that of UTF-16 units and puts an emoji (a surrogate pair) before U+E000–U+FFFF.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return afterBmp(x) - afterBmp(y)
  }
  return a.length - b.length
}

/** Moves the surrogates behind the rest of the basic plane. */
function afterBmp(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}

/** A dict's entries with well-formed keys. Two keys that become one: the first counts, as in the parser. */
export function entriesOf(dict: Dict): [string, Value][] {
  const entries = new Map<string, Value>()
  for (const key of Object.keys(dict)) {
    const name = wellFormed(key)
    if (!entries.has(name)) entries.set(name, dict[key]!)
  }
  return [...entries]
}
