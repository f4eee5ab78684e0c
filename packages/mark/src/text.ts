/**
 * Strings as a mark holds them: well-formed Unicode, ordered by their UTF-8 bytes.
 */

/** `text` with every lone surrogate replaced by U+FFFD, as UTF-8 cannot hold one. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

/** Bytes in lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
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
    if (x !== y) return codePointRank(x) - codePointRank(y)
  }
  return a.length - b.length
}

/** Puts surrogates, which stand for U+10000 and up, behind all other units. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}
