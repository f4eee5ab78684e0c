/**
 * WebAssembly modules and components: the mark is a custom section, which every engine skips.
 *
 *     preamble   00 61 73 6D  version:u16 layer:u16        layer 0: module, 1: component
 *     section    id:u8  size:u32 (LEB128)  contents
 *     custom     id 0; its contents begin with a name: length:u32 (LEB128), UTF-8
 *
 * WebAssembly Core Specification 5.5 (webassembly.github.io/spec/core/binary/modules.html) and the component
 * model's design/mvp/Binary.md (github.com/WebAssembly/component-model). Other implementations of chalk have
 * no codec for it.
 */
import { isUtf8 } from 'node:buffer'
import { parseMark } from '@chalkmark/mark'
import type { Splice } from '../bytes/source.js'
import { openWindow, type Window } from '../bytes/window.js'
import { CodecError } from '../error.js'
import type { Artifact, FoundMark } from './artifact.js'
import { NOT_AS_WRITTEN } from './as-written.js'
import type { Candidate, Codec } from './format.js'

const TYPE = 'WebAssembly'
const SECTION_NAME = Buffer.from('chalk.mark')
/** The first section of a module signed as the WebAssembly tool conventions' Signatures.md lays down. */
const SIGNATURE_NAME = Buffer.from('signature')
/** Object files have it (the WebAssembly tool conventions' Linking.md). */
const LINKING_NAME = Buffer.from('linking')
const PREAMBLE_SIZE = 8
const CUSTOM = 0
const OPENING_BRACE = 0x7b

export const wasm: Codec = { name: 'wasm', claims, read }

/** By the preamble, whatever the name. */
function claims({ source }: Candidate): string | undefined {
  if (source.size < PREAMBLE_SIZE) return undefined
  const [nul, a, s, m, , , layer, layerHigh] = source.read(0, PREAMBLE_SIZE)
  const isWasm = nul === 0 && a === 0x61 && s === 0x73 && m === 0x6d
  return isWasm && (layer === 0 || layer === 1) && layerHigh === 0 ? TYPE : undefined
}

/** @throws CodecError `MALFORMED` if a section is malformed. */
function read({ source }: Candidate): Artifact {
  const window = openWindow(source)
  const { named, signed, isObject } = parseSections(window)
  const sections = named.map((section) => ({ ...section, held: heldIn(window, section) }))
  // A section of this name that holds no mark, or more than a mark, is content of somebody else.
  const isTaken = sections.some(({ held }) => !held?.alone)
  const removal = sections
    .filter(({ held }) => held?.alone)
    .map(({ start, end }): Splice => ({ at: start, remove: end - start, insert: new Uint8Array() }))
  const mark = sections.find(({ held }) => held?.mark)?.held?.mark
  const broken = mark && whyBroken(window, sections, mark.text)
  const checkNotTaken = () => {
    if (isTaken)
      throw new CodecError('NAME_TAKEN', `the module has a section ${SECTION_NAME} that is not a mark`)
  }
  return {
    type: TYPE,
    mark: mark && { ...mark, ...(broken !== undefined && { broken }) },
    normalForm: removal,
    insert(mark) {
      if (signed) throw new CodecError('SIGNED', 'the module is signed: mark it before signing')
      // Linkers put the custom sections of all objects into the module, one behind the other under one name.
      if (isObject)
        throw new CodecError(
          'NO_PLACE',
          'it is an object file, whose mark linkers would copy: mark what is linked',
        )
      checkNotTaken()
      return [...removal, { at: window.size, remove: 0, insert: encodeSection(mark) }]
    },
    remove() {
      if (!mark) return []
      checkNotTaken()
      return removal
    },
  }
}

/**
 * HASH leaves out every section of this name. So there may be only one, it must be the last section, and it must be
 * written as marking writes it.
 */
function whyBroken(window: Window, sections: MarkSection[], mark: Uint8Array): string | undefined {
  const { start, end } = sections[0]!
  if (sections.length > 1) return `the module has ${sections.length} sections ${SECTION_NAME}`
  if (end !== window.size) return `the section ${SECTION_NAME} is not the last one`
  return window.slice(start, end).equals(encodeSection(mark)) ? undefined : NOT_AS_WRITTEN
}

/** Offsets of a section named `chalk.mark`: its id, what follows its name, and the byte behind it. */
interface MarkSection {
  start: number
  contents: number
  end: number
}

function parseSections(window: Window): { named: MarkSection[]; signed: boolean; isObject: boolean } {
  const named: MarkSection[] = []
  let signed = false
  let isObject = false
  for (let start = PREAMBLE_SIZE; start < window.size; ) {
    const size = parseU32(window, start + 1, window.size)
    const end = size.end + size.value
    if (end > window.size) throw malformed(start, 'the section ends behind the end of the file')
    if (window.byte(start) === CUSTOM) {
      const name = parseName(window, size.end, end)
      if (name.bytes.equals(SECTION_NAME)) named.push({ start, contents: name.end, end })
      isObject ||= name.bytes.equals(LINKING_NAME)
      if (start === PREAMBLE_SIZE) signed = name.bytes.equals(SIGNATURE_NAME)
    }
    start = end
  }
  return { named, signed, isObject }
}

function parseName(window: Window, at: number, limit: number): { bytes: Buffer; end: number } {
  const length = parseU32(window, at, limit)
  const end = length.end + length.value
  if (end > limit) throw malformed(at, 'the name ends behind its section')
  const bytes = window.slice(length.end, end)
  if (!isUtf8(bytes)) throw malformed(at, 'the name is not UTF-8')
  return { bytes, end }
}

/**
 * An unsigned 32-bit LEB128 number, at most 5 bytes. A value that is too large points behind the end of the module,
 * which the caller refuses.
 */
function parseU32(window: Window, at: number, limit: number): { value: number; end: number } {
  let value = 0
  for (let i = 0; i < 5 && at + i < limit; i++) {
    const byte = window.byte(at + i)!
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, end: at + i + 1 }
  }
  throw malformed(at, 'not an unsigned 32-bit LEB128 number')
}

/**
 * What a section of the mark's name holds: a mark, or a placeholder if `mark` is missing. `alone`: it holds nothing
 * else.
 */
function heldIn(
  window: Window,
  { contents, end }: MarkSection,
): { mark?: FoundMark; alone: boolean } | undefined {
  const text = window.slice(contents, end)
  const parsed = text[0] === OPENING_BRACE ? parseMark(text) : undefined
  if (!parsed || 'error' in parsed) return undefined
  const alone = parsed.end === text.length
  if (Object.keys(parsed.dict).length === 1) return { alone }
  // A copy, because the window reuses its buffer.
  return {
    mark: { at: contents, text: Buffer.from(text.subarray(0, parsed.end)), dict: parsed.dict },
    alone,
  }
}

function encodeSection(mark: Uint8Array): Buffer {
  const contents = Buffer.concat([encodeU32(SECTION_NAME.length), SECTION_NAME, mark])
  return Buffer.concat([Uint8Array.of(CUSTOM), encodeU32(contents.length), contents])
}

function encodeU32(value: number): Uint8Array {
  const bytes: number[] = []
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80)
  return Uint8Array.of(...bytes, value)
}

function malformed(at: number, what: string): CodecError {
  return new CodecError('MALFORMED', `malformed WebAssembly at byte ${at}: ${what}`)
}
