/**
 * The elements of a page that can load something, in the order of its text.
 *
 * The page is cut into tokens as the HTML standard says, but no tree is made of them: that can take time in proportion to
 * the square of the page. What decides how a text is read is followed all the same: which elements hold text alone, and
 * where SVG and MathML begin and end, in which they do not (13.2.6.5, "foreign content").
 */
import { type Token, Tokenizer, TokenizerMode } from 'parse5'

/** An element that may load something, the text of one that holds a program or styles, or the address of a style sheet in XML. */
export type PageElement = { tag: Token.TagToken } | { script: string } | { style: string } | { sheet: string }

/** How a page is read: as HTML where scripts run, or where they do not; or as XML. */
export type PageSyntax = 'scripting' | 'noscript' | 'xml'

/** How much of a page is tokenized at a time. */
const PIECE = 1 << 16

/** How the text within an element is read where scripts run (HTML standard, 13.2.6.2 and 13.2.6.4). */
const MODES: Readonly<Record<string, Tokenizer['state']>> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  xmp: TokenizerMode.RAWTEXT,
  iframe: TokenizerMode.RAWTEXT,
  noembed: TokenizerMode.RAWTEXT,
  noframes: TokenizerMode.RAWTEXT,
  noscript: TokenizerMode.RAWTEXT,
  title: TokenizerMode.RCDATA,
  textarea: TokenizerMode.RCDATA,
  plaintext: TokenizerMode.PLAINTEXT,
}

const NO_PROGRAM = /json|importmap|speculationrules/i

const names = (list: string) => new Set(list.split(' '))
const FOREIGN = names('svg math')
/** Foreign elements in which HTML goes on (13.2.6, "integration point"). */
const HTML_IN = { svg: names('title desc foreignobject'), math: names('mi mo mn ms mtext annotation-xml') }
/** HTML's elements that end foreign content (13.2.6.5). */
const ENDS_FOREIGN = names(
  'b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var',
)
const EMPTY = names('area base br col embed hr img input link meta source track wbr')
/** Browsers nest no deeper. */
const DEEPEST = 512

/** An open element at which the rules change. */
interface Level {
  name: string
  /** The language that it belongs to. */
  of: 'svg' | 'math'
  /** Whether its content is HTML. */
  isHtml: boolean
  /** How many of HTML's elements are open in it, as far as their tags say. */
  open: number
}

/** Follows where foreign content begins and ends. */
function createLevels() {
  const levels: Level[] = []
  const isForeign = () => levels.at(-1)?.isHtml === false
  const leaveForeign = () => {
    while (isForeign()) levels.pop()
  }
  const push = (level: Omit<Level, 'open'>) => {
    if (levels.length < DEEPEST) levels.push({ ...level, open: 0 })
  }

  /** @returns whether the element is foreign. */
  function start(tag: Token.TagToken): boolean {
    const { tagName: name } = tag
    const isFont =
      name === 'font' && ['color', 'face', 'size'].some((one) => attributeOf(tag, one) !== undefined)
    if (ENDS_FOREIGN.has(name) || isFont) leaveForeign()
    const top = levels.at(-1)
    const beginsForeign = FOREIGN.has(name)
    if (top?.isHtml !== false && !beginsForeign) {
      if (top && !EMPTY.has(name)) top.open++
      return false
    }
    if (tag.selfClosing) return true
    if (beginsForeign) push({ name, of: name as Level['of'], isHtml: false })
    else if (top && HTML_IN[top.of].has(name) && isIntegration(tag)) push({ name, of: top.of, isHtml: true })
    return true
  }

  function end(name: string): void {
    const top = levels.at(-1)
    if (top?.isHtml && top.open > 0) top.open--
    else if (isForeign() && (name === 'p' || name === 'br')) leaveForeign()
    else {
      for (let at = levels.length - 1; at >= 0; at--) {
        const level = levels[at]!
        if (level !== top && level.isHtml && level.open > 0) return
        if (level.name === name) {
          levels.length = at
          return
        }
      }
    }
  }

  return { start, end, isForeign }
}

function isIntegration(tag: Token.TagToken): boolean {
  if (tag.tagName !== 'annotation-xml') return true
  return /^(?:text\/html|application\/xhtml\+xml)$/i.test(attributeOf(tag, 'encoding') ?? '')
}

/**
 * In XML no element holds text alone, any can be empty (`<script/>`), and names can have a prefix. It is cut into tokens as
 * HTML's foreign content is, which is the same but for the ends of processing instructions and of some comments.
 * @param syntax with `scripting`, `<noscript>` holds text alone, which is then looked into by itself: browsers whose user has
 *   turned scripts off load what is in it.
 */
export function* elementsOf(page: string, syntax: PageSyntax = 'scripting'): Generator<PageElement> {
  let found: PageElement[] = []
  const levels = createLevels()
  /** The element whose text is being collected, and that text. */
  let inside: 'script' | 'style' | 'noscript' | undefined
  let text: string[] = []
  const gather = ({ chars }: Token.CharacterToken) => {
    if (inside) text.push(chars)
  }
  const end = () => {
    const all = text.join('')
    if (inside === 'script') found.push({ script: all })
    else if (inside === 'style') found.push({ style: all })
    else if (inside) for (const one of elementsOf(all, 'noscript')) found.push(one)
    inside = undefined
    text = []
  }
  const isXml = syntax === 'xml'
  const isForeignNow = () => isXml || levels.isForeign()
  const start = (tag: Token.TagToken) => {
    if (isXml) tag.tagName = localName(tag.tagName)
    found.push({ tag })
    const { tagName } = tag
    const isForeign = isXml || levels.start(tag)
    const isText = Object.hasOwn(MODES, tagName) && (syntax === 'scripting' || tagName !== 'noscript')
    if (isText && !isForeign) tokenizer.state = MODES[tagName]!
    tokenizer.inForeignNode = isForeignNow()
    // In foreign content, tags can stand within these elements.
    if (inside || (isForeign && tag.selfClosing)) return
    const isProgram = tagName === 'script' && !NO_PROGRAM.test(attributeOf(tag, 'type') ?? '')
    if (tagName === 'style' || isProgram || (tagName === 'noscript' && isText && !isForeign))
      inside = tagName as 'script' | 'style' | 'noscript'
  }
  const tokenizer = new Tokenizer(
    {},
    {
      onStartTag: start,
      onEndTag({ tagName }) {
        if ((isXml ? localName(tagName) : tagName) === inside) end()
        levels.end(tagName)
        tokenizer.inForeignNode = isForeignNow()
      },
      onEof: end,
      onCharacter: gather,
      onNullCharacter: gather,
      onWhitespaceCharacter: gather,
      onComment({ data }) {
        const sheet = isXml ? sheetIn(data) : undefined
        if (sheet !== undefined) found.push({ sheet })
      },
      onDoctype() {},
    },
  )
  tokenizer.inForeignNode = isXml
  for (let at = 0; at < page.length || at === 0; at += PIECE) {
    tokenizer.write(page.slice(at, at + PIECE), at + PIECE >= page.length)
    yield* found
    found = []
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** The address in `<?xml-stylesheet href="…"?>`, which a tokenizer of HTML takes for a comment. It may be a program (XSLT). */
function sheetIn(comment: string): string | undefined {
  if (!comment.startsWith('?xml-stylesheet')) return undefined
  const [, double, single] = /\shref\s?=\s?(?:"([^"]*)"|'([^']*)')/.exec(comment) ?? []
  return double ?? single
}

/** The value of an attribute; undefined if there is none. */
export function attributeOf({ attrs }: Token.TagToken, name: string): string | undefined {
  return attrs.find((attribute) => attribute.name === name)?.value
}
