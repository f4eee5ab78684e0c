/**
 * Files that have the name of a binary format and are none: pointers of Git LFS and git-annex, files that a failed
 * download or build has left empty, and what a server has answered instead. They are artifacts that cannot be
 * marked, so that a report says why.
 */
import type { Source } from '../bytes/source.js'
import { CodecError } from '../error.js'
import type { Artifact } from './artifact.js'
import type { Candidate, Codec, CodecOptions } from './format.js'
import { checkPointer, isPointer } from './pointer.js'
import { COMMON, extensionOf, ON_REQUEST } from './zip/types.js'

/** By extension: the ARTIFACT_TYPE of what such a file should be, besides those of archives. */
// biome-ignore format: one line, one kind
const TYPES: Readonly<Record<string, string>> = {
  wasm: 'WebAssembly', tgz: 'npm tarball',
  gguf: 'GGUF model', safetensors: 'SafeTensors model',
  pyc: 'Python Bytecode', pyo: 'Python Bytecode',
  exe: 'PE', dll: 'PE', so: 'ELF', dylib: 'Mach-O executable', node: 'native module',
}
/** Names that stand for one format only. Others are those of old or other formats, too: HDF5, DOS programs, linker scripts. */
const ONE_FORMAT = new Set(['wasm', 'jar', 'war', 'ear', 'gguf', 'safetensors'])

/** Asked last: what another codec knows is no such file. */
export const standIn: Codec = {
  name: 'stand-in',
  claims: typeOf,
  read(candidate, options): Artifact {
    const type = typeOf(candidate, options)!
    return {
      type,
      normalForm: [],
      insert: () => {
        throw whyNone(candidate.source, type)
      },
      remove: () => [],
    }
  },
}

function typeOf({ name, source }: Candidate, { archives }: CodecOptions): string | undefined {
  const extension = extensionOf(name)
  const type =
    TYPES[extension] ?? COMMON[extension] ?? (archives === 'all' ? ON_REQUEST[extension] : undefined)
  if (type === undefined) return undefined
  return source.size === 0 || ONE_FORMAT.has(extension) || isPointer(source) ? type : undefined
}

function whyNone(source: Source, type: string): CodecError {
  checkPointer(source)
  if (source.size === 0) return new CodecError('EMPTY', 'the file is empty')
  return new CodecError('MISNAMED', `the file is not what its name says (${type})`)
}
