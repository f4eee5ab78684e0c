/**
 * What an HTML document ends in, after the HTML Standard (html.spec.whatwg.org/multipage/parsing.html#tokenization).
 *
 * A tokenizer only, with as much of the tree as decides how text is read: elements that hold raw text, and
 * whether the parser is in SVG or MathML, where these are elements like any other.
 */
import type { Scan } from './scan.js'

const LT = 0x3c
const GT = 0x3e
const SLASH = 0x2f
const EQUALS = 0x3d
const QUOTE = 0x22
const APOSTROPHE = 0x27
const DASH = 0x2d
const BANG = 0x21

/** Elements whose content is text up to their end tag. */
const RAW_TEXT = new Set([
  'script',
  'style',
  'textarea',
  'title',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
  'noscript',
])

/** Elements in which a line of white space or a comment is not nothing. */
const SENSITIVE = new Set(['pre', 'listing', 'template'])

/** Elements that open foreign content, and those in it whose content is HTML again. */
const FOREIGN = new Set(['svg', 'math'])
const INTEGRATION_POINTS = new Set(['foreignobject', 'desc', 'title', 'annotation-xml'])

/** Start tags that end foreign content. */
const BREAKOUT = new Set(
  (
    'b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu ' +
    'meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var'
  ).split(' '),
)

/** Finds the comments of a document, and whether another one can follow its end. */
export function scanHtml(html: Buffer): Scan {
  const comments: number[] = []
  const sensitive: string[] = []
  /** Names of the open elements that switch between HTML and foreign content. */
  const contexts: string[] = []
  const unclosed = (what: string): Scan => ({ comments, hazard: `ends inside ${what}` })

  for (let at = html.indexOf(LT); at >= 0; at = html.indexOf(LT, at)) {
    const isForeign = FOREIGN.has(contexts.at(-1) ?? '')
    const next = html[at + 1]
    if (html.toString('latin1', at, at + 4) === '<!--') {
      const end = commentEnd(html, at)
      if (end < 0) return unclosed('a comment')
      comments.push(at, end)
      at = end
    } else if (isForeign && html.toString('latin1', at, at + 9) === '<![CDATA[') {
      const end = html.indexOf(']]>', at)
      if (end < 0) return unclosed('a CDATA section')
      at = end + 3
    } else if (isLetter(next) || (next === SLASH && isLetter(html[at + 2]))) {
      const tag = parseTag(html, at)
      if (!tag) return unclosed('a tag')
      at = tag.end
      if (tag.closes) {
        if (SENSITIVE.has(tag.name)) close(sensitive, tag.name)
        else close(contexts, tag.name)
        continue
      }
      if (isForeign && BREAKOUT.has(tag.name)) contexts.length = 0
      const isHtml = !FOREIGN.has(contexts.at(-1) ?? '')
      if (isHtml && RAW_TEXT.has(tag.name)) {
        at = tag.name === 'script' ? scriptEnd(html, at) : rawTextEnd(html, at, tag.name)
        if (at < 0) return unclosed(`<${tag.name}>`)
      } else if (isHtml && tag.name === 'plaintext') return unclosed('<plaintext>')
      else if (isHtml && SENSITIVE.has(tag.name)) open(sensitive, tag.name)
      else if (!tag.selfClosing && (FOREIGN.has(tag.name) || (!isHtml && INTEGRATION_POINTS.has(tag.name))))
        open(contexts, tag.name)
    } else if (next === SLASH || next === BANG || next === 0x3f) {
      // A doctype or a bogus comment.
      const end = html.indexOf(GT, at)
      if (end < 0) return unclosed('a declaration')
      at = end + 1
    } else at++
  }
  return sensitive.length > 0 ? unclosed(`<${sensitive.at(-1)}>`) : { comments }
}

/** Elements open at once that are kept track of, as in browsers. */
const MAX_DEPTH = 512

function open(stack: string[], name: string): void {
  if (stack.length < MAX_DEPTH) stack.push(name)
}

/** Takes the last open element of that name, and all that were opened in it, off the stack. */
function close(stack: string[], name: string): void {
  const index = stack.lastIndexOf(name)
  if (index >= 0) stack.length = index
}

/** Offset behind the comment that starts at `start`, or -1. `<!-->` and `<!--->` are comments too. */
function commentEnd(html: Buffer, start: number): number {
  for (let gt = html.indexOf(GT, start + 4); gt >= 0; gt = html.indexOf(GT, gt + 1)) {
    if (html[gt - 1] === DASH && html[gt - 2] === DASH) return gt + 1
    const bang = html[gt - 1] === BANG && html[gt - 2] === DASH && html[gt - 3] === DASH
    if (bang && gt - 3 >= start + 4) return gt + 1
  }
  return -1
}

interface Tag {
  /** In lower case. */
  name: string
  closes: boolean
  selfClosing: boolean
  /** Offset behind its `>`. */
  end: number
}

function parseTag(html: Buffer, start: number): Tag | undefined {
  const closes = html[start + 1] === SLASH
  const nameStart = start + (closes ? 2 : 1)
  let at = nameStart
  while (at < html.length && !endsName(html[at])) at++
  // No name that matters is longer; a tag of megabytes is not copied.
  const name = html.toString('latin1', nameStart, Math.min(at, nameStart + 32)).toLowerCase()
  while (at < html.length) {
    const byte = html[at]
    if (byte === GT) return { name, closes, selfClosing: html[at - 1] === SLASH, end: at + 1 }
    if (isSpace(byte) || byte === SLASH) at++
    else at = attributeEnd(html, at)
  }
  return undefined
}

/** Offset behind the attribute whose name starts at `at`; at least the length of the document if it has no end. */
function attributeEnd(html: Buffer, at: number): number {
  // An equals sign that comes first is part of the name.
  at++
  while (at < html.length && !endsName(html[at]) && html[at] !== EQUALS) at++
  let value = at
  while (isSpace(html[value])) value++
  if (html[value] !== EQUALS) return at
  value++
  while (isSpace(html[value])) value++
  const quote = html[value]
  if (quote === QUOTE || quote === APOSTROPHE) {
    const close = html.indexOf(quote, value + 1)
    return close < 0 ? html.length : close + 1
  }
  while (value < html.length && !isSpace(html[value]) && html[value] !== GT) value++
  return value
}

/** Offset of the end tag that closes an element of raw text, or -1. */
function rawTextEnd(html: Buffer, from: number, name: string): number {
  for (let at = html.indexOf(LT, from); at >= 0; at = html.indexOf(LT, at + 1))
    if (html[at + 1] === SLASH && isName(html, at + 2, name)) return at
  return -1
}

/**
 * Offset of the end tag that closes a script, or -1. After `<!--` a script may hold `<script>…</script>`, which
 * then does not end it: the "script data double escaped" states.
 */
function scriptEnd(html: Buffer, from: number): number {
  let escaped = false
  let nested = false
  for (let at = from; at < html.length; at++) {
    if (!escaped) {
      at = html.indexOf(LT, at)
      if (at < 0) return -1
    }
    const byte = html[at]
    if (byte === LT && html[at + 1] === SLASH && isName(html, at + 2, 'script')) {
      if (!nested) return at
      nested = false
    } else if (byte === LT && escaped && isName(html, at + 1, 'script')) nested = true
    else if (byte === LT && !escaped && html.toString('latin1', at, at + 4) === '<!--') {
      escaped = true
      // Its dashes may be those of `-->` too.
      at++
    } else if (byte === GT && escaped && html[at - 1] === DASH && html[at - 2] === DASH)
      escaped = nested = false
  }
  return -1
}

/** Whether the tag name at `at` is `name`. */
function isName(html: Buffer, at: number, name: string): boolean {
  const end = at + name.length
  return endsName(html[end]) && html.toString('latin1', at, end).toLowerCase() === name
}

function endsName(byte: number | undefined): boolean {
  return isSpace(byte) || byte === SLASH || byte === GT
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x09 || byte === 0x0d || byte === 0x0c
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
}
