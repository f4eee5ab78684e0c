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
  /** What browsers take it for, whatever type the server names; undefined if the type counts. */
  as?: Kind | undefined
}

/** Which kinds of text hold references. */
export type Kind = 'html' | 'xml' | 'script' | 'style'

/** MIME Sniffing standard, 4.6: the types of JavaScript. */
const SCRIPT =
  /^(?:application|text)\/(?:x-)?(?:ecma|java)script$|^text\/(?:javascript1\.[0-5]|jscript|livescript)$/
const XML = /^(?:text|application)\/xml$|\+xml$/
/** MIME Sniffing standard, 7: the types for which browsers look at the content instead. */
const NONE = new Set(['', 'unknown/unknown', 'application/unknown'])

/** @param file what a server has sent; the type is in lower case, without parameters. */
export function kindOf({ type, bytes }: { type: string; bytes: Buffer }): Kind | undefined {
  if (type === 'text/html') return 'html'
  if (type === 'text/css') return 'style'
  if (XML.test(type)) return 'xml'
  if (SCRIPT.test(type)) return 'script'
  // What begins with a tag or a comment may be taken for a page.
  const start = NONE.has(type) ? bytes.toString('latin1', 0, 512).replace(/^\xef\xbb\xbf/, '') : ''
  return start.trimStart().startsWith('<') ? 'html' : undefined
}

/** Whether browsers show it as a page, in which scripts run. */
export function isPage(kind: Kind | undefined): boolean {
  return kind === 'html' || kind === 'xml'
}

/**
 * The references in a text, one by one, since there may be nearly as many as letters. Addresses that a program
 * builds at run time cannot be found.
 */
export async function* referencesIn(text: string, kind: Kind): AsyncGenerator<PageReference> {
  if (kind === 'html' || kind === 'xml') yield* inPage(text, kind)
  else yield* kind === 'style' ? inStyle(text) : inScript(text)
}

async function* inPage(page: string, kind: 'html' | 'xml'): AsyncGenerator<PageReference> {
  let base: string | undefined
  for (const found of elementsOf(page, kind === 'xml' ? 'xml' : 'scripting')) {
    if ('script' in found) for await (const one of inScript(found.script)) yield { ...one, base }
    else if ('style' in found) for (const one of inStyle(found.style)) yield { ...one, base }
    else if ('sheet' in found) yield { url: found.sheet }
    else {
      const { tag } = found
      if (tag.tagName === 'base') base ??= attributeOf(tag, 'href')
      const as = loadsStyle(tag) ? 'style' : 'script'
      for (const url of loadedBy(tag).map((one) => one?.trim())) if (url) yield { url, base, as }
    }
  }
}

function* inStyle(text: string): Generator<PageReference> {
  for (const url of importsOf(text)) yield { url, as: 'style' }
}

function loadsStyle(tag: Token.TagToken): boolean {
  return (
    tag.tagName === 'link' &&
    (/\bstylesheet\b/i.test(attributeOf(tag, 'rel') ?? '') || /^style$/i.test(attributeOf(tag, 'as') ?? ''))
  )
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
async function* inScript(text: string): AsyncGenerator<PageReference> {
  const { init, parse } = await import('es-module-lexer')
  await init
  // Each expression matches from one quote to the next, so it looks at no letter twice.
  for (const [, url] of text.matchAll(/new\s+URL\s*\(\s*["'`]([^"'`$]+)["'`]\s*,\s*import\.meta\.url/g))
    yield { url: url! }
  for (const [, url] of text.matchAll(/["'`]([^"'`\s$]+\.wasm)["'`]/g)) yield { url: relativeTo(url!) }
  if (!/\b(?:import|export)\b/.test(text)) return
  let specifiers: readonly { specifier?: string | null | undefined }[]
  try {
    specifiers = parse(text)[0]
  } catch {
    // It is no module. A classic script does not declare what it loads.
    return
  }
  // A bare package name is no address of the page. What is no script by its type is imported as such (JSON, CSS, WebAssembly).
  for (const { specifier } of specifiers)
    if (specifier && /^(?:[./]|https?:)/.test(specifier)) yield { url: specifier }
}

function relativeTo(url: string): string {
  return /^(?:[./]|https?:)/.test(url) ? url : `./${url}`
}
