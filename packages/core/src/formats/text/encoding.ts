/** Which texts can take a mark at all, and how its characters are written in them. */
import { isUtf8 } from 'node:buffer'
import { asBuffer } from '../../bytes/fields.js'
import type { Window } from '../../bytes/window.js'
import { CodecError } from '../../error.js'
import { isReadToEnd } from './block-comment.js'
import { escapeDeclarations } from './declaration.js'
import { escapeClosers, escapeForAscii, escapeForXml, escapeOpeners } from './escape.js'
import type { Detected } from './languages.js'

const CHUNK = 1024 * 1024

const DECLARATION_END = Buffer.from('?>')
/** Bytes of a text's start in which its encoding may be declared. */
const LONGEST_HEAD = 1024 * 1024

/**
 * Checks that the text is UTF-8 (or ASCII, which is part of it) and no binary file.
 * @throws CodecError `NOT_UTF8`, `BINARY`
 */
export function checkEncoding(window: Window, { syntax }: Detected): void {
  const declared = syntax === 'xml' ? xmlEncoding(window) : undefined
  if (declared !== undefined && !/^utf-?8$/i.test(declared))
    throw new CodecError('NOT_UTF8', `the text declares the encoding ${JSON.stringify(declared)}, not UTF-8`)
  for (let at = 0; at < window.size; ) {
    const bytes = window.whole ?? window.slice(at, at + CHUNK)
    const end = at + bytes.length < window.size ? characterStart(bytes) : bytes.length
    const text = end === bytes.length ? bytes : bytes.subarray(0, end)
    if (!isUtf8(text)) throw new CodecError('NOT_UTF8', 'the text is not UTF-8')
    if (text.includes(0)) throw new CodecError('BINARY', 'the file holds NUL bytes: it is not only text')
    at += end
  }
}

/**
 * Checks that no signature covers the text: Windows signs scripts (Authenticode) in their last lines.
 * @throws CodecError `SIGNED`
 */
export function checkSignature(window: Window, { syntax }: Detected): void {
  if (syntax !== 'powershell' && syntax !== 'javascript') return
  const end = window.slice(window.size - 64, window.size).toString('latin1')
  if (/SIG \S+ End signature block\s*$/.test(end))
    throw new CodecError('SIGNED', 'the script is signed: mark it before signing')
}

/** The encoding in an XML declaration (XML 1.0, 4.3.3). */
function xmlEncoding(window: Window): string | undefined {
  const end = window.indexOf(DECLARATION_END, 0)
  const start = window
    .slice(0, Math.max(256, Math.min(end, LONGEST_HEAD)))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
  return /^<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(start)?.[1]
}

/** Offset of the last character of `bytes`, which may be cut off; their length if there is none near the end. */
function characterStart(bytes: Buffer): number {
  for (let at = bytes.length - 1; at >= bytes.length - 4; at--) if ((bytes[at]! & 0xc0) !== 0x80) return at
  return bytes.length
}

/**
 * The mark as it is written into the text: with escapes in all declarations, and for all characters that the text's
 * encoding cannot hold. The same for every place in the text, but for block comments that nest.
 * @param opener what stands before the mark, or the end of that
 * @throws CodecError `ENCODING` if the text's declared encoding lacks some of the mark's characters, or may read
 *   others in their place.
 */
export function encodedFor(window: Window, language: Detected, mark: Uint8Array, opener: Buffer): Buffer {
  const { syntax } = language
  const declared = withoutDeclarations(asBuffer(mark))
  if (syntax === 'xml') return escapeForXml(declared)
  const bytes = isReadToEnd(syntax) ? declared : escapeClosers(declared)
  if (language.lexis.block?.nests && opener.toString('latin1').endsWith('/* ')) return escapeOpeners(bytes)
  if (syntax !== 'python') return bytes
  const foreign = foreignEncoding(window, language)
  if (foreign !== undefined) throw new CodecError('ENCODING', foreign)
  if (isAscii(bytes)) return bytes
  const encoding = pythonEncoding(window, language)
  if (encoding === 'utf-8') return bytes
  const ascii = escapeForAscii(bytes)
  if (encoding === 'unknown' || isAscii(ascii)) return ascii
  throw new CodecError(
    'ENCODING',
    'the mark has characters that are not in the encoding that the file declares',
  )
}

function withoutDeclarations(mark: Buffer): Buffer {
  const text = mark.toString()
  const escaped = escapeDeclarations(text)
  return escaped === text ? mark : Buffer.from(escaped)
}

/**
 * Encodings of Python in which the bytes of ASCII mean ASCII, so that a comment ends where it seems to
 * (docs.python.org/3/library/codecs.html#standard-encodings). Not in the list: UTF-7 and `unicode_escape`, where a
 * plus or a backslash can begin a line end, and EBCDIC, which has other numbers for ASCII's characters.
 */
const ASCII_BASED =
  /^(?:u(?:tf)?-?8(?:-sig)?|cp65001|utf|(?:us-?)?ascii|646|latin-?\d*|l\d|iso-?8859(?:-?\d{1,2})?(?:-\d{4})?(?:-e)?|8859|cp819|(?:cp|windows-?|ibm)?(?:1\d{3}|437|7\d\d|8[0-6]\d|9[34]\d)|koi8-[rut]|mac-?\w+|euc-?\w+|ujis|gb(?:k|2312|18030)|big5(?:-?hkscs)?|(?:s|shift-?|s-)jis\w*(?:-\w+)?|johab|ptcp154|kz-?1048|tis-?620|hp-?roman8)$/

const EBCDIC = /^(?:cp|ibm)?(?:1026|1140)$/

/**
 * Why it is unknown where comments of the text end: its encoding does not hold ASCII characters as they are.
 * Undefined if it does.
 */
export function foreignEncoding(window: Window, { syntax }: Detected): string | undefined {
  const start = window.slice(0, 2)
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff))
    return 'the text is in UTF-16, in which the mark is no comment'
  const declared =
    syntax === 'python' ? pythonDeclaration(window) : syntax === 'xml' ? xmlEncoding(window) : undefined
  const name = declared?.toLowerCase().replaceAll('_', '-')
  if (name === undefined || (ASCII_BASED.test(name) && !EBCDIC.test(name))) return undefined
  return `the file declares the encoding ${JSON.stringify(declared)}, in which it is not sure where a comment ends`
}

/** The encoding that a Python program declares in one of its first two lines (PEP 263). */
function pythonDeclaration(window: Window): string | undefined {
  const lines = firstLines(window)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .split(/\r\n?|\n/, 2)
  for (const text of lines) {
    const declared = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(text)?.[1]
    if (declared) return declared
    if (!/^[ \t\f]*(?:#|$)/.test(text)) break
  }
  return undefined
}

/** At least the first two lines, however long they are. */
function firstLines(window: Window): Buffer {
  let at = 0
  for (let lines = 0; lines < 3 && at < Math.min(window.size, LONGEST_HEAD); at++) {
    const byte = window.byte(at)
    if (byte === 0x0a || byte === 0x0d) lines++
  }
  return window.slice(0, at)
}

/**
 * The encoding of a Python program. Python 2 stops at a character outside of ASCII if no encoding is declared;
 * `unknown` stands for a program that may run on Python 2.
 */
function pythonEncoding(
  window: Window,
  { interpreter = 'python3' }: Detected,
): 'utf-8' | 'other' | 'unknown' {
  if (window.slice(0, 3).toString('latin1') === '\xef\xbb\xbf') return 'utf-8'
  const declared = pythonDeclaration(window)
  if (declared) return /^utf[-_]?8/i.test(declared) ? 'utf-8' : 'other'
  if (/2(?:\.\d+)?$/.test(interpreter)) return 'other'
  return /^python$/.test(interpreter) ? 'unknown' : 'utf-8'
}

function isAscii(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80)
}
