/**
 * A mark at the very end of a file, for formats whose readers stop before it.
 *
 *     0        the artifact; HASH is the SHA-256 of these bytes
 *     size-n   { "MAGIC" : "dadfedabbadabbed", … }
 *
 * Python bytecode keeps its mark so, and an ELF file that has no place for a section.
 */
import { MAGIC, parseMark } from '@chalkmark/mark'
import { asBuffer, NOTHING } from './bytes.js'
import type { Artifact, Source } from './codec.js'
import { MAX_MARK, markAt, type PlacedMark } from './mark-at.js'

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

const OPENING = new RegExp(String.raw`\{[ \t\r\n]*"MAGIC"[ \t\r\n]*:[ \t\r\n]*"${MAGIC}"`, 'g')

/**
 * How many marks may be cut off by the mark that is looked for: content that ends within one, so that the file reads
 * as one in the other's place. Each costs another pass.
 */
const MAX_UNFINISHED = 8

/** The mark that ends where `bytes` do. Whatever the bytes are, each is parsed a few times at most. */
function endingMark(bytes: Uint8Array): PlacedMark | undefined {
  let passed = 0
  let unfinished = 0
  for (const { 0: opening, index: at } of asBuffer(bytes).toString('latin1').matchAll(OPENING)) {
    // Within a mark that ended earlier, or within what could not be parsed and so cannot be parsed from here either.
    if (at + opening.length <= passed) continue
    const parsed = parseMark(bytes, at)
    passed = 'error' in parsed ? parsed.at : parsed.end
    if (passed < bytes.length) continue
    if (!('error' in parsed)) return markAt(bytes, at, 0)
    if (unfinished++ < MAX_UNFINISHED) passed = at + opening.length
  }
  return undefined
}
