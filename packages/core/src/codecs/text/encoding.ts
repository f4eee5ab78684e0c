/** Which texts can take a mark at all, and how its characters are written in them. */
import { isUtf8 } from 'node:buffer'
import { CodecError } from '../codec.js'
import type { Window } from '../window.js'
import { escapeForAscii, escapeForXml } from './escape.js'
import type { Detected } from './languages.js'

const CHUNK = 1024 * 1024

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
  const start = window
    .slice(0, 256)
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
 * The mark as it can stand in the text.
 * @throws CodecError `ENCODING` if the text's declared encoding has not all of its characters.
 */
export function encodedFor(window: Window, language: Detected, mark: Uint8Array): Buffer {
  const bytes = Buffer.from(mark.buffer, mark.byteOffset, mark.byteLength)
  if (language.syntax === 'xml') return escapeForXml(bytes)
  if (language.syntax !== 'python' || isAscii(bytes)) return bytes
  const encoding = pythonEncoding(window, language)
  if (encoding === 'utf-8') return bytes
  const ascii = escapeForAscii(bytes)
  if (encoding === 'unknown' || isAscii(ascii)) return ascii
  throw new CodecError(
    'ENCODING',
    'the mark has characters that are not in the encoding that the file declares',
  )
}

/**
 * The encoding of a Python program (PEP 263). Python 2 stops at a character outside of ASCII if none is declared;
 * `unknown` is a program that may run on it.
 */
function pythonEncoding(
  window: Window,
  { interpreter = 'python3' }: Detected,
): 'utf-8' | 'other' | 'unknown' {
  const start = window.slice(0, 1024).toString('latin1')
  if (start.startsWith('\xef\xbb\xbf')) return 'utf-8'
  const lines = start.split('\n', 2)
  for (const text of lines) {
    const declared = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(text)?.[1]
    if (declared) return /^utf[-_]?8/i.test(declared) ? 'utf-8' : 'other'
  }
  if (/2(?:\.\d+)?$/.test(interpreter)) return 'other'
  return /^python$/.test(interpreter) ? 'unknown' : 'utf-8'
}

function isAscii(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80)
}
