/**
 * A mark of the reference program behind an archive. The program takes an archive that begins with a shebang, such as
 * an executable jar, for a script of that interpreter, and appends a line of text:
 *
 *     #!/bin/bash …  archive, end record  \n# { "MAGIC" : …, … }
 *
 * HASH is over the bytes before that line. Marking replaces it with a mark in the archive.
 *
 * A mark that stood in the archive has another HASH, which leaves out much of the archive. So it does not count here,
 * where nothing would say what it leaves out.
 */
import { chalkId, findMark } from '@chalkmark/mark'
import { asBuffer, subSource } from '../../bytes/fields.js'
import type { Source, Splice } from '../../bytes/source.js'
import { hashSpliced } from '../../bytes/splices.js'
import type { Artifact, FoundMark } from '../artifact.js'

/** The longest mark behind an archive that is looked for, in bytes. */
const MAX_LINE = 1 << 20
const LINE_START = '\n# '
const NEWLINE = 0x0a
const BRACE = 0x7d

/** A mark behind an archive. */
export interface Behind {
  mark: FoundMark
  /** Where the archive ends and the mark's line begins. */
  end: number
}

const NOT_THEIRS = 'it stands behind the archive, and its CHALK_ID is not that of the bytes before it'

/** The mark behind a file that begins with a shebang; undefined if there is none. */
export function markBehind(source: Source): Behind | undefined {
  if (asBuffer(source.read(0, 2)).toString('latin1') !== '#!') return undefined
  const last = asBuffer(source.read(Math.max(0, source.size - 2), 2))
  if (last.at(-1) !== BRACE && !(last.at(-1) === NEWLINE && last.at(-2) === BRACE)) return undefined
  const from = Math.max(0, source.size - MAX_LINE)
  const tail = asBuffer(source.read(from, source.size - from))
  const line = tail.lastIndexOf(LINE_START, undefined, 'latin1')
  if (line < 0) return undefined
  const found = findMark(tail.subarray(line + LINE_START.length))
  if (!found || found.placeholder || found.start !== 0) return undefined
  const start = line + LINE_START.length
  const rest = tail.subarray(start + found.end)
  if (rest.length > 1 || (rest.length === 1 && rest[0] !== NEWLINE)) return undefined
  const text = Buffer.from(tail.subarray(start, start + found.end))
  return { end: from + line, mark: { at: from + start, text, dict: found.dict } }
}

/**
 * The artifact with a mark behind it.
 * @param before gives the archive without it.
 */
export function artifactBefore(
  source: Source,
  { mark, end }: Behind,
  before: (archive: Source) => Artifact,
): Artifact {
  const content = subSource(source, 0, end)
  const archive = before(content)
  const cut: Splice = { at: end, remove: source.size - end, insert: new Uint8Array() }
  const { hash, contentForm } = archive
  const wholeHash = hashSpliced(content, [])
  const isTheirs = mark.dict.CHALK_ID === chalkId(wholeHash)
  return {
    type: archive.type,
    mark: isTheirs ? mark : { ...mark, broken: NOT_THEIRS },
    normalForm: [cut],
    ...(hash && { hash }),
    otherHashes: [() => ({ hash: wholeHash, uncovered: [] })],
    ...(contentForm && { contentForm: async () => [...(await contentForm()), cut] }),
    insert: async (text) => [...(await archive.insert(text)), cut],
    remove: () => [cut],
  }
}
