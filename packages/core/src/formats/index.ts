/** The formats, and which of them a file is. */

import { elf } from './elf/index.js'
import { type Candidate, type Codec, type CodecOptions, claimedBy } from './format.js'
import { gguf } from './gguf.js'
import { machO } from './mach-o/index.js'
import { npmTarball } from './npm-tarball/index.js'
import { pe } from './pe/index.js'
import { pythonBytecode } from './python-bytecode.js'
import { safeTensors } from './safetensors.js'
import { sidecar } from './sidecar.js'
import { standIn } from './stand-in.js'
import { text } from './text/index.js'
import { wasm } from './wasm.js'
import { x509 } from './x509/index.js'
import { zipOver } from './zip/index.js'

/**
 * The codecs that look into the files of an archive for its HASH: those of the formats that the reference program
 * knows.
 */
const inner = [elf, machO, gguf, safeTensors, pythonBytecode, text]
export const zip = zipOver(inner)

/** All that look into the files of an archive, in the order in which they are asked. */
export const codecsInside: readonly Codec[] = [zip, ...inner]

/** In the order in which they are asked: binary formats, known by their first bytes, before text. What only has the name of one comes last. */
// biome-ignore format: one line each
export const codecs: readonly Codec[] = [
  elf,
  machO,
  pe,
  wasm,
  gguf,
  safeTensors,
  zip,
  npmTarball,
  pythonBytecode,
  x509,
  text,
  sidecar,
  standIn,
]

/** The codec that a file belongs to, if any. Reads a few bytes; never throws on what it reads. */
export function codecFor(candidate: Candidate, options: CodecOptions = {}): Codec | undefined {
  return claimedBy(codecs, candidate, options)
}
