/**
 * Marks in files that cannot hold every character. A character of a mark's strings may be written as an escape
 * sequence: its values, and with them its ids and hashes, stay the same (RFC 8259, section 7).
 */

/**
 * The mark for an XML comment, which must not hold two dashes in a row, U+FFFE or U+FFFF (XML 1.0, productions
 * [15] and [2]). Outside of its strings a mark holds none of these.
 */
export function escapeForXml(mark: Buffer): Buffer {
  return escapeAll(mark, /(?<=-)-|[\ufffe\uffff]/g)
}

/**
 * The mark in ASCII, for a file whose declared encoding has no other characters. Characters above U+FFFF stay as
 * they are: an escaped surrogate pair is not read everywhere.
 */
export function escapeForAscii(mark: Buffer): Buffer {
  return escapeAll(mark, /[\x80-\ud7ff\ue000-\uffff]/g)
}

/** The mark for a block comment that can hold another one: no slash-star opens that. */
export function escapeOpeners(mark: Buffer): Buffer {
  return escapeAll(mark, /\/(?=\*)/g)
}

/** What closes strings over lines in some languages, or begins code in them. A mark always holds double quotes. */
const CLOSER = /['`}]|\$(?=\{)|\](?=[\]=])/g
const STRING = /"(?:[^"\\]|\\.)*"/g

/** The mark for a comment that may turn out to be a string: nothing in its values closes that. */
export function escapeClosers(mark: Buffer): Buffer {
  const text = mark.toString()
  const escaped = text.replace(STRING, (string) => string.replace(CLOSER, asEscape))
  return escaped === text ? mark : Buffer.from(escaped)
}

function escapeAll(mark: Buffer, characters: RegExp): Buffer {
  const text = mark.toString()
  const escaped = text.replace(characters, asEscape)
  return escaped === text ? mark : Buffer.from(escaped)
}

function asEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
