/** The formats, and which of them a file is. */
import type { Candidate, Codec, CodecOptions } from './codec.js'
import { elf } from './elf.js'
import { machO } from './mach-o.js'
import { pe } from './pe.js'
import { text } from './text/index.js'
import { wasm } from './wasm.js'

/** In the order in which they are asked: binary formats, known by their first bytes, before text. */
// biome-ignore format: one line each
export const codecs: readonly Codec[] = [
  elf,
  machO,
  pe,
  wasm,
  text,
]

/** The codec that a file belongs to, if any. Reads a few bytes; never throws on what it reads. */
export function codecFor(candidate: Candidate, options: CodecOptions = {}): Codec | undefined {
  return codecs.find((codec) => codec.claims(candidate, options) !== undefined)
}
