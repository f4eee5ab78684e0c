/**
 * Seals the marks of one operation.
 *
 * Most of what they hold is the same in all of them: the commit, the build, the people. The mark package writes it once,
 * and what is a plain word is written here, so that a further mark costs little more than its one hash.
 */
import { createHash } from 'node:crypto'
import { type Dict, encodeMark, metadataHash, metadataId, sealMark, type Value } from '@chalkmark/mark'
import { hashOrder, REQUIRED, textOrder } from '@chalkmark/mark/order'
import { sha256 } from '../bytes/splices.js'

export interface Sealed {
  /** The mark with METADATA_ID, and METADATA_HASH if it was asked for. */
  mark: Dict
  metadataHash: string
  /** The mark's text, in UTF-8. */
  text: Buffer
}

/** Values as they were written last, by their keys. */
type Written = Map<string, { value: Value; written: string }>

/** Marks of the same keys. */
interface Shape {
  /** As they were in the first such mark. */
  keys: readonly string[]
  holdsHash: boolean
  inHash: readonly WrittenKey[]
  inText: readonly WrittenKey[]
}

/** A key with what stands before its value. */
interface WrittenKey {
  key: string
  before: string
}

/** Text that stands in a mark as it is. */
const PLAIN = /^[\w .:/@+-]*$/

/** Tags of METADATA_HASH: one letter, and four for a count. */
const STRING = '\x01'
const DICT = '\x05'

export class Sealer {
  #shape: Shape | undefined
  readonly #texts: Written = new Map()
  readonly #bytes: Written = new Map()

  /**
   * Gives what `sealMark` and `encodeMark` give.
   * @param dict all that the mark shall hold, but METADATA_HASH and METADATA_ID.
   * @param holdsHash whether METADATA_HASH shall be in it; METADATA_ID is derived from it, so a mark can do without.
   * @throws MarkError if a value has no place in a mark; its message names the key.
   */
  seal(dict: Dict, holdsHash: boolean): Sealed {
    const shape = this.#shapeOf(dict, holdsHash)
    if (!shape) return sealAnew(dict, holdsHash)
    let bytes = DICT + count(shape.inHash.length)
    for (const { key, before } of shape.inHash) {
      const value = dict[key]!
      bytes += before + (isPlain(value) ? plainBytes(value) : once(this.#bytes, key, value, hashedOf))
    }
    const hash = createHash('sha256').update(bytes, 'latin1').digest('hex')
    const mark: Dict = {
      ...dict,
      ...(holdsHash && { METADATA_HASH: hash }),
      METADATA_ID: metadataId(hash),
    }
    let text = '{ '
    for (const { key, before } of shape.inText) {
      const value = mark[key]!
      text += before + (isPlain(value) ? `"${value}"` : once(this.#texts, key, value, textOf))
    }
    return { mark, metadataHash: hash, text: Buffer.from(`${text} }`) }
  }

  /** Undefined for a mark with odd keys, or without those that it must have. */
  #shapeOf(dict: Dict, holdsHash: boolean): Shape | undefined {
    const keys = Object.keys(dict)
    if (this.#shape && isOfShape(this.#shape, keys, holdsHash)) return this.#shape
    const isOdd = !keys.every((key) => PLAIN.test(key)) || 'METADATA_HASH' in dict || 'METADATA_ID' in dict
    if (isOdd || !REQUIRED.every((key) => keys.includes(key))) return undefined
    const added = holdsHash ? ['METADATA_HASH', 'METADATA_ID'] : ['METADATA_ID']
    const inText = textOrder([...keys, ...added])
    this.#shape = {
      keys,
      holdsHash,
      inHash: hashOrder(keys).map((key) => ({ key, before: plainBytes(key) })),
      inText: inText.map((key, i) => ({ key, before: `${i > 0 ? ', ' : ''}"${key}" : ` })),
    }
    return this.#shape
  }
}

/** What `write` makes of a value, made anew only if it is not that of the mark before. */
function once(
  known: Written,
  key: string,
  value: Value,
  write: (key: string, value: Value) => string,
): string {
  const last = known.get(key)
  if (last?.value === value) return last.written
  const written = write(key, value)
  // Whoever made a list can put something else into it. And the marks within an archive no other mark holds.
  if (typeof value !== 'object') known.set(key, { value, written })
  return written
}

/** A value as it stands in a mark's text. */
function textOf(key: string, value: Value): string {
  return encodeMark({ [key]: value }).slice(`{ "${key}" : `.length, -' }'.length)
}

/** A value as METADATA_HASH has it: a letter for each byte. */
function hashedOf(key: string, value: Value): string {
  let hashed: Uint8Array = new Uint8Array()
  metadataHash({ [key]: value }, (bytes) => {
    hashed = bytes
    return bytes
  })
  return Buffer.from(hashed).toString('latin1', DICT.length + 4 + plainBytes(key).length)
}

function plainBytes(text: string): string {
  return STRING + count(text.length) + text
}

/** A count as 32 bits, little-endian. */
function count(items: number): string {
  return String.fromCharCode(items & 0xff, (items >> 8) & 0xff, (items >> 16) & 0xff, items >>> 24)
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
