/**
 * Marks of binary formats, that stand as plain bytes: at a place that is known, or at the very end.
 *
 * A mark at the very end of a file, for formats whose readers stop before it.
 *
 *     0        the artifact; HASH is the SHA-256 of these bytes
 *     size-n   { "MAGIC" : "dadfedabbadabbed", … }
 *
 * Used for Python bytecode, and for ELF files that have no place for a section.
 */
import { findMarks, parseMark } from '@chalkmark/mark'
import { NOTHING } from '../bytes/fields.js'
import type { Source } from '../bytes/source.js'
import type { Artifact, FoundMark } from './artifact.js'

/** The longest mark that is read, in bytes. One that holds an SBOM can be several MB long. */
export const MAX_MARK = 16 << 20

/** A mark that stands in the artifact as plain bytes. */
export type PlacedMark = FoundMark & { at: number }

/**
 * The mark whose `{` is the byte `start` of `bytes`; undefined if there is none or a placeholder.
 * @param offset where in the artifact `bytes` begin.
 */
export function markAt(bytes: Uint8Array, start: number, offset: number): PlacedMark | undefined {
  const parsed = parseMark(bytes, start)
  if ('error' in parsed || Object.keys(parsed.dict).length === 1) return undefined
  return { at: offset + start, text: bytes.slice(start, parsed.end), dict: parsed.dict }
}

const FIRST_LOOK = 1 << 16

/** The file as an artifact of `type` with the mark, if there is one, as its last bytes. */
export function appendedArtifact(source: Source, type: string): Artifact {
  const mark = markAtEnd(source)
  const end = mark ? mark.at : source.size
  const cut = { at: end, remove: source.size - end }
  const without = mark ? [{ ...cut, insert: NOTHING }] : []
  return {
    type,
    ...(mark && { mark }),
    normalForm: without,
    insert: (text) => [{ ...cut, insert: text }],
    remove: () => without,
  }
}

/** The mark whose closing brace is the file's last byte. Files without one cost a read of one byte. */
function markAtEnd(source: Source): PlacedMark | undefined {
  const { size } = source
  if (size === 0 || source.read(size - 1, 1)[0] !== 0x7d /* } */) return undefined
  const most = Math.min(size, MAX_MARK)
  for (let look = Math.min(FIRST_LOOK, most); ; look = Math.min(look * 8, most)) {
    const bytes = source.read(size - look, look)
    const found = endingMark(bytes)
    if (found) return { ...found, at: size - look + found.at }
    if (look === most) return undefined
  }
}

/**
 * The mark that ends where `bytes` end. Text before it may look like the beginning of another mark, which would
 * then contain this one as a value; that does not hide it.
 */
function endingMark(bytes: Uint8Array): PlacedMark | undefined {
  for (const { start, end, dict, placeholder } of findMarks(bytes))
    if (end === bytes.length && !placeholder) return { at: start, text: bytes.slice(start, end), dict }
  return undefined
}
