/**
 * What a page loads: scripts, modules, styles and WebAssembly, as far as its text names them.
 *
 * This takes time in proportion to the text, whatever it holds. Pages are cut into tokens by the rules of the HTML
 * standard, styles by those for comments and strings.
 */
import { type Token, Tokenizer, TokenizerMode } from 'parse5'

/** A reference as it is written. */
export interface PageReference {
  url: string
  /** The address that it is relative to, if not the file's: HTML's `<base>`. */
  base?: string | undefined
}

/** Which kinds of text hold references. */
export type Kind = 'html' | 'script' | 'style'

const MEDIA_TYPES: Readonly<Record<string, Kind>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/javascript': 'script',
  'application/javascript': 'script',
  'application/x-javascript': 'script',
  'text/css': 'style',
}

export function kindOf(mediaType: string): Kind | undefined {
  return Object.hasOwn(MEDIA_TYPES, mediaType) ? MEDIA_TYPES[mediaType] : undefined
}

/**
 * The references in a text, one by one, since there may be nearly as many as letters. Addresses that a program
 * builds at run time cannot be found.
 */
export async function* referencesIn(text: string, kind: Kind): AsyncGenerator<PageReference> {
  if (kind === 'html') yield* inPage(text)
  else for (const url of kind === 'style' ? inStyle(text) : await inScript(text)) yield { url }
}

/** How much of a page is tokenized at a time. */
const PIECE = 1 << 16

/** An element that loads something, or the text of one that holds a program or styles. */
type Found = { tag: Token.TagToken } | { script: string } | { style: string }

async function* inPage(page: string): AsyncGenerator<PageReference> {
  let base: string | undefined
  for (const found of elementsOf(page)) {
    if ('script' in found) for (const url of await inScript(found.script)) yield { url, base }
    else if ('style' in found) for (const url of inStyle(found.style)) yield { url, base }
    else {
      const { tag } = found
      if (tag.tagName === 'base') base ??= attributeOf(tag, 'href')
      for (const url of loadedBy(tag).map((one) => one?.trim())) if (url) yield { url, base }
    }
  }
}

/** How the text within an element is read (HTML standard, 13.2.6.2 and 13.2.6.4). */
const MODES: Readonly<Record<string, Tokenizer['state']>> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  xmp: TokenizerMode.RAWTEXT,
  iframe: TokenizerMode.RAWTEXT,
  noembed: TokenizerMode.RAWTEXT,
  noframes: TokenizerMode.RAWTEXT,
  title: TokenizerMode.RCDATA,
  textarea: TokenizerMode.RCDATA,
  plaintext: TokenizerMode.PLAINTEXT,
}

const NO_PROGRAM = /json|importmap|speculationrules/i

function* elementsOf(page: string): Generator<Found> {
  let found: Found[] = []
  /** The element whose text is being collected, and that text. */
  let inside: 'script' | 'style' | undefined
  let text: string[] = []
  const gather = ({ chars }: Token.CharacterToken) => {
    if (inside) text.push(chars)
  }
  const end = () => {
    if (inside) found.push(inside === 'script' ? { script: text.join('') } : { style: text.join('') })
    inside = undefined
    text = []
  }
  const tokenizer = new Tokenizer(
    {},
    {
      onStartTag(tag) {
        found.push({ tag })
        const { tagName } = tag
        if (!Object.hasOwn(MODES, tagName)) return
        tokenizer.state = MODES[tagName]!
        const isProgram = tagName === 'script' && !NO_PROGRAM.test(attributeOf(tag, 'type') ?? '')
        if (tagName === 'style' || isProgram) inside = tagName as 'script' | 'style'
      },
      onEndTag: end,
      onEof: end,
      onCharacter: gather,
      onNullCharacter: gather,
      onWhitespaceCharacter: gather,
      onComment() {},
      onDoctype() {},
    },
  )
  for (let at = 0; at < page.length || at === 0; at += PIECE) {
    tokenizer.write(page.slice(at, at + PIECE), at + PIECE >= page.length)
    yield* found
    found = []
  }
}

function loadedBy(tag: Token.TagToken): (string | undefined)[] {
  // In SVG a script's address is in `href` or `xlink:href` (SVG 2, 15.8.1).
  if (tag.tagName === 'script') return ['src', 'href', 'xlink:href'].map((name) => attributeOf(tag, name))
  if (tag.tagName !== 'link') return []
  const rel = (attributeOf(tag, 'rel') ?? '').toLowerCase().split(/\s+/)
  const isLoaded =
    rel.includes('stylesheet') ||
    rel.includes('modulepreload') ||
    (rel.includes('preload') && /^(?:script|style)$/i.test(attributeOf(tag, 'as') ?? ''))
  return isLoaded ? [attributeOf(tag, 'href')] : []
}

function attributeOf({ attrs }: Token.TagToken, name: string): string | undefined {
  return attrs.find((attribute) => attribute.name === name)?.value
}

const IMPORT = /@import\s+(?:url\(\s*)?["']?([^"'()\s;]+)/iy

/** The addresses of `@import` rules, outside of comments and strings (CSS Syntax Level 3, 4.3). */
function* inStyle(css: string): Generator<string> {
  const next = /\/\*|["']|@import/gi
  for (let match = next.exec(css); match; match = next.exec(css)) {
    const [token] = match
    if (token === '/*') {
      const end = css.indexOf('*/', next.lastIndex)
      if (end < 0) return
      next.lastIndex = end + 2
    } else if (token === '"' || token === "'") next.lastIndex = endOfString(css, next.lastIndex, token)
    else {
      IMPORT.lastIndex = match.index
      const rule = IMPORT.exec(css)
      if (!rule) continue
      yield rule[1]!
      next.lastIndex = match.index + rule[0].length
      // The closing quote must not open another string.
      if (/["']/.test(css[next.lastIndex] ?? '')) next.lastIndex++
    }
  }
}

/** Offset behind the quote or the line end that ends the string. */
function endOfString(css: string, from: number, quote: string): number {
  for (let at = from; at < css.length; at++) {
    if (css[at] === '\\') at++
    else if (css[at] === quote || css[at] === '\n') return at + 1
  }
  return css.length
}

/** Imports, `new URL('…', import.meta.url)` as for workers, and texts that end in `.wasm`. */
async function inScript(text: string): Promise<Iterable<string>> {
  const { init, parse } = await import('es-module-lexer')
  await init
  return (function* () {
    // Each expression matches from one quote to the next, so it looks at no letter twice.
    for (const [, url] of text.matchAll(/new\s+URL\s*\(\s*["'`]([^"'`$]+)["'`]\s*,\s*import\.meta\.url/g))
      yield url!
    for (const [, url] of text.matchAll(/["'`]([^"'`\s$]+\.wasm)["'`]/g)) yield relativeTo(url!)
    if (!/\b(?:import|export)\b/.test(text)) return
    let specifiers: readonly { specifier?: string | null | undefined }[]
    try {
      specifiers = parse(text)[0]
    } catch {
      // It is no module. A classic script does not declare what it loads.
      return
    }
    // A bare package name is no address of the page.
    for (const { specifier } of specifiers)
      if (specifier && /^(?:[./]|https?:)/.test(specifier)) yield specifier
  })()
}

function relativeTo(url: string): string {
  return /^(?:[./]|https?:)/.test(url) ? url : `./${url}`
}
