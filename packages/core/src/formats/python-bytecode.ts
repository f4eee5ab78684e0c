/**
 * Compiled Python modules. The mark is at the end of the file: Python unmarshals one code object and stops.
 *
 *     0   magic   u16, then CR LF     differs with each version of Python
 *     4   flags   u32                 PEP 552: whether the source's time or its hash follows
 *     8   the source's time and size, or its hash
 *    16   the marshalled code object
 *         { "MAGIC" : "dadfedabbadabbed", … }
 *
 * PEP 3147 and PEP 552; CPython's Lib/importlib/_bootstrap_external.py.
 */
import { appendedArtifact } from './appended.js'
import type { Codec } from './format.js'

const TYPE = 'Python Bytecode'

export const pythonBytecode: Codec = {
  name: 'python-bytecode',

  claims({ name, source }) {
    if (!/\.py[co]$/i.test(name)) return undefined
    const [, , cr, lf] = source.read(0, 4)
    return cr === 0x0d && lf === 0x0a ? TYPE : undefined
  },

  read: ({ source }) => appendedArtifact(source, TYPE),
}
