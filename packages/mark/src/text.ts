/** Strings of a mark: well-formed Unicode, ordered by their UTF-8 bytes. */

/** `text` with every lone surrogate replaced by U+FFFD, as UTF-8 cannot hold one. */
export function wellFormed(text: string): string {
  // Nearly every text holds no surrogate, which the first expression finds out fast.
  return /[\ud800-\udfff]/.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text
}

/** Writes UTF-8. A lone surrogate becomes U+FFFD. */
export const utf8 = /* @__PURE__ */ new TextEncoder()

/** Bytes in lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += (byte + 0x100).toString(16).slice(1)
  return hex
}

/**
 * Sorts strings, once well-formed, by their UTF-8 bytes, which is the order of their code points. JavaScript's own
 * order is that of UTF-16 units, which puts an emoji (a surrogate pair) before U+E000–U+FFFF. Below that, both
 * orders are the same.
 */
export function sortUtf8(texts: string[]): string[] {
  return texts.sort(/[\ud800-\uffff]/.test(String(texts)) ? compareUtf8 : undefined)
}

function compareUtf8(a: string, b: string): number {
  a = wellFormed(a)
  b = wellFormed(b)
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1)
}
