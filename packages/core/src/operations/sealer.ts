/**
 * Seals the marks of one operation.
 *
 * Most of what they hold is the same in all of them: the commit, the build, the people. The mark package writes it once,
 * and what is a plain word is written here, so that a further mark costs little more than its one hash.
 */
import { type Dict, encodeMark, metadataHash, metadataId, sealMark, type Value } from '@chalkmark/mark'
import { hashOrder, textOrder } from '@chalkmark/mark/order'
import { sha256, sha256Hex } from '../splices.js'

export interface Sealed {
  /** The mark with METADATA_ID, and METADATA_HASH if it was asked for. */
  mark: Dict
  metadataHash: string
  /** The mark's text, in UTF-8. */
  text: Buffer
}

/** A value that has been written, as `"KEY" : …` and as METADATA_HASH has it, key and all. */
interface Written {
  value: Value
  text: string
  bytes: Uint8Array
}

/** Marks of the same keys. */
interface Shape {
  /** As they were in the first such mark. */
  keys: readonly string[]
  holdsHash: boolean
  inHash: readonly string[]
  inText: readonly string[]
}

const REQUIRED = ['MAGIC', 'CHALK_ID', 'CHALK_VERSION']

/** Text that stands in a mark as it is. */
const PLAIN = /^[\w .:/@+-]*$/

/** Longer ones are not kept: they can be a whole archive's marks, which no other mark holds. */
const LONGEST_KEPT = 65_536

/** Length in bytes of the tag and the count of a string or a dict; the tags of both. */
const HEAD = 5
const STRING = 1
const DICT = 5

export class Sealer {
  #shape: Shape | undefined
  readonly #written = new Map<string, Written>()
  /** What is hashed. */
  #room = Buffer.alloc(4096)

  /**
   * Gives what `sealMark` and `encodeMark` give.
   * @param dict all that the mark shall hold, but METADATA_HASH and METADATA_ID.
   * @param holdsHash whether METADATA_HASH shall be in it; METADATA_ID is derived from it, so a mark can do without.
   * @throws MarkError if a value has no place in a mark; its message names the key.
   */
  seal(dict: Dict, holdsHash: boolean): Sealed {
    const shape = this.#shapeOf(dict, holdsHash)
    if (!shape) return sealAnew(dict, holdsHash)
    const hash = this.#hash(dict, shape)
    const mark: Dict = { ...dict, ...(holdsHash && { METADATA_HASH: hash }), METADATA_ID: metadataId(hash) }
    let text = ''
    for (const key of shape.inText) text += `${text && ', '}${this.#textOf(key, mark[key]!)}`
    return { mark, metadataHash: hash, text: Buffer.from(`{ ${text} }`) }
  }

  /** Undefined for a mark with odd keys, or without those that it must have. */
  #shapeOf(dict: Dict, holdsHash: boolean): Shape | undefined {
    const keys = Object.keys(dict)
    if (this.#shape && isOfShape(this.#shape, keys, holdsHash)) return this.#shape
    const isOdd = !keys.every((key) => PLAIN.test(key)) || 'METADATA_HASH' in dict || 'METADATA_ID' in dict
    if (isOdd || !REQUIRED.every((key) => keys.includes(key))) return undefined
    const added = holdsHash ? ['METADATA_HASH', 'METADATA_ID'] : ['METADATA_ID']
    this.#shape = {
      keys,
      holdsHash,
      inHash: hashOrder(keys),
      inText: textOrder([...keys, ...added]),
    }
    return this.#shape
  }

  #hash(dict: Dict, { inHash }: Shape): string {
    let at = this.#head(DICT, inHash.length, 0)
    for (const key of inHash) {
      const value = dict[key]!
      if (isPlain(value)) {
        at = this.#string(value, this.#string(key, at))
      } else {
        const { bytes } = this.#writtenOf(key, value)
        this.#reserve(at + bytes.length)
        this.#room.set(bytes, at)
        at += bytes.length
      }
    }
    return sha256Hex(this.#room.subarray(0, at))
  }

  #textOf(key: string, value: Value): string {
    return isPlain(value) ? `"${key}" : "${value}"` : this.#writtenOf(key, value).text
  }

  #writtenOf(key: string, value: Value): Written {
    const known = this.#written.get(key)
    if (known?.value === value) return known
    const alone = { [key]: value }
    let bytes = new Uint8Array()
    metadataHash(alone, (hashed) => {
      bytes = hashed.slice(HEAD)
      return bytes
    })
    const written = { value, text: encodeMark(alone).slice(2, -2), bytes }
    if (written.text.length <= LONGEST_KEPT) this.#written.set(key, written)
    return written
  }

  /** @returns the offset behind it. */
  #string(plain: string, at: number): number {
    const from = this.#head(STRING, plain.length, at)
    this.#reserve(from + plain.length)
    return from + this.#room.write(plain, from, 'latin1')
  }

  #head(tag: number, count: number, at: number): number {
    this.#reserve(at + HEAD)
    this.#room[at] = tag
    return this.#room.writeUInt32LE(count, at + 1)
  }

  #reserve(size: number): void {
    if (size <= this.#room.length) return
    const room = Buffer.alloc(2 * size)
    room.set(this.#room)
    this.#room = room
  }
}

function isOfShape(shape: Shape, keys: readonly string[], holdsHash: boolean): boolean {
  const { length } = keys
  if (shape.holdsHash !== holdsHash || shape.keys.length !== length) return false
  for (let i = 0; i < length; i++) if (keys[i] !== shape.keys[i]) return false
  return true
}

function isPlain(value: Value): value is string {
  return typeof value === 'string' && PLAIN.test(value)
}

function sealAnew(dict: Dict, holdsHash: boolean): Sealed {
  const { METADATA_HASH: hash, ...rest } = sealMark(dict, sha256)
  const mark = holdsHash ? { ...rest, METADATA_HASH: hash! } : rest
  return { mark, metadataHash: hash as string, text: Buffer.from(encodeMark(mark)) }
}
