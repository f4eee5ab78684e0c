/**
 * What an HTML document ends in, after the HTML Standard (html.spec.whatwg.org/multipage/parsing.html#tokenization).
 *
 * This is only a tokenizer, with the part of the tree that decides how text is read: elements that hold raw text,
 * and whether the parser is in SVG or MathML, where such elements hold markup like any other.
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

/** Elements in which even white space or a comment matters. */
const SENSITIVE = new Set(['pre', 'listing', 'template'])

/** Elements that open foreign content, and those in it whose content is HTML again ("integration points"). */
const FOREIGN = new Map([
  ['svg', new Set(['foreignobject', 'desc', 'title'])],
  ['math', new Set(['mi', 'mo', 'mn', 'ms', 'mtext'])],
])

const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

/** Start tags that end foreign content. */
const BREAKOUT = new Set(
  (
    'b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu ' +
    'meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var'
  ).split(' '),
)

/**
 * Elements in which a parser passes over start tags, so that what follows one is markup and no raw text ("in select",
 * "in frameset"): the elements of raw text that they may hold all the same. Parsers of today do not agree on `select`.
 */
const PASSES_OVER = new Map([
  ['select', new Set(['script'])],
  ['frameset', new Set(['noframes'])],
])

/** The lengths of the names that matter outside of foreign content, by first letter. */
const LENGTHS_BY_INITIAL: number[][] = []
for (const name of [
  ...RAW_TEXT,
  ...SENSITIVE,
  ...FOREIGN.keys(),
  ...PASSES_OVER.keys(),
  'plaintext',
  'col',
]) {
  const lengths = (LENGTHS_BY_INITIAL[name.charCodeAt(0)] ??= [])
  if (!lengths.includes(name.length)) lengths.push(name.length)
}

/** An open element that matters: a sensitive one, or one in foreign content. */
interface Open {
  name: string
  /** In foreign content: the names of its integration points. */
  foreign?: Set<string>
  /** The element or an ancestor is in foreign content, where all elements are kept track of. */
  deep: boolean
  /** A template in which a `col` was met. */
  columns?: boolean
}

/** Elements open at once that are kept track of. */
const MAX_DEPTH = 512

/**
 * Finds the comments of a document, and whether another one can follow its end both for a parser with scripting and
 * for one without, to which `noscript` is an element like any other.
 */
export function scanPage(html: Buffer): Scan {
  const scripting = scanHtml(html)
  if (scripting.hazard !== undefined || !/<noscript/i.test(html.toString('latin1'))) return scripting
  const { hazard } = scanHtml(html, undefined, false)
  return { comments: scripting.comments, hazard: hazard && `${hazard} where scripts are turned off` }
}

/**
 * Finds the comments of a document, and whether another one can follow its end.
 * @param onRawText is told of each element of raw text: its name, and the offsets of its text.
 */
export function scanHtml(
  html: Buffer,
  onRawText?: (name: string, from: number, to: number) => void,
  scripting = true,
): Scan {
  const comments: number[] = []
  const stack: Open[] = []
  const refuse = (hazard: string): Scan => ({ comments, hazard })

  for (let at = html.indexOf(LT); at >= 0; at = html.indexOf(LT, at)) {
    const next = html[at + 1]
    if (startsComment(html, at)) {
      const end = commentEnd(html, at)
      if (end < 0) return refuse('ends inside a comment')
      comments.push(at, end)
      at = end
    } else if (stack.at(-1)?.foreign && html.toString('latin1', at, at + 9) === '<![CDATA[') {
      const end = html.indexOf(']]>', at)
      if (end < 0) return refuse('ends inside a CDATA section')
      at = end + 3
    } else if (isLetter(next) || (next === SLASH && isLetter(html[at + 2]))) {
      const start = at
      const tag = parseTag(html, start, stack.length > 0)
      if (!tag) return refuse('ends inside a tag')
      at = tag.end
      if (tag.closes) {
        if (!close(stack, tag.name)) return refuse('has an end tag in a place where it does not belong')
        continue
      }
      const { name } = tag
      if (isAmbiguous(stack, name, () => html.toString('latin1', start, tag.end)))
        return refuse(`has <${name}> in a place where it is not clear how the text behind it is read`)
      if (!open(stack, tag)) continue
      if (name === 'plaintext') return refuse('ends inside <plaintext>')
      if (RAW_TEXT.has(name) && (scripting || name !== 'noscript')) {
        const from = at
        at = name === 'script' ? scriptEnd(html, from) : rawTextEnd(html, from, name)
        if (at < 0) return refuse(`ends inside <${name}>`)
        onRawText?.(name, from, at)
      }
    } else if (next === SLASH || next === BANG || next === 0x3f) {
      // A doctype or a bogus comment.
      const end = html.indexOf(GT, at)
      if (end < 0) return refuse('ends inside a declaration')
      at = end + 1
    } else at++
  }
  const sensitive = stack.find(({ name }) => SENSITIVE.has(name))
  return sensitive ? refuse(`ends inside <${sensitive.name}>`) : { comments }
}

/**
 * Whether it takes a whole parser to tell how the text behind a start tag is read. A tag that is passed over opens no
 * raw text, and what looks like the end of that could then be within an attribute.
 * @param tag the tag's own text
 */
function isAmbiguous(stack: Open[], name: string, tag: () => string): boolean {
  const top = stack.at(-1)
  if (!top) return false
  if (stack.length >= MAX_DEPTH) return true
  if (top.foreign) {
    if (name === 'font') return /color|face|size/i.test(tag())
    // SVG in MathML is MathML, but not behind `annotation-xml`, which is an integration point with some attributes.
    if (name === 'svg') return top.foreign === FOREIGN.get('math')
    return name === 'annotation-xml' && /html|&/i.test(tag())
  }
  if (name === 'mglyph' || name === 'malignmark') return true
  if (!RAW_TEXT.has(name) && !FOREIGN.has(name)) return false
  // Behind a `col` in a template no start tag but that of a template counts ("in column group").
  return stack.some(({ name: outer, columns }) => columns || PASSES_OVER.get(outer)?.has(name) === false)
}

/** Takes note of a start tag; true if the element is HTML. */
function open(stack: Open[], { name, selfClosing }: Tag): boolean {
  if (BREAKOUT.has(name)) while (stack.at(-1)?.foreign) stack.pop()
  const { foreign, deep = false } = stack.at(-1) ?? {}
  const inner = foreign ? (foreign.has(name) ? undefined : foreign) : FOREIGN.get(name)
  const isHtml = !foreign && !inner
  if (name === 'col' && stack.at(-1)?.name === 'template') stack.at(-1)!.columns = true
  const isTracked =
    SENSITIVE.has(name) || PASSES_OVER.has(name) || (isHtml ? deep && !VOID.has(name) : !selfClosing)
  if (isTracked) stack.push({ name, foreign: inner, deep: deep || !isHtml })
  return isHtml
}

/** Takes note of an end tag; false if it is not clear which elements it closes. */
function close(stack: Open[], name: string): boolean {
  const { foreign, deep } = stack.at(-1) ?? {}
  // Behind a frameset nothing else opens any more.
  if (name === 'frameset') return true
  const index = stack.findLastIndex((element) => element.name === name)
  if (index >= 0 && stack.some((element, i) => i > index && PASSES_OVER.has(element.name))) return false
  // The elements around the foreign content are not known, and HTML inside it follows other rules.
  if (foreign && (index < 0 || !stack.every((element, i) => i <= index || element.foreign))) return false
  if (!foreign && deep && index >= 0 && index < stack.length - 1) return false
  if (index >= 0) stack.length = index
  return true
}

function startsComment(html: Buffer, at: number): boolean {
  return html[at + 1] === BANG && html[at + 2] === DASH && html[at + 3] === DASH && html[at] === LT
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
  /** In lower case; empty if the name does not matter. */
  name: string
  closes: boolean
  selfClosing: boolean
  /** Offset behind its `>`. */
  end: number
}

/** Offset behind the tag that starts at `start`; undefined if it has no end (HTML, 13.2.5, "before attribute name" and on). */
export function tagEnd(html: Buffer, start: number): number | undefined {
  return parseTag(html, start, false)?.end
}

function parseTag(html: Buffer, start: number, anyName: boolean): Tag | undefined {
  const closes = html[start + 1] === SLASH
  const nameStart = start + (closes ? 2 : 1)
  let at = nameStart
  while (at < html.length && !endsName(html[at])) at++
  const name =
    anyName || mayMatter(html, nameStart, at) ? html.toString('latin1', nameStart, at).toLowerCase() : ''
  let selfClosing = false
  while (at < html.length) {
    const byte = html[at]
    if (byte === GT) return { name, closes, selfClosing, end: at + 1 }
    selfClosing = byte === SLASH
    if (selfClosing || isSpace(byte)) at++
    else at = attributeEnd(html, at)
  }
  return undefined
}

/** Whether the tag name between these offsets can be one that matters. Making a string of each would be slow. */
function mayMatter(html: Buffer, from: number, to: number): boolean {
  return LENGTHS_BY_INITIAL[html[from]! | 0x20]?.includes(to - from) === true
}

/** Offset behind the attribute whose name starts at `at`; at least the length of the document if it has no end. */
function attributeEnd(html: Buffer, at: number): number {
  // An equals sign at the start is part of the name.
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
    else if (!escaped && startsComment(html, at)) {
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
