/**
 * What an XML document ends in, after XML 1.0 (w3.org/TR/xml). Comments may follow the root element (production
 * [27] Misc). Well-formedness is checked only as far as needed to know what the document's end is part of.
 */
import type { Scan } from './scan.js'

const LT = 0x3c
const GT = 0x3e

/** Finds the comments of a document, and whether another one can follow its end. */
export function scanXml(xml: Buffer): Scan {
  const comments: number[] = []
  const malformed: Scan = { comments, hazard: 'is not well-formed' }
  let depth = 0
  let roots = 0
  for (let at = xml.indexOf(LT); at >= 0; at = xml.indexOf(LT, at)) {
    const start = xml.toString('latin1', at, at + 9)
    let end: number
    if (start.startsWith('<!--')) {
      end = behind(xml, '-->', at + 4)
      if (end >= 0) comments.push(at, end)
    } else if (start === '<![CDATA[') end = behind(xml, ']]>', at)
    else if (start.startsWith('<?')) end = behind(xml, '?>', at)
    else if (start === '<!DOCTYPE') end = doctypeEnd(xml, at)
    else {
      end = tagEnd(xml, at)
      if (start[1] === '/') depth--
      else {
        if (depth === 0) roots++
        if (xml[end - 2] !== 0x2f) depth++
      }
    }
    if (end < 0) return malformed
    at = end
  }
  return depth === 0 && roots === 1 ? { comments } : malformed
}

/** Offset behind the next `close`, or -1. */
function behind(xml: Buffer, close: string, from: number): number {
  const found = xml.indexOf(close, from)
  return found < 0 ? -1 : found + close.length
}

/** Offset behind the tag that starts at `at`, or -1. */
function tagEnd(xml: Buffer, at: number): number {
  for (; at < xml.length; at++) {
    const byte = xml[at]
    if (byte === GT) return at + 1
    if (byte === 0x22 || byte === 0x27) {
      at = xml.indexOf(byte, at + 1)
      if (at < 0) return -1
    }
  }
  return -1
}

/** Offset behind the document type declaration, or -1. Its internal subset holds declarations in brackets. */
function doctypeEnd(xml: Buffer, at: number): number {
  let subset = false
  for (at += 2; at >= 0 && at < xml.length; at++) {
    const byte = xml[at]
    if (byte === GT && !subset) return at + 1
    if (byte === 0x5b) subset = true
    else if (byte === 0x5d) subset = false
    else if (byte === 0x22 || byte === 0x27) at = xml.indexOf(byte, at + 1)
    else if (byte === LT) {
      const start = xml.toString('latin1', at, at + 4)
      if (start === '<!--') at = behind(xml, '-->', at + 4) - 1
      else if (start.startsWith('<?')) at = behind(xml, '?>', at) - 1
    }
    if (at < 0) return -1
  }
  return -1
}
