/**
 * Marks that are found but invalid: their comment ends inside them, or a program that reads the text takes them for
 * more than a comment.
 */
import type { Found } from '@chalkmark/mark'
import type { Window } from '../../bytes/window.js'
import { blockComments, isScanned, wholeOf } from './block-comment.js'
import { standings } from './closed-lines.js'
import { dataSection, hasDataSection, isDataUnsure } from './data-section.js'
import { declarationIn, READ_EVERYWHERE } from './declaration.js'
import { foreignEncoding } from './encoding.js'
import { isOpenLine, takerBefore } from './hazard.js'
import { javascriptComments } from './javascript.js'
import type { Detected } from './languages.js'
import { endWithin, isMarkup } from './lexis.js'
import { scanPhp } from './php.js'
import { commentEnds } from './scan.js'
import { isCShell, openEnd } from './shell.js'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

/** A mark that goes on behind the end of its comment. */
export const BEYOND = 'its comment ends within it'
const NO_COMMENT = 'it does not stand in a comment'

/**
 * What is wrong with a mark that stands where marking puts one, in a comment of its own that begins with `open`.
 * The scanner of the language reads the text again, in case something before the opening sign makes it no comment
 * and is nevertheless closed at the end of the file.
 */
export function breakAtEnd(
  window: Window,
  language: Detected,
  { start, end }: Found,
  open: Buffer,
): string | undefined {
  const { syntax, lexis, comment } = language
  if (syntax === 'php' && isBehindPhar(window, start - open.length)) return undefined
  if (isScanned(syntax) || syntax === 'php') {
    const commentEnd = isScanned(syntax)
      ? blockComments(window, syntax)(start)
      : commentEnds(scanPhp(wholeOf(window)).comments)(start)
    if (commentEnd === undefined) return NO_COMMENT
    if (commentEnd < end) return BEYOND
  }
  const mark = window.slice(start, end).toString('latin1')
  const opener = open.toString('latin1').replace('<?php ', '')
  if (endWithin(mark, language, opener)) return BEYOND
  // A block comment behind a line comment is part of that.
  if (opener === '/* ' && !isScanned(syntax) && syntax !== 'php' && lexis.lineEnd.test(mark)) return BEYOND
  if (isScanned(syntax) || syntax === 'php') return undefined
  const data = breakByData(window, language, start)
  if (data !== undefined) return data
  const lineStart = start - open.length
  if (syntax !== 'javascript' && lineStart > 0 && isOpenLine(window, language, lineStart - 1))
    return 'the line before it goes on in its own'
  if (syntax === 'shell' && window.whole) {
    const opened = openEnd(window.whole.subarray(0, lineStart), isCShell(language.type))
    if (opened !== undefined) return `it stands in ${opened}`
  }
  // If a block comment is still open here, only a mark that holds the end of that comment has any effect.
  const close = lexis.block?.close(opener)
  if (close === undefined || !mark.includes(close)) return undefined
  if (syntax === 'javascript') {
    const commentEnd = javascriptComments(window)(start)
    return commentEnd !== undefined && commentEnd < end ? BEYOND : undefined
  }
  return standings(window, comment, lexis)(start) === 'block' ? BEYOND : undefined
}

/** The last bytes of a PHP archive (php.net/manual/en/phar.fileformat.signature.php). */
const PHAR_END = Buffer.from('GBMB')

/** Whether the line at `lineStart` is the first one behind a PHP archive. The reference program appends a mark there. */
function isBehindPhar(window: Window, lineStart: number): boolean {
  return window.slice(lineStart - 1 - PHAR_END.length, lineStart - 1).equals(PHAR_END)
}

/** What is wrong with the place of a mark, wherever it was found. */
export function breakInPlace(window: Window, language: Detected, { start, end }: Found): string | undefined {
  const foreign = foreignEncoding(window, language)
  if (foreign !== undefined) return foreign
  const taker = takerBefore(window, language, start)
  if (taker !== undefined) return `the text before it names ${taker}, so that it may be data and no comment`
  const top = topLines(window, language)
  const isAtTop = start < top
  const bytes = window.slice(start, end)
  // The scanners of markup look only for the end of the comment; a mark must not hold other signs either, such as
  // `--` in XML.
  if (isMarkup(language) && endWithin(bytes.toString('latin1'), language, '')) return BEYOND
  const mark = bytes.toString('utf8')
  const declaration = declarationIn(mark, isAtTop ? undefined : (READ_EVERYWHERE[language.syntax] ?? []))
  if (declaration !== undefined)
    return `it holds ${JSON.stringify(declaration)} in a place where that is a declaration`
  if (isAtTop && hidesDeclaration(window, language, end))
    return 'it moves the line behind it out of the lines in which an encoding is declared'
  return undefined
}

/**
 * Offset behind the lines in which encodings and modes are declared: the first, and the second if the first is a
 * shebang, another comment or blank.
 */
function topLines(window: Window, { comment }: Detected): number {
  const first = lineEnd(window, 0)
  const sign = comment.open.toString('latin1', 0, comment.open.length - 1)
  const text = window
    .slice(0, Math.min(first, 256))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
  return text === '' || text.startsWith('#!') || text.startsWith(sign) ? lineEnd(window, first) : first
}

/** Whether the line behind a mark would declare an encoding if the mark were not there. */
function hidesDeclaration(window: Window, { syntax }: Detected, end: number): boolean {
  if (syntax !== 'python' && syntax !== 'ruby') return false
  const next = lineEnd(window, end)
  const line = window.slice(next, Math.min(lineEnd(window, next), next + 4096)).toString('latin1')
  return /^\s*#.*?coding\s*[:=]/i.test(line)
}

/** Offset behind the end of the line, whichever it is. */
function lineEnd(window: Window, at: number): number {
  for (; at < window.size; at++) {
    const byte = window.byte(at)
    if (byte === NEWLINE) return at + 1
    if (byte === CARRIAGE_RETURN) return window.byte(at + 1) === NEWLINE ? at + 2 : at + 1
  }
  return at
}

/** What in a program reads the data behind its last line (perldoc.perl.org/perldata; docs.raku.org, "Pod6"). */
const READS_DATA = /\bDATA\b|\bInline\b|\$=finish/

/**
 * What is wrong with a mark at `start` in a program that carries data: the line that starts the data may be text within
 * a string, and the mark before it then too; or the mark is a part of data that the program itself reads.
 */
function breakByData({ whole }: Window, { syntax }: Detected, start: number): string | undefined {
  if (!whole || !hasDataSection(syntax)) return undefined
  const data = dataSection(whole, syntax)
  if (data === undefined) return undefined
  if (data > start) return isDataUnsure(whole, syntax) ? NO_COMMENT : undefined
  const isRead =
    whole.toString('latin1', data, data + 16).includes('__DATA__') ||
    READS_DATA.test(whole.toString('latin1', 0, Math.max(0, data)))
  return data < start && isRead ? "it stands in the program's data" : undefined
}
