/**
 * The addresses of `@import` rules in a style sheet. It is cut into tokens after CSS Syntax Module Level 3
 * (w3.org/TR/css-syntax-3/#tokenization), whose sections are named below, as far as they matter here: any letter of a
 * name or an address can be escaped, and comments can stand between tokens.
 */

const BLANK = /[ \t\n\r\f]/
const NEWLINE = /[\n\r\f]/
/** What names consist of (4.2, "ident code point"). Numbers are taken for names: they go on with a unit in the same way. */
const NAME = /[\w\-\u0080-\uffff]/
const HEX = /[\da-f]/i
/** Escapes (4.3.7). */
const ESCAPES = /\\(?:[\da-f]{1,6}(?:\r\n|[ \t\n\r\f])?|[^\n\r\f])/gi

/** Where a token ends, and what it says. */
interface Piece {
  end: number
  value: string | undefined
}

/** The addresses, as they are meant. Those in blocks count too, though browsers do not load them. */
export function* importsOf(css: string): Generator<string> {
  /** Whether the address of a rule comes next. */
  let isNext = false
  for (let at = 0; at < css.length; ) {
    const char = css[at]!
    if (css.startsWith('/*', at)) {
      const end = css.indexOf('*/', at + 2)
      if (end < 0) return
      at = end + 2
    } else if (css.startsWith('<!--', at)) at += 4
    else if (BLANK.test(char)) at++
    else if (char === '"' || char === "'") {
      const { end, value } = stringAt(css, at, isNext)
      if (value !== undefined) yield value
      isNext = false
      at = end
    } else if (char === '@' || char === '#') {
      const end = nameEnd(css, at + 1)
      isNext = char === '@' && isName(css, at + 1, end, 'import')
      at = end
    } else {
      const end = nameEnd(css, at)
      const isUrl = css[end] === '(' && isName(css, at, end, 'url')
      const url: Piece | undefined = isUrl ? urlAt(css, end + 1, isNext) : undefined
      if (url?.value !== undefined) yield url.value
      // The address may be the string that comes next.
      isNext = isNext && isUrl && url === undefined
      at = url?.end ?? (isUrl ? end + 1 : Math.max(end, at + 1))
    }
  }
}

/** The string whose quote is at `at` (4.3.5). One that a line end breaks off says nothing. */
function stringAt(css: string, at: number, isWanted: boolean): Piece {
  let end = at + 1
  for (; end < css.length && css[end] !== css[at]; end++) {
    if (NEWLINE.test(css[end]!)) return { end, value: undefined }
    if (css[end] === '\\') end += css.startsWith('\r\n', end + 1) ? 2 : 1
  }
  return { end: end + 1, value: isWanted ? unescaped(css.slice(at + 1, end)) : undefined }
}

/** The address without quotes behind `url(` (4.3.6); undefined if there is a quote. */
function urlAt(css: string, from: number, isWanted: boolean): Piece | undefined {
  let at = from
  while (BLANK.test(css[at] ?? '')) at++
  if (css[at] === '"' || css[at] === "'") return undefined
  let end = at
  while (end < css.length && css[end] !== ')') end = isEscape(css, end) ? escapeEnd(css, end) : end + 1
  // With any of these it is no address, but goes on to the same parenthesis (4.3.14).
  const isBroken = /["'(\\]|[ \t\n\r\f]+(?![ \t\n\r\f]|$)/
  const text = css.slice(at, end)
  const isAddress = isWanted && !isBroken.test(text.replace(ESCAPES, ''))
  return { end: end + 1, value: isAddress ? unescaped(text.trimEnd()) : undefined }
}

/** Whether an escape starts at `at` (4.3.8). */
function isEscape(css: string, at: number): boolean {
  return css[at] === '\\' && !NEWLINE.test(css[at + 1] ?? '')
}

/** Offset behind the name at `at` (4.3.11). */
function nameEnd(css: string, at: number): number {
  for (let end = at; ; ) {
    if (NAME.test(css[end] ?? '')) end++
    else if (isEscape(css, end)) end = escapeEnd(css, end)
    else return end
  }
}

/** Offset behind the escape at `at` (4.3.7): up to six hex digits and a blank, or any other character. */
function escapeEnd(css: string, at: number): number {
  let end = at + 1
  while (end < at + 7 && HEX.test(css[end] ?? '')) end++
  if (end === at + 1) return end + 1
  if (css.startsWith('\r\n', end)) return end + 2
  return BLANK.test(css[end] ?? '') ? end + 1 : end
}

/** Whether a name is `wanted`, in either case. Each letter may be written as an escape of up to eight. */
function isName(css: string, from: number, to: number, wanted: string): boolean {
  return to - from <= 9 * wanted.length && unescaped(css.slice(from, to)).toLowerCase() === wanted
}

/** The text without its escapes (4.3.7), and without line ends that are escaped, which strings may have. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:([\da-f]{1,6})(?:\r\n|[ \t\n\r\f])?|\r\n|([\s\S])|$)/gi,
    (_, hex: string | undefined, char: string | undefined) => {
      if (hex === undefined) return char === undefined || NEWLINE.test(char) ? '' : char
      const code = Number.parseInt(hex, 16)
      const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      return String.fromCodePoint(isCharacter ? code : 0xfffd)
    },
  )
}
