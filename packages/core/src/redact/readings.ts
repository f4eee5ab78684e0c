/**
 * Another reading of a text: look-alike letters and signs are replaced (Unicode, NFKC), invisible characters
 * removed, and escapes decoded: `%3A` (RFC 3986, 2.1), `\u003a` (JSON, JavaScript), `&#58;` (HTML).
 */
const ESCAPED =
  /%[\da-f]{2}|\\u[\da-f]{4}|\\x[\da-f]{2}|&(?:#x?[\da-f]{1,6}|quot|amp|apos|lt|gt|colon|commat|equals);/i

/** Escapes within escapes. */
const DEEPEST = 4

const NAMED: Readonly<Record<string, string>> = {
  quot: '"',
  amp: '&',
  apos: "'",
  lt: '<',
  gt: '>',
  colon: ':',
  commat: '@',
  equals: '=',
}

/** @returns the text with nothing in it escaped or disguised; the same text if nothing was. */
export function unfolded(text: string): string {
  let reading = text
  for (let depth = 0; depth < DEEPEST; depth++) {
    const plain = /[^\0-\x7f]/.test(reading) ? reading.normalize('NFKC').replace(/\p{Cf}/gu, '') : reading
    const next = ESCAPED.test(plain) ? decoded(plain) : plain
    if (next === reading) break
    reading = next
  }
  return reading
}

function decoded(text: string): string {
  return text
    .replace(/(?:%[\da-f]{2})+/gi, (run) => new TextDecoder().decode(bytesOf(run)))
    .replace(/\\(?:u([\da-f]{4})|x([\da-f]{2}))/gi, (_, four, two) =>
      letter(Number.parseInt(four ?? two, 16)),
    )
    .replace(/&(?:#(\d{1,6})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) =>
      name === undefined
        ? letter(decimal ? Number(decimal) : Number.parseInt(hex, 16))
        : (NAMED[name] ?? whole),
    )
}

function bytesOf(run: string): Uint8Array {
  return Uint8Array.from(run.slice(1).split('%'), (byte) => Number.parseInt(byte, 16))
}

function letter(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
