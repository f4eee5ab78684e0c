/**
 * Inline scripts and styles of a page. A Content Security Policy allows each by the digest of its text (CSP 3,
 * section 2.3.1, hash-source), in the page's own `<meta>` or in another file of the output, such as `_headers`.
 */
import { scanHtml } from '../formats/text/html.js'

/** Whether a text may have such parts, by a quick check. */
export function mayHoldInline(text: string): boolean {
  return /<(?:script|style)[\s>]/i.test(text)
}

/** The text of each inline script and style, in their order. Empty ones, as those with a `src`, are left out. */
export function inlineTexts(html: string): string[] {
  const bytes = Buffer.from(html)
  const texts: string[] = []
  scanHtml(bytes, (name, from, to) => {
    if ((name === 'script' || name === 'style') && to > from) texts.push(bytes.toString('utf8', from, to))
  })
  return texts
}
