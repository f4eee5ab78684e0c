/**
 * What a Markdown text ends in, after CommonMark (spec.commonmark.org): a comment is an HTML block that starts
 * its line (4.6, kind 2), and is text inside a fenced code block (4.5).
 */
import { tagEnd } from './html.js'
import type { Scan } from './scan.js'

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)/
const COMMENT = /^ {0,3}<!--/
/** HTML blocks that continue over blank lines up to their end tag (kind 1). */
const RAW_BLOCK = /^ {0,3}<(script|pre|style|textarea)(?=[\s>]|$)/i
/** Other blocks that continue over blank lines, and what ends them (kinds 3, 5 and 4). */
const DECLARATIONS: [RegExp, string][] = [
  [/^ {0,3}<\?/, '?>'],
  [/^ {0,3}<!\[CDATA\[/, ']]>'],
  [/^ {0,3}<![A-Za-z]/, '>'],
]

/** A tag that opens a block of HTML, which renderers pass on as it is (kinds 6 and 7). */
const TAG = /^ {0,3}(?=<\/?[A-Za-z])/

/** Longest line that is looked at for more than tags. */
const LINE_LIMIT = 4096

/** Finds the comments that stand in lines of their own, and whether another one can follow the end. */
export function scanMarkdown(markdown: Buffer): Scan {
  const comments: number[] = []
  let fence: string | undefined
  /** The element of raw text that a tag among the text has opened. */
  let raw: string | undefined
  /** Offset behind the last tag that opened a block. */
  let behindTag = 0
  for (let at = 0; at < markdown.length; ) {
    const newline = markdown.indexOf(0x0a, at)
    const end = newline < 0 ? markdown.length : newline + 1
    const line = markdown.toString('latin1', at, Math.min(end, at + LINE_LIMIT))
    const [, ticks, info = ''] = FENCE.exec(line) ?? []
    if (fence !== undefined) {
      if (ticks?.startsWith(fence) && info.trim() === '') fence = undefined
    } else if (ticks !== undefined) {
      if (ticks[0] === '~' || !info.includes('`')) fence = ticks
    } else if (raw === undefined && COMMENT.test(line)) {
      const open = markdown.indexOf('<!--', at)
      const close = markdown.indexOf('-->', open + 2)
      if (close < 0) return { comments, hazard: 'ends inside a comment' }
      comments.push(open, close + 3)
      at = nextLine(markdown, close)
      continue
    } else {
      const closing = DECLARATIONS.find(([opens]) => opens.test(line))?.[1]
      if (closing !== undefined) {
        const close = markdown.indexOf(closing, at)
        if (close < 0) return { comments, hazard: 'ends inside a declaration' }
        at = nextLine(markdown, close)
        continue
      }
      const tag = RAW_BLOCK.exec(line)?.[1]
      if (tag) {
        const close = endTag(markdown, at, tag)
        if (close < 0) return { comments, hazard: `ends inside <${tag}>` }
        at = nextLine(markdown, close)
        continue
      }
      const indent = at < behindTag || raw !== undefined ? undefined : TAG.exec(line)?.[0].length
      if (indent !== undefined) {
        const end = tagEnd(markdown, at + indent)
        if (end === undefined) return { comments, hazard: 'ends inside a tag' }
        behindTag = end
      }
      raw = rawTextBehind(markdown.toString('latin1', at, end), raw)
    }
    at = end
  }
  if (raw !== undefined) return { comments, hazard: `ends inside <${raw}>` }
  return fence === undefined ? { comments } : { comments, hazard: 'ends inside a code block' }
}

/** Elements in which a browser takes markup for text. They may stand in any line. */
const RAW_TAG =
  /<(\/?)(script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext)(?=[\s/>]|$)/gi
const CODE_SPAN = /(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g

/** The element of raw text that is open behind a line of text; `raw` is the one that was open before it. */
function rawTextBehind(line: string, raw: string | undefined): string | undefined {
  if (!line.includes('<')) return raw
  // A code span that is within raw text does not keep a tag from ending that.
  const text = raw === undefined && line.length <= LINE_LIMIT ? line.replace(CODE_SPAN, '') : line
  for (const [, slash, name] of text.matchAll(RAW_TAG))
    if (raw === undefined) raw = slash ? undefined : name!.toLowerCase()
    else if (slash && name!.toLowerCase() === raw) raw = undefined
  return raw
}

function nextLine(markdown: Buffer, at: number): number {
  const newline = markdown.indexOf(0x0a, at)
  return newline < 0 ? markdown.length : newline + 1
}

function endTag(markdown: Buffer, from: number, name: string): number {
  const tag = `</${name.toLowerCase()}>`
  for (let at = markdown.indexOf('</', from); at >= 0; at = markdown.indexOf('</', at + 2))
    if (markdown.toString('latin1', at, at + tag.length).toLowerCase() === tag) return at
  return -1
}
