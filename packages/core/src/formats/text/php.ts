/**
 * What a PHP file ends in: a program, or the page around it, where a `//` line would be shown to visitors
 * (php.net/manual/en/language.basic-syntax.phptags.php).
 */

export interface PhpScan {
  /** Offsets of the comments: start and end of the first, start and end of the second, … */
  comments: number[]
  /** The file ends outside `<?php … ?>`. */
  inPage: boolean
  /** Why no comment can follow: a verb phrase, such as `ends inside a string`. */
  hazard?: string
}

/** `<?xml` is text. `<?` alone may be, but then the whole program is shown anyway. */
const OPEN_TAG = /<\?(?!xml\b)/gi

/** The tokens that change how the rest of a program is read. `?>` also ends a `//` comment, but not a block comment. */
const TOKEN = /\?>|\/\/|#(?!\[)|\/\*|['"`]|<<<|__halt_compiler\b/gi

const HEREDOC = /<<<[ \t]*(['"]?)([a-z_\x80-\xff][\w\x80-\xff]*)\1\r?\n/iy

/** `<?` that is not `<?php` or `<?=`, and how PHP reads a file without the setting `short_open_tag`. */
const SHORT_TAG = /<\?(?!php(?:\s|$)|=|xml\b)/i
const LONG_TAG = /<\?(?:php(?=\s|$)|=)/gi

/**
 * Why no comment can follow a PHP file, or why it is not sure in what it ends: `short_open_tag` of PHP's configuration
 * decides whether `<?` begins a program or is part of the page.
 */
export function phpHazard(php: Buffer): string | undefined {
  const { hazard, inPage } = scanPhp(php)
  if (hazard !== undefined || !SHORT_TAG.test(php.toString('latin1'))) return hazard
  const other = scanPhp(php, LONG_TAG)
  return other.inPage === inPage
    ? other.hazard
    : 'has short tags, and ends in a program or a page by a setting of PHP'
}

/**
 * Finds the comments of a PHP file, and where it ends.
 * @param openTag global
 */
export function scanPhp(php: Buffer, openTag = OPEN_TAG): PhpScan {
  const text = php.toString('latin1')
  const comments: number[] = []
  for (let at = 0; ; ) {
    openTag.lastIndex = at
    if (!openTag.test(text)) return { comments, inPage: true }
    const program = programEnd(text, openTag.lastIndex, comments)
    if (typeof program !== 'number') return { comments, inPage: false, ...program }
    at = program
  }
}

/**
 * Offset behind the `?>` that ends the program that starts at `at`. If the file ends inside the program: an object,
 * with a hazard if there is one.
 */
function programEnd(text: string, at: number, comments: number[]): number | { hazard?: string } {
  for (;;) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(text)?.[0]
    if (token === undefined) return {}
    at = TOKEN.lastIndex
    switch (token) {
      case '?>':
        return at
      case '//':
      case '#': {
        const line = endOfLine(text, at)
        const close = text.slice(at, line).indexOf('?>')
        // Up to PHP 5, `%>` could be an end as well.
        const sure = text.slice(at, line).search(/[?%]>/)
        comments.push(at - token.length, sure < 0 ? line : at + sure)
        if (close >= 0) return at + close + 2
        at = line
        break
      }
      case '/*':
        comments.push(at - 2)
        at = behind(text, '*/', at)
        comments.push(at < 0 ? text.length : at)
        if (at < 0) return { hazard: 'ends inside a comment' }
        break
      case '<<<':
        at = heredocEnd(text, at - 3)
        if (at < 0) return { hazard: 'ends inside a heredoc' }
        break
      case "'":
      case '"':
      case '`':
        at = quoteEnd(text, token, at)
        if (at < 0) return { hazard: 'ends inside a string' }
        break
      default:
        return { hazard: 'holds data behind __halt_compiler' }
    }
  }
}

function endOfLine(text: string, at: number): number {
  LINE_END.lastIndex = at
  return LINE_END.exec(text)?.index ?? text.length
}

const LINE_END = /[\r\n]/g

function behind(text: string, close: string, at: number): number {
  const found = text.indexOf(close, at)
  return found < 0 ? -1 : found + close.length
}

/** Expressions in strings that are in one another. */
const DEEPEST = 100

function quoteEnd(text: string, quote: string, at: number, depth = 0): number {
  for (; at >= 0 && at < text.length; at++) {
    if (text[at] === quote) return at + 1
    if (text[at] === '\\') at++
    else if (quote !== "'" && /^(?:\{\$|\$\{)/.test(text.slice(at, at + 2))) {
      at = expressionEnd(text, at + 2, depth + 1) - 1
      if (at < 0) return -1
    }
  }
  return -1
}

/** Signs that decide where an expression in a string ends. */
const IN_EXPRESSION = /[{}'"`]|\/\*|\/\/|#(?!\[)|<<<|\?>/g

/**
 * Offset behind the brace that closes an expression in a string, `{$a['b']}`, which has strings of its own
 * (php.net/manual/en/language.types.string.php, "Complex (curly) syntax"); -1 if there is none.
 */
function expressionEnd(text: string, at: number, depth: number): number {
  if (depth > DEEPEST) return -1
  let braces = 1
  while (at >= 0) {
    IN_EXPRESSION.lastIndex = at
    const sign = IN_EXPRESSION.exec(text)?.[0]
    if (sign === undefined || sign === '?>') return -1
    at = IN_EXPRESSION.lastIndex
    if (sign === '{') braces++
    else if (sign === '}' && --braces === 0) return at
    else if (sign === '/*') at = behind(text, '*/', at)
    else if (sign === '//' || sign === '#') at = endOfLine(text, at)
    else if (sign === '<<<') at = heredocEnd(text, at - 3)
    else if (sign !== '}') at = quoteEnd(text, sign, at, depth)
  }
  return -1
}

/** Offset behind the heredoc's closing name; it starts its line, after blanks, and is a whole word. */
function heredocEnd(text: string, at: number): number {
  HEREDOC.lastIndex = at
  const name = HEREDOC.exec(text)?.[2]
  if (name === undefined) return at + 3
  for (let line = HEREDOC.lastIndex; line < text.length; line = endOfLine(text, line) + 1) {
    let from = line
    while (text[from] === ' ' || text[from] === '\t') from++
    if (text.startsWith(name, from) && !/[\w\x80-\xff]/.test(text[from + name.length] ?? ''))
      return from + name.length
  }
  return -1
}
