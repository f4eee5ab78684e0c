/** The members of a JSON object as they stand in its text, so that one can be cut out without touching the others. */
import { CodecError } from '../error.js'

/** `"key" : value`; offsets are those of the text that it was found in. */
export interface Member {
  key: string
  /** Offset of the key's first quote. */
  at: number
  /** Offset of the value. */
  valueAt: number
  /** Offset behind the value. */
  end: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN = 0x7b
const CLOSE = 0x7d

/**
 * The members of the object that starts at `at` (RFC 8259, 4), after skipping blanks. Values are stepped over, not
 * parsed.
 * @throws CodecError `MALFORMED` if there is no object.
 */
export function membersOf(text: Buffer, at: number): Member[] {
  const members: Member[] = []
  let next = expect(text, at, OPEN)
  if (text[skipBlanks(text, next)] === CLOSE) return members
  for (;;) {
    const keyAt = skipBlanks(text, next)
    const keyEnd = skipString(text, keyAt)
    const valueAt = skipBlanks(text, expect(text, keyEnd, COLON))
    const end = skipValue(text, valueAt)
    members.push({ key: decode(text, keyAt, keyEnd), at: keyAt, valueAt, end })
    const separator = skipBlanks(text, end)
    if (text[separator] === CLOSE) return members
    next = expect(text, separator, COMMA)
  }
}

/** The text to cut so that a member goes out of its object, with the comma before or behind it: two offsets. */
export function extentOf(members: readonly Member[], member: Member): { from: number; to: number } {
  const index = members.indexOf(member)
  const before = members[index - 1]
  if (before) return { from: before.end, to: member.end }
  return { from: member.at, to: members[index + 1]?.at ?? member.end }
}

function decode(text: Buffer, from: number, to: number): string {
  try {
    return JSON.parse(text.toString('utf8', from, to))
  } catch {
    throw malformed(from)
  }
}

function skipValue(text: Buffer, at: number): number {
  if (text[at] === QUOTE) return skipString(text, at)
  let depth = 0
  for (let i = at; i < text.length; ) {
    const byte = text[i]!
    if (byte === QUOTE) {
      i = skipString(text, i)
      continue
    }
    const closes = byte === CLOSE || byte === 0x5d // ]
    if (byte === OPEN || byte === 0x5b /* [ */) depth++
    else if (closes && depth > 0) depth--
    // A number or a name ends before the next sign, an object or an array behind its closing bracket.
    if (depth === 0 && (closes || byte === COMMA || isBlank(byte))) {
      if (i === at) break
      return text[at] === OPEN || text[at] === 0x5b ? i + 1 : i
    }
    i++
  }
  throw malformed(at)
}

function skipString(text: Buffer, at: number): number {
  if (text[at] !== QUOTE) throw malformed(at)
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === QUOTE) return i + 1
    if (text[i] === BACKSLASH) i++
  }
  throw malformed(at)
}

function expect(text: Buffer, at: number, byte: number): number {
  const found = skipBlanks(text, at)
  if (text[found] !== byte) throw malformed(found)
  return found + 1
}

function skipBlanks(text: Buffer, at: number): number {
  while (isBlank(text[at])) at++
  return at
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function malformed(at: number): CodecError {
  return new CodecError('MALFORMED', `the header is not JSON at byte ${at}`)
}
