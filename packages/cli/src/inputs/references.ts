/** What a page loads: scripts, modules, styles and WebAssembly, as far as its text says so. */

/** References as they are written, with what they are relative to. */
export interface References {
  /** From HTML's `<base>`. */
  base?: string
  urls: string[]
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
  return MEDIA_TYPES[mediaType]
}

/** The references in a text. Addresses that a program puts together when it runs cannot be found. */
export async function referencesIn(text: string, kind: Kind): Promise<References> {
  if (kind === 'html') return inPage(text)
  return { urls: kind === 'style' ? inStyle(text) : await inScript(text) }
}

const SCRIPT = /<script\b((?:[^>"']|"[^"]*"|'[^']*')*)>([\s\S]*?)<\/script\s*>/gi
const LINK_OR_BASE = /<(link|base)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi

async function inPage(page: string): Promise<References> {
  const text = page.replace(/<!--[\s\S]*?-->/g, '')
  const references: References = { urls: [] }
  for (const [, attributes, script] of text.matchAll(SCRIPT)) {
    const type = attributeOf(attributes!, 'type') ?? ''
    references.urls.push(...present(attributeOf(attributes!, 'src')))
    if (script && !/json|importmap/i.test(type)) references.urls.push(...(await inScript(script)))
  }
  for (const [, name, attributes] of text.replace(SCRIPT, '').matchAll(LINK_OR_BASE)) {
    const href = attributeOf(attributes!, 'href')
    if (name!.toLowerCase() === 'base') references.base ??= href
    else if (isLoaded(attributeOf(attributes!, 'rel'), attributeOf(attributes!, 'as'))) {
      references.urls.push(...present(href))
    }
  }
  for (const [, style] of text.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi)) {
    references.urls.push(...inStyle(style!))
  }
  return references
}

function isLoaded(rel = '', as = ''): boolean {
  return (
    /(?:^|\s)(?:stylesheet|modulepreload)(?:\s|$)/i.test(rel) ||
    (/preload/i.test(rel) && /^(?:script|style)$/i.test(as))
  )
}

function present(value: string | undefined): string[] {
  return value ? [value.trim().replaceAll('&amp;', '&')] : []
}

function attributeOf(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(
    attributes,
  )
  return match?.[1] ?? match?.[2] ?? match?.[3]
}

function inStyle(text: string): string[] {
  const css = text.replace(/\/\*[\s\S]*?\*\//g, '')
  return [...css.matchAll(/@import\s+(?:url\(\s*)?["']?([^"'()\s;]+)/gi)].map(([, url]) => url!)
}

/** Imports, `new URL('…', import.meta.url)` as for workers, and texts that end in `.wasm`. */
async function inScript(text: string): Promise<string[]> {
  const urls: string[] = []
  for (const [, url] of text.matchAll(/new\s+URL\s*\(\s*["'`]([^"'`$]+)["'`]\s*,\s*import\.meta\.url/g))
    urls.push(url!)
  for (const [, url] of text.matchAll(/["'`]([^"'`\s$]+\.wasm)["'`]/g)) urls.push(relativeTo(url!))
  const { init, parse } = await import('es-module-lexer')
  await init
  try {
    // A package's name is none of the page's addresses.
    for (const { specifier } of parse(text)[0]) {
      if (specifier && /^(?:[./]|https?:)/.test(specifier)) urls.push(specifier)
    }
  } catch {
    // No module after all: a classic script says nothing of what it loads.
  }
  return urls
}

function relativeTo(url: string): string {
  return /^(?:[./]|https?:)/.test(url) ? url : `./${url}`
}
