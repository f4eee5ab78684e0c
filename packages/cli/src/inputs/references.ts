/**
 * What a page loads: scripts, modules, styles and WebAssembly, as far as its text names them.
 *
 * This takes time in proportion to the text, whatever it holds. Pages are cut into tokens by the rules of the HTML
 * standard, styles by those of CSS.
 */
import type { Token } from 'parse5'
import { importsOf } from './css-imports.js'
import { attributeOf, elementsOf } from './page-elements.js'

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
  else for (const url of kind === 'style' ? importsOf(text) : await inScript(text)) yield { url }
}

async function* inPage(page: string): AsyncGenerator<PageReference> {
  let base: string | undefined
  for (const found of elementsOf(page)) {
    if ('script' in found) for (const url of await inScript(found.script)) yield { url, base }
    else if ('style' in found) for (const url of importsOf(found.style)) yield { url, base }
    else {
      const { tag } = found
      if (tag.tagName === 'base') base ??= attributeOf(tag, 'href')
      for (const url of loadedBy(tag).map((one) => one?.trim())) if (url) yield { url, base }
    }
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
