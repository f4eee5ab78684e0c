/** Marks in comments that have an end sign: style sheets, HTML, XML, Markdown. */

import type { Window } from '../../bytes/window.js'
import { CodecError } from '../../error.js'
import { scanCss } from './css.js'
import { scanPage } from './html.js'
import type { Syntax } from './language-table.js'
import { scanMarkdown } from './markdown.js'
import { type CommentEnd, commentEnds, type Scan } from './scan.js'
import { scanXml } from './xml.js'

const SCANNERS: Partial<Record<Syntax, (text: Buffer) => Scan>> = {
  css: scanCss,
  html: scanPage,
  xml: scanXml,
  markdown: scanMarkdown,
}

/** Whether files in this syntax are read by their tokens, from their first byte on. */
export function isScanned(syntax: Syntax): boolean {
  return syntax in SCANNERS
}

/**
 * Whether a scanner reads files in this syntax to their end and tells whether that is in a string. Elsewhere a mark at the end may
 * stand in one.
 */
export function isReadToEnd(syntax: Syntax): boolean {
  return isScanned(syntax) || syntax === 'php' || syntax === 'shell'
}

/**
 * Comments and end of a text whose syntax {@link isScanned}.
 * @throws CodecError `TOO_LARGE`
 */
export function scan(window: Window, syntax: Syntax): Scan {
  return SCANNERS[syntax]!(wholeOf(window))
}

/** Tells marks in comments from those in strings, scripts and text. */
export function blockComments(window: Window, syntax: Syntax): CommentEnd {
  return commentEnds(scan(window, syntax).comments)
}

/** @throws CodecError `TOO_LARGE` */
export function wholeOf(window: Window): Buffer {
  if (window.whole) return window.whole
  throw new CodecError(
    'TOO_LARGE',
    `${window.size} bytes are too many for text whose end has to be understood`,
  )
}
