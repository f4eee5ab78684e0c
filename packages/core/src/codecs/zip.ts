/**
 * ZIP archives: zip, jar, war, ear, model checkpoints, and on request packages of other kinds.
 *
 *     [prefix] local entries…  chalk.json  central directory…, chalk.json  end record, comment
 *
 * The mark is the file `chalk.json` in the archive's root, stored, so that it can be read off the bytes. It goes in
 * where the central directory was, and a new directory behind it ({@link editArchive}): what was in the archive
 * stays where it was, as it was. HASH is a sum over the contents ({@link sumOfContents}).
 *
 * PKWARE APPNOTE.TXT 6.3.10; zip/directory.ts has the picture of its parts.
 */
import { findMark } from '@chalkmark/mark'
import { asBuffer } from './bytes.js'
import {
  type Artifact,
  type Candidate,
  type Codec,
  CodecError,
  type CodecOptions,
  type FoundMark,
  type Splice,
} from './codec.js'
import { readContent } from './zip/content.js'
import { readArchive } from './zip/directory.js'
import { editArchive } from './zip/edit.js'
import { type NewEntry, storedEntry } from './zip/entry.js'
import { type Archive, type Entry, STORED } from './zip/format.js'
import { type Held, hold, release } from './zip/held.js'
import { isDirectory, show } from './zip/paths.js'
import { checkSignatures, isSignedJar } from './zip/signed.js'
import { type Sum, sumOfContents } from './zip/sum.js'
import { findRecord, listMark, unlistMark, withoutLine } from './zip/wheel.js'

const MARK_PATH = 'chalk.json'
/** The reference program's own file in what it packs. HASH leaves it out. */
const PROGRAM_PATH = 'chalk'
/** The longest `chalk.json` that is read as a mark, in bytes. */
const MAX_MARK = 16 << 20

const COMMON: Record<string, string> = {
  zip: 'ZIP',
  jar: 'JAR',
  war: 'WAR',
  ear: 'EAR',
  pt: 'PyTorch checkpoint',
  pth: 'PyTorch checkpoint',
  keras: 'Keras model',
}
const ON_REQUEST: Record<string, string> = {
  whl: 'Python wheel',
  vsix: 'VSIX',
  nupkg: 'NuGet package',
  apk: 'APK',
}
/** Models that are no ZIP have other codecs; the rest can have a program or a script in front. */
const NO_PREFIX = ['pt', 'pth', 'keras']
/** What the reference program re-packs when it is inside an archive. */
const REPACKED = /\.(zip|jar|war|ear)$/i

/**
 * The ZIP codec.
 * @param inner the codecs that look into an archive's files for HASH: those of the formats that the reference
 * program knows. Archives in archives are looked into anyway.
 */
export function zip(inner: readonly Codec[]): Codec {
  const codec: Codec = {
    name: 'zip',
    claims,
    read: (candidate, options) => read(candidate, options, [codec, ...inner]),
  }
  return codec
}

function claims({ name, source }: Candidate, { archives = 'common' }: CodecOptions): string | undefined {
  const extension = extensionOf(name)
  const type = COMMON[extension] ?? (archives === 'all' ? ON_REQUEST[extension] : undefined)
  return type !== undefined && isZip(source, !NO_PREFIX.includes(extension)) ? type : undefined
}

export function extensionOf(name: string): string {
  return /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
}

/** By its first bytes: a local header, or the end record of an empty archive. Else, behind a prefix, by its last. */
function isZip(source: Candidate['source'], prefix: boolean): boolean {
  const magic = asBuffer(source.read(0, 4)).toString('latin1')
  if (magic === 'PK\x03\x04' || magic === 'PK\x05\x06') return true
  const tail = 22 + 0xffff
  return prefix && asBuffer(source.read(Math.max(0, source.size - tail), tail)).includes('PK\x05\x06')
}

/** What reading an archive gives its edits. */
interface Zip {
  archive: Archive
  extension: string
  /** Entries of the mark's name: one at most, in an archive that is not broken. */
  marks: Entry[]
  /** The mark is one, or may be replaced by one. */
  isOurs: boolean
  /** A wheel's list of files. */
  record: Entry | undefined
}

/** @throws CodecError as {@link readArchive}. */
function read({ name, source }: Candidate, { limits }: CodecOptions, codecs: readonly Codec[]): Artifact {
  const archive = readArchive(source, limits)
  const { entries } = archive
  const extension = extensionOf(name)
  const marks = entries.filter(({ path }) => path === MARK_PATH)
  const found = marks[0] && findIn(archive, marks[0])
  const mark = found?.mark
  const record = extension === 'whl' ? findRecord(entries) : undefined
  const file: Zip = { archive, extension, marks, isOurs: found !== undefined, record }

  let sum: Promise<Sum> | undefined
  let held: Held | undefined
  const content = () => {
    if (sum) return sum
    held = hold(entries)
    const rewrite = withoutMarkLine(record)
    sum = sumOfContents(source, contents(entries), { codecs, rewrite, held, hold: true })
    return sum
  }
  const sumAsItIs = async (counted: readonly Entry[], given: Iterable<[Entry, Uint8Array]> = []) => {
    const known = new Map([...(held ?? []), ...given])
    release(held)
    return (await sumOfContents(source, counted, { codecs: [], held: known })).hash
  }
  return {
    type: COMMON[extension] ?? ON_REQUEST[extension] ?? 'ZIP',
    ...(mark && { mark }),
    ...(isSignedJar(entries) && {
      note: 'the jar is signed: its signatures stay valid and do not cover the mark',
    }),
    ...(mark && uncheckable(entries, marks[0]!)),
    get normalForm() {
      return mark ? takeOut(file) : []
    },
    hash: async () => (await content()).hash,
    currentHash: () => sumAsItIs(entries),
    // A wheel's list of files changes too.
    ...(!record && {
      currentHashWith(text: Uint8Array) {
        const added = { path: MARK_PATH, size: text.length } as Entry
        return sumAsItIs([...entries.filter((entry) => !marks.includes(entry)), added], [[added, text]])
      },
    }),
    insert: async (text) => putIn(file, text, await content()),
    remove() {
      if (!mark) return []
      checkSignatures(archive, extension, marks[0])
      return takeOut(file)
    },
  }
}

/** What counts for HASH: everything but the mark. */
export function contents(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ path }) => path !== MARK_PATH && path !== PROGRAM_PATH)
}

function withoutMarkLine(record: Entry | undefined) {
  return (entry: Entry, content: Uint8Array) => (entry === record ? withoutLine(content, MARK_PATH) : content)
}

/** The mark in a `chalk.json`, or the placeholder; undefined if it is somebody else's file. */
function findIn({ source }: Archive, entry: Entry): { mark?: FoundMark } | undefined {
  if (entry.size > MAX_MARK) return undefined
  const content = readContent(source, entry)
  const found = findMark(content)
  if (!found) return undefined
  if (found.placeholder) return {}
  const { start, end, dict } = found
  const at = entry.method === STORED ? { at: entry.dataAt + start } : {}
  return { mark: { ...at, text: content.slice(start, end), dict } }
}

/**
 * The reference program compresses the mark, we do not: so one that is compressed was made or re-packed elsewhere,
 * and then HASH of an archive with archives in it may be over what that program's compressor made of them.
 */
function uncheckable(entries: readonly Entry[], mark: Entry): { uncheckable?: string } {
  const inner = entries.find(({ path }) => REPACKED.test(path))
  if (mark.method === STORED || !inner) return {}
  const reason = 'the program that marked it hashes archives inside as it re-packed them'
  return { uncheckable: `the content cannot be checked: it holds ${show(inner.path)}, and ${reason}` }
}

// Edits

function putIn(file: Zip, mark: Uint8Array, { corrupt }: Sum): Splice[] {
  const { archive, extension, marks, isOurs, record } = file
  checkSignatures(archive, extension, marks[0])
  if (marks.length > 1)
    throw new CodecError('AMBIGUOUS', `${MARK_PATH} is in the archive ${marks.length} times`)
  if (marks.length > 0 && !isOurs)
    throw new CodecError('NAME_TAKEN', `the archive has a ${MARK_PATH} of its own, which is not a mark`)
  if (corrupt !== undefined)
    throw new CodecError('CORRUPT', `${corrupt} is corrupt: its content does not match its CRC-32`)
  if (contents(archive.entries).every(({ path }) => isDirectory(path)))
    throw new CodecError('EMPTY', 'the archive has no files')
  if (extension === 'whl' && !record)
    throw new CodecError('MALFORMED', 'the wheel has no RECORD, or one of over 4 MB')
  const replace = new Map<Entry, NewEntry | undefined>(marks.map((entry) => [entry, undefined]))
  if (record) replace.set(record, listMark(archive, record, MARK_PATH, mark))
  return editArchive(archive, {
    replace,
    add: (offset) => storedEntry(MARK_PATH, mark, timeOf(mark), offset),
  })
}

/** When the mark says that it was made; a reproducible mark does not. */
function timeOf(mark: Uint8Array): number | undefined {
  const time = findMark(mark)?.dict.TIMESTAMP_WHEN_CHALKED
  return typeof time === 'number' ? time : undefined
}

function takeOut({ archive, marks, record }: Zip): Splice[] {
  const replace = new Map<Entry, NewEntry | undefined>(marks.map((entry) => [entry, undefined]))
  const unlisted = record && unlistMark(archive, record, MARK_PATH)
  if (unlisted) replace.set(record, unlisted)
  return editArchive(archive, { replace })
}
