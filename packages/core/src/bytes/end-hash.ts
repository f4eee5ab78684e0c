/**
 * SHA-256 of an artifact in memory and of the same with edits near its end, where text has its mark: all before is
 * hashed once for both.
 */
import { createHash, type Hash } from 'node:crypto'
import { bufferSource, type Splice } from './source.js'
import { hashSpliced } from './splices.js'

/** Bytes at the end that are hashed again for each result. */
const END = 4096

export class EndHash {
  readonly #bytes: Uint8Array
  /** Where the end begins. */
  readonly #end: number
  #before: Hash | undefined

  /** @param bytes must not change while this is in use. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#end = Math.max(0, bytes.length - END)
  }

  /** Lower-case hex SHA-256 of the edited artifact. */
  hash(splices: readonly Splice[]): string {
    if (this.#end === 0 || splices.some(({ at }) => at < this.#end)) {
      return hashSpliced(bufferSource(this.#bytes), splices)
    }
    this.#before ??= createHash('sha256').update(this.#bytes.subarray(0, this.#end))
    const hash = this.#before.copy()
    // Not by `pieces`: a bundler's files are many, and the generators would outweigh the marks.
    let from = this.#end
    for (const { at, remove, insert } of splices) {
      hash.update(this.#bytes.subarray(from, at)).update(insert)
      from = at + remove
    }
    return hash.update(this.#bytes.subarray(from)).digest('hex')
  }
}
