/**
 * SafeTensors models. The mark is a string in the header's `__metadata__`.
 *
 *     0     length:u64 of the header
 *     8     header: JSON    {"__metadata__":{…,"chalk":"{ \"MAGIC\" : …"},"name":{"dtype":…,"data_offsets":[0,8]},…}
 *     8+n   tensor data     offsets of tensors count from here
 *
 * The header is edited as text: only the pair goes in or out. HASH is over the file without the pair, and with an
 * empty `__metadata__` where there would be none, as the reference program reads a file that it has marked.
 *
 * Readers map the tensor data into memory and need it at a multiple of 8. Blanks before the mark's closing brace
 * provide that.
 *
 * A `__metadata__` that is there says something: transformers then looks for the framework in it, and refuses the
 * model if it finds none. So a file without one keeps its mark beside it (sidecar.ts). Older marks are in a
 * `__metadata__` of their own: eight more blanks mean that it was added with the mark, so it is removed with it.
 *
 * A file without a `__metadata__` and one with an empty one thus have the same HASH, and X-CONTENT-HASH tells the two apart.
 *
 * github.com/huggingface/safetensors, README, "Format".
 */
import { parseMark } from '@chalkmark/mark'
import { alignUp, NOTHING, readAt, truncated, u64, u64le } from '../bytes/fields.js'
import type { Source, Splice } from '../bytes/source.js'
import { CodecError } from '../error.js'
import { CONTENT_HASH } from '../keys/catalogue.js'
import type { Artifact, FoundMark } from './artifact.js'
import { isAsWritten, NOT_AS_WRITTEN, replacement } from './as-written.js'
import type { Codec } from './format.js'
import { extentOf, type Member, membersOf } from './json-text.js'
import { artifactBeside } from './sidecar.js'

const TYPE = 'SafeTensors model'
const LENGTH_SIZE = 8
const ALIGNMENT = 8
/** The format's own limit. */
const MAX_HEADER = 100_000_000
const METADATA = '__metadata__'
const KEY = 'chalk'
const ADDED_METADATA = 8

export const safeTensors: Codec = {
  name: 'safetensors',

  claims({ name, source }) {
    return /\.safetensors$/i.test(name) && source.read(LENGTH_SIZE, 1)[0] === 0x7b /* { */ ? TYPE : undefined
  },

  read({ source, beside }) {
    const header = readHeader(source)
    if (header.metadata) return artifactOf(source, header)
    const artifact = artifactBeside(beside, TYPE, bareForm(header))
    return { ...artifact, ...pinned(artifact.mark, []) }
  },
}

// Reading

interface Header {
  /** The JSON, with the blanks around it. Offsets of members count from its first byte. */
  text: Buffer
  members: Member[]
  metadata?: Member
  /** The members of `__metadata__`. */
  pairs: Member[]
  /** The member of `__metadata__` that holds the mark. */
  chalk?: Member
}

/** @throws CodecError `TRUNCATED` or `MALFORMED`. */
function readHeader(source: Source): Header {
  const length = u64(readAt(source, 0, LENGTH_SIZE, 'the header’s length'), 0)
  if (length > MAX_HEADER) throw truncated('the header')
  const text = readAt(source, LENGTH_SIZE, length, 'the header')
  const members = membersOf(text, 0)
  const metadata = members.filter(({ key }) => key === METADATA)
  const pairs = metadata[0] ? membersOf(text, metadata[0].valueAt) : []
  const chalk = pairs.filter(({ key }) => key === KEY)
  if (metadata.length > 1 || chalk.length > 1)
    throw new CodecError('MALFORMED', `the header has ${METADATA} or ${KEY} more than once`)
  return {
    text,
    members,
    pairs,
    ...(metadata[0] && { metadata: metadata[0] }),
    ...(chalk[0] && { chalk: chalk[0] }),
  }
}

function markIn({ text: header, chalk }: Header): FoundMark | undefined {
  if (!chalk) return undefined
  const mark = Buffer.from(stringAt(header, chalk))
  const parsed = parseMark(mark)
  if ('error' in parsed) return undefined
  const text = mark.subarray(0, parsed.end)
  return { text, dict: parsed.dict, written: (compact) => padded(compact, blanksIn(text)) }
}

/** The member's value, or nothing if that is not a string. */
function stringAt(text: Buffer, { valueAt, end }: Member): string {
  try {
    const value: unknown = JSON.parse(text.toString('utf8', valueAt, end))
    return typeof value === 'string' ? value : ''
  } catch {
    return ''
  }
}

// Edits

function artifactOf(source: Source, header: Header): Artifact {
  const { chalk, pairs } = header
  const found = markIn(header)
  const removal = found ? removalOf(header, found) : []
  const broken = found && !standsAsWritten(source, removal, found.text)
  const mark = found && { ...found, ...(broken && { broken: NOT_AS_WRITTEN }) }
  const normalForm = mark ? cut(header, pairs, chalk!) : []
  return {
    type: TYPE,
    ...(mark && { mark }),
    normalForm,
    ...(pairs.every((pair) => pair === chalk) && pinned(mark, normalForm)),
    insert(text) {
      checkJson(header)
      const insertInto = (plain: Source) => insertion(readHeader(plain), text)
      return mark ? replacement(source, removal, insertInto) : insertion(header, text)
    },
    remove: () => removal,
  }
}

/**
 * What says of a file with nothing in its `__metadata__` but the mark whether it has a `__metadata__`, as HASH does not. A
 * mark could else be moved from beside the file into its header, or out of it.
 * @param form the edits that take only the mark out.
 */
function pinned(mark: FoundMark | undefined, form: Splice[]): Pick<Artifact, 'contentForm' | 'uncovered'> {
  const isNamed = mark && mark.dict[CONTENT_HASH] === undefined
  return {
    contentForm: () => form,
    ...(isNamed && { uncovered: [`whether its header has an empty ${METADATA}`] }),
  }
}

/**
 * The edits that put a mark into a header without one.
 * @throws CodecError `NAME_TAKEN` if something else stands in the mark's place.
 */
function insertion(header: Header, mark: Uint8Array): Splice[] {
  if (header.chalk)
    throw new CodecError('NAME_TAKEN', `the model has "${KEY}" in its ${METADATA} that is not a mark`)
  const bare = placePair(header, pairOf(mark, 0))
  const length = header.text.length - bare.remove + bare.insert.length
  const blanks = alignUp(length, ALIGNMENT) - length + (header.metadata ? 0 : ADDED_METADATA)
  return put(header, placePair(header, pairOf(mark, blanks)))
}

function removalOf(header: Header, mark: FoundMark): Splice[] {
  const { metadata, chalk, pairs, members } = header
  const isAdded = pairs.length === 1 && blanksIn(mark.text) >= ADDED_METADATA
  return isAdded ? cut(header, members, metadata!) : cut(header, pairs, chalk!)
}

/**
 * Whether the pair stands as we write it or as the reference program does: in the same place, but without the
 * blanks.
 */
function standsAsWritten(source: Source, removal: Splice[], mark: Uint8Array): boolean {
  const bare = Buffer.concat([mark.subarray(0, mark.length - 1 - blanksIn(mark)), Buffer.from('}')])
  const theirs = (plain: Source) => {
    const header = readHeader(plain)
    return put(header, placePair(header, pairOf(bare, 0)))
  }
  return (
    isAsWritten(source, removal, (plain) => insertion(readHeader(plain), bare)) ||
    isAsWritten(source, removal, theirs)
  )
}

/**
 * Members are found by stepping over values without looking into them. Readers parse the header as JSON, and accept
 * only strings in its metadata.
 * @throws CodecError `MALFORMED` if they could not read it.
 */
function checkJson({ text }: Header): void {
  let header: Record<string, unknown>
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch {
    throw new CodecError('MALFORMED', 'the header is not JSON')
  }
  const metadata = header[METADATA] ?? {}
  if (Object.values(metadata).some((value) => typeof value !== 'string'))
    throw new CodecError('MALFORMED', `the ${METADATA} in the header holds more than strings`)
}

/** Where a pair goes: behind the others, or with a `__metadata__` of its own. */
function placePair(header: Header, pair: string): Splice {
  const { metadata, pairs } = header
  const last = pairs.at(-1)
  if (last) return { at: last.end, remove: 0, insert: Buffer.from(`,${pair}`) }
  if (metadata) return { at: metadata.valueAt + 1, remove: 0, insert: Buffer.from(pair) }
  return addedMetadata(header, pair)
}

/** The edits that give the normal form of a file without `__metadata__`: with an empty one. */
function bareForm(header: Header): Splice[] {
  return put(header, addedMetadata(header, ''))
}

function addedMetadata({ text, members }: Header, pair: string): Splice {
  const comma = members.length > 0 ? ',' : ''
  const at = members[0]?.at ?? text.indexOf('{') + 1
  return { at, remove: 0, insert: Buffer.from(`"${METADATA}":{${pair}}${comma}`) }
}

function pairOf(mark: Uint8Array, blanks: number): string {
  return `"${KEY}":${JSON.stringify(padded(mark, blanks).toString())}`
}

/** A mark with blanks before its closing brace. */
function padded(mark: Uint8Array, blanks: number): Buffer {
  return Buffer.concat([mark.subarray(0, -1), Buffer.from(`${' '.repeat(blanks)}}`)])
}

const BLANK = 0x20

/** How many blanks a mark has before its closing brace, more than the one that every mark has. */
function blanksIn(mark: Uint8Array): number {
  let begin = mark.length - 1
  while (mark[begin - 1] === BLANK) begin--
  return mark.length - 1 - begin - 1
}

function cut(header: Header, members: Member[], member: Member): Splice[] {
  const { from, to } = extentOf(members, member)
  return put(header, { at: from, remove: to - from, insert: NOTHING })
}

/** An edit of the header's text, and the length that goes with it. */
function put({ text }: Header, edit: Splice): Splice[] {
  const length = text.length - edit.remove + edit.insert.length
  return [
    { at: 0, remove: LENGTH_SIZE, insert: u64le(length) },
    { ...edit, at: LENGTH_SIZE + edit.at },
  ]
}
