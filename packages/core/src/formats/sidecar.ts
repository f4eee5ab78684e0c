/**
 * Models that have no place for a mark. The mark is kept in a file beside them.
 *
 *     model.onnx          never touched; HASH is its SHA-256
 *     model.onnx.chalk    { "MAGIC" : "dadfedabbadabbed", … }\n
 *
 * ONNX, and PyTorch's pickles: `.bin`, and `.pt` and `.pth` that are no ZIP. Also SafeTensors without metadata.
 */
import { findMark } from '@chalkmark/mark'
import { asBuffer, NOTHING } from '../bytes/fields.js'
import type { Source, Splice } from '../bytes/source.js'
import { CodecError } from '../error.js'
import { MAX_MARK } from './appended.js'
import type { Artifact, FoundMark } from './artifact.js'
import type { Candidate, Codec } from './format.js'
import { checkPointer } from './pointer.js'

const TYPE = 'ML model'
const SUFFIX = '.chalk'

export const sidecar: Codec = {
  name: 'sidecar',

  claims({ name, source }) {
    if (!/\.(onnx|bin|pt|pth)$/i.test(name)) return undefined
    return asBuffer(source.read(0, 4)).toString('latin1') === 'PK\x03\x04' ? undefined : TYPE
  },

  read: (candidate) => withPointerCheck(candidate.source, artifactBeside(candidate.beside, TYPE, [])),
}

/** The artifact, which takes no mark if the file only stands for another one. */
function withPointerCheck(source: Source, artifact: Artifact): Artifact {
  return {
    ...artifact,
    insert(mark) {
      checkPointer(source)
      return artifact.insert(mark)
    },
  }
}

/**
 * An artifact whose mark is in the file beside it.
 * @param beside opens that file; undefined where there can be none, as in an archive.
 * @param normalForm what HASH is over, as edits of the artifact itself.
 */
export function artifactBeside(beside: Candidate['beside'], type: string, normalForm: Splice[]): Artifact {
  const file = beside?.(SUFFIX)
  const size = file?.size ?? 0
  const mark = file && markIn(file)
  return {
    type,
    ...(mark && { mark }),
    normalForm,
    sidecar: SUFFIX,
    insert(text) {
      if (!beside)
        throw new CodecError('NO_PLACE', 'its mark needs a file beside it, which it cannot have here')
      if (size > 0 && !mark)
        throw new CodecError('NAME_TAKEN', `the file ${SUFFIX} beside it is not a mark: move it away`)
      return [{ at: 0, remove: size, insert: lineOf(text) }]
    },
    remove: () => (mark ? [{ at: 0, remove: size, insert: NOTHING }] : []),
  }
}

function markIn(file: Source): FoundMark | undefined {
  if (file.size > MAX_MARK) return undefined
  const bytes = file.read(0, file.size)
  const found = findMark(bytes)
  if (!found || found.placeholder) return undefined
  const text = bytes.slice(found.start, found.end)
  // HASH does not cover this file, so it must hold the line that marking writes and nothing else.
  const isAlone = Buffer.compare(bytes, lineOf(text)) === 0
  return {
    text,
    dict: found.dict,
    ...(!isAlone && { broken: `the file ${SUFFIX} holds more than the mark` }),
  }
}

function lineOf(mark: Uint8Array): Buffer {
  return Buffer.concat([mark, Buffer.from('\n')])
}
