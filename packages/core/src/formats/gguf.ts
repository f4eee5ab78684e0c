/**
 * GGUF models, versions 2 and 3. The mark is a string in the metadata.
 *
 *     0    "GGUF"  version:u32  tensor_count:u64  kv_count:u64
 *     24   kv_count pairs      key: string, type:u32, value       "chalk.mark", 8, the mark
 *          tensor_count infos  name: string, dimensions:u32, u64 each, type:u32, offset:u64
 *          padding             zeros, so that the tensor data starts at a multiple of `general.alignment`
 *          tensor data         offsets of tensors count from here
 *
 * All little-endian; a string is its length as u64 and UTF-8 without an end. GGUF specification,
 * github.com/ggml-org/ggml, docs/gguf.md.
 */
import { parseMark } from '@chalkmark/mark'
import { alignUp, asBuffer, fits, isZero, NOTHING, truncated, u64, u64le } from '../bytes/fields.js'
import type { Source, Splice } from '../bytes/source.js'
import { openWindow, type Window } from '../bytes/window.js'
import { CodecError } from '../error.js'
import type { Artifact, FoundMark } from './artifact.js'
import { isAsWritten, NOT_AS_WRITTEN, replacement } from './as-written.js'
import type { Codec } from './format.js'

const TYPE = 'GGUF model'
const KEY = 'chalk.mark'
const KV_COUNT = 16
const DEFAULT_ALIGNMENT = 32
/** A tiny file could ask for any amount of padding. Real models align to a page at most. */
const MAX_ALIGNMENT = 1 << 20
/** Sizes in bytes of the value types, by their number. Strings and arrays have their sizes in the file. */
const SIZES = [1, 1, 2, 2, 4, 4, 4, 1, undefined, undefined, 8, 8, 8]
const UINT32 = 4
const STRING = 8
const ARRAY = 9
const MAX_NESTING = 16

export const gguf: Codec = {
  name: 'gguf',
  claims: ({ source }) => (asBuffer(source.read(0, 4)).toString('latin1') === 'GGUF' ? TYPE : undefined),
  read: ({ source }) => artifactOf(source, readModel(source)),
}

interface Model {
  kvCount: number
  tensorCount: number
  alignment: number
  /** Where the chalk pair is, and its value, if there is one. */
  pair?: { at: number; end: number; type: number; value: number }
  /** Offset behind the last pair. */
  pairsEnd: number
  /** Offset behind the last tensor info, where the padding begins. */
  infosEnd: number
}

// Reading

/** @throws CodecError `UNSUPPORTED_VERSION`, `TRUNCATED` or `MALFORMED`. */
function readModel(source: Source): Model {
  const cursor = { window: openWindow(source, 0), at: 4 }
  const version = readU32(cursor)
  if (version !== 2 && version !== 3)
    throw new CodecError(
      'UNSUPPORTED_VERSION',
      `GGUF of version ${version}, or big-endian: only 2 and 3 are read`,
    )
  const tensorCount = readU64(cursor)
  const kvCount = readU64(cursor)
  const model: Model = { kvCount, tensorCount, alignment: DEFAULT_ALIGNMENT, pairsEnd: 0, infosEnd: 0 }
  for (let i = 0; i < kvCount; i++) readPair(cursor, model)
  model.pairsEnd = cursor.at
  for (let i = 0; i < tensorCount; i++) skipTensorInfo(cursor)
  model.infosEnd = cursor.at
  return model
}

function readPair(cursor: Cursor, model: Model): void {
  const { at } = cursor
  const key = readString(cursor, 'a key')
  const type = readU32(cursor)
  const value = cursor.at
  skipValue(cursor, type, 0)
  if (key === KEY) model.pair = { at, end: cursor.at, type, value }
  if (key !== 'general.alignment') return
  const alignment = type === UINT32 ? cursor.window.slice(value, value + 4).readUInt32LE() : 0
  if (alignment === 0 || alignment > MAX_ALIGNMENT)
    throw new CodecError('MALFORMED', 'general.alignment is not a number to align to')
  model.alignment = alignment
}

interface Cursor {
  window: Window
  at: number
}

function skipValue(cursor: Cursor, type: number, depth: number): void {
  const size = SIZES[type]
  if (size !== undefined) skip(cursor, size, 'a value')
  else if (type === STRING) skip(cursor, readU64(cursor), 'a string')
  else if (type === ARRAY) skipArray(cursor, depth)
  else throw new CodecError('MALFORMED', `a metadata value of the unknown type ${type}`)
}

function skipArray(cursor: Cursor, depth: number): void {
  if (depth > MAX_NESTING) throw new CodecError('MALFORMED', `arrays nested deeper than ${MAX_NESTING}`)
  const type = readU32(cursor)
  const count = readU64(cursor)
  const size = SIZES[type]
  if (size !== undefined) skip(cursor, count * size, 'an array')
  else for (let i = 0; i < count; i++) skipValue(cursor, type, depth + 1)
}

function skipTensorInfo(cursor: Cursor): void {
  skip(cursor, readU64(cursor), 'a tensor’s name')
  skip(cursor, readU32(cursor) * 8 + 4 + 8, 'a tensor’s description')
}

function readU32(cursor: Cursor): number {
  return take(cursor, 4, 'a field').readUInt32LE()
}

function readU64(cursor: Cursor): number {
  return u64(take(cursor, 8, 'a field'), 0)
}

/** A key. Only its first bytes are read, since no longer one matters here. */
function readString(cursor: Cursor, what: string): string {
  const length = readU64(cursor)
  const { at } = cursor
  skip(cursor, length, what)
  return cursor.window.slice(at, at + Math.min(length, 64)).toString('latin1')
}

function take(cursor: Cursor, length: number, what: string): Buffer {
  const { at } = cursor
  skip(cursor, length, what)
  return cursor.window.slice(at, at + length)
}

function skip(cursor: Cursor, length: number, what: string): void {
  if (!fits(cursor.at, length, cursor.window.size)) throw truncated(what)
  cursor.at += length
}

/** The mark in the chalk pair. */
function markIn(source: Source, model: Model): FoundMark | undefined {
  const { pair } = model
  if (pair?.type !== STRING) return undefined
  const at = pair.value + 8
  const bytes = source.read(at, pair.end - at)
  const parsed = parseMark(bytes)
  if ('error' in parsed) return undefined
  const text = bytes.slice(0, parsed.end)
  const isBlanked = asBuffer(text).toString('latin1', text.length - 3) === '  }'
  const plainText = isBlanked ? Buffer.concat([text.subarray(0, -2), Buffer.from('}')]) : text
  const insertInto = (plain: Source) => insertion(plain, readModel(plain), plainText)
  return {
    at,
    text,
    dict: parsed.dict,
    ...(isBlanked && { written: withBlank }),
    ...(!isAsWritten(source, edits(source, model, undefined), insertInto) && { broken: NOT_AS_WRITTEN }),
  }
}

// Edits

function artifactOf(source: Source, model: Model): Artifact {
  const mark = markIn(source, model)
  const without = mark ? edits(source, model, undefined) : []
  return {
    type: TYPE,
    ...(mark && { mark }),
    normalForm: without,
    insert(text) {
      if (model.pair && !mark) throw nameTaken()
      checkPadding(source, model)
      return mark
        ? replacement(source, without, (plain) => insertion(plain, readModel(plain), text))
        : insertion(source, model, text)
    },
    remove: () => without,
  }
}

/**
 * The edits that put a mark into a model without one.
 * @throws CodecError if that is not safe.
 */
function insertion(source: Source, model: Model, mark: Uint8Array): Splice[] {
  if (model.pair) throw nameTaken()
  checkPadding(source, model)
  return edits(source, model, mark)
}

function nameTaken(): CodecError {
  return new CodecError('NAME_TAKEN', `the model has a ${KEY} in its metadata that is not a mark`)
}

/** @throws CodecError if writing the padding anew would lose something. */
function checkPadding(source: Source, model: Model): void {
  const { infosEnd, tensorCount, alignment } = model
  if (source.size < alignUp(infosEnd, alignment) && (tensorCount > 0 || source.size > infosEnd))
    throw new CodecError('TRUNCATED', 'the model ends before its tensor data: get it anew')
  if (!isZero(source, infosEnd, paddingOf(source, model)))
    throw new CodecError('MALFORMED', 'the padding before the tensor data is not zero: it would be lost')
}

/**
 * The edits that put in a pair with `text` behind the others, or take out the pair that is there if `text` is
 * undefined.
 */
function edits(source: Source, model: Model, text: Uint8Array | undefined): Splice[] {
  const { kvCount, pair, pairsEnd, infosEnd } = model
  const old = pair ?? { at: pairsEnd, end: pairsEnd }
  const end = (insert: Uint8Array) => infosEnd - (old.end - old.at) + insert.length
  let insert = text ? encodePair(text) : NOTHING
  const padding = paddingOf(source, model)
  const padded = isPadded(source, model)
  // In a file that ends without padding, the pair must not end at an aligned offset: the file would then seem
  // padded, and removing the mark would leave padding behind.
  if (text && !padded && end(insert) % model.alignment === 0) insert = encodePair(withBlank(text))
  const newPadding = padded ? alignUp(end(insert), model.alignment) - end(insert) : padding
  return [
    { at: KV_COUNT, remove: 8, insert: u64le(kvCount - (pair ? 1 : 0) + (text ? 1 : 0)) },
    { at: old.at, remove: old.end - old.at, insert },
    { at: infosEnd, remove: padding, insert: Buffer.alloc(newPadding) },
  ]
}

/** How many bytes of padding the file has. */
function paddingOf({ size }: Source, { infosEnd, alignment }: Model): number {
  return Math.min(alignUp(infosEnd, alignment), size) - infosEnd
}

/** Some writers leave the padding out of a file without tensors: it then ends with its metadata. */
function isPadded({ size }: Source, { tensorCount, infosEnd, alignment }: Model): boolean {
  return tensorCount > 0 || size >= alignUp(infosEnd, alignment)
}

function encodePair(text: Uint8Array): Buffer {
  const type = Buffer.alloc(4)
  type.writeUInt32LE(STRING)
  return Buffer.concat([u64le(KEY.length), Buffer.from(KEY), type, u64le(text.length), text])
}

/** The same mark, one byte longer: with a blank before its closing brace. */
function withBlank(text: Uint8Array): Buffer {
  return Buffer.concat([text.subarray(0, -1), Buffer.from(' }')])
}
