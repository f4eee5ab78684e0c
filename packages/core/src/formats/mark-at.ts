/** Marks of binary formats. Their place is known, so nothing is searched. */
import { parseMark } from '@chalkmark/mark'
import type { FoundMark } from './format.js'

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
