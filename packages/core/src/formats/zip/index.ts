/**
 * ZIP archives: zip, jar, war, ear, model checkpoints, and on request packages of other kinds.
 *
 *     [prefix] local entries…  chalk.json  central directory…, chalk.json  end record, comment
 *
 * The mark is the file `chalk.json` in the archive's root. It is stored without compression, so that it can be
 * found in the bytes. It goes in where the central directory was, and a new directory follows it ({@link
 * editArchive}): everything that was in the archive keeps its place and its bytes. HASH is a sum over the contents
 * ({@link sumOfContents}).
 *
 * PKWARE APPNOTE.TXT 6.3.10; zip/directory.ts has the picture of its parts.
 */
import { chalkId } from '@chalkmark/mark'
import { asBuffer } from '../../bytes/fields.js'
import type { Splice } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import { CONTENT_HASH } from '../../keys/catalogue.js'
import type { Artifact, FoundMark } from '../artifact.js'
import { allowanceFor } from '../bomb.js'
import type { Candidate, Codec, CodecOptions } from '../format.js'
import { writerOf } from './as-written.js'
import { readArchive } from './directory.js'
import { editArchive } from './edit.js'
import type { NewEntry } from './entry.js'
import type { ZipEntry } from './format.js'
import { type Holder, putIn, takeOut } from './mark-edits.js'
import { findMarkEntry, MARK_PATH } from './mark-entry.js'
import { isDirectory, show } from './paths.js'
import { checkSignatures, isSignedJar } from './signed.js'
import { type Sum, sumOfContents } from './sum.js'
import { PROGRAM_PATH, uncoveredIn } from './uncovered.js'
import { countedRecord, findRecord, listMark, withoutLine } from './wheel.js'

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
/**
 * Extensions whose files must begin with a ZIP entry: models that are no ZIP have other codecs. All other archives
 * can have a program or a script in front.
 */
const NO_PREFIX = ['pt', 'pth', 'keras']
/** Archives that the reference program packs anew when they are inside of another archive. */
const REPACKED = /\.(zip|jar|war|ear)$/i

/**
 * The ZIP codec.
 * @param inner the codecs that look into an archive's files for HASH: those of the formats that the reference
 *   program knows. Archives in archives are always looked into.
 */
export function zipOver(inner: readonly Codec[]): Codec {
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

/**
 * Whether a file is a ZIP, by its first bytes: a local header, or the end record of an empty archive. If a prefix
 * is allowed, also by its last bytes.
 */
export function isZip(source: Candidate['source'], prefix: boolean): boolean {
  const magic = asBuffer(source.read(0, 4)).toString('latin1')
  if (magic === 'PK\x03\x04' || magic === 'PK\x05\x06') return true
  const tail = 22 + 0xffff
  return prefix && asBuffer(source.read(Math.max(0, source.size - tail), tail)).includes('PK\x05\x06')
}

/** What the edits of an archive need to know. */
interface Zip extends Holder {
  extension: string
  /** Why the mark can be neither put in nor taken out. */
  refused: CodecError | undefined
}

/** @throws CodecError as {@link readArchive}. */
function read(
  { name, source }: Candidate,
  { limits, allowance = allowanceFor(source.size, limits) }: CodecOptions,
  codecs: readonly Codec[],
): Artifact {
  const archive = readArchive(source, limits)
  const { entries } = archive
  const extension = extensionOf(name)
  const { entry, refused, mark: found } = findMarkEntry(archive)
  const record = extension === 'whl' ? findRecord(entries) : undefined
  const file: Zip = { archive, extension, entry, refused, record }
  const { mark, inner } = found ? judged(file, found) : {}
  // An APK is signed after marking, and its signer aligns the entries anew, so its mark holds no X-CONTENT-HASH. If
  // the mark does hold one, the file was marked under another name.
  const hasContentForm = extension !== 'apk' || mark?.dict[CONTENT_HASH] !== undefined
  // An entry that could be mistaken for the mark's, but is not, counts as content.
  const counted = found && !entry ? entries : contents(entries)

  let sum: Promise<Sum> | undefined
  const content = () => {
    sum ??= sumOfContents(source, counted, { codecs, rewrite: withoutMarkLine(record), allowance })
    return sum
  }
  return {
    type: COMMON[extension] ?? ON_REQUEST[extension] ?? 'ZIP',
    ...(mark && { mark }),
    ...(isSignedJar(entries) && {
      note: 'the jar is signed: its signatures stay valid and do not cover the mark',
    }),
    ...(inner !== undefined && { uncheckable: uncheckable(inner) }),
    get uncovered() {
      const isCovered = hasContentForm && mark?.dict[CONTENT_HASH] !== undefined
      return mark && entry && !isCovered ? uncoveredIn(archive, entry) : []
    },
    get normalForm() {
      return mark && entry ? takeOut(file) : []
    },
    async hash() {
      const { hash, corrupt } = await content()
      // Marking refuses such an archive. If HASH fits all the same, the CRC-32 was changed afterwards.
      if (mark && corrupt !== undefined && mark.dict.CHALK_ID === chalkId(hash))
        mark.broken ??= `${corrupt} does not match its CRC-32`
      return hash
    },
    ...(hasContentForm && { contentForm: () => contentForm(file) }),
    currentHash: () => sumAsItIs(file, entries),
    // In a wheel, the list of files changes, too.
    ...(!record && {
      currentHashWith: (text: Uint8Array) => {
        const added = { path: MARK_PATH, size: text.length } as ZipEntry
        const others = entries.filter((other) => other !== entry)
        return sumAsItIs(file, [...others, added], new Map([[added, text]]))
      },
    }),
    insert: async (text) => insert(file, text, await content()),
    remove() {
      if (!mark) return []
      if (refused) throw refused
      checkSignatures(archive, extension, entry)
      return takeOut(file)
    },
  }
}

/** The sum over contents as they are. @param given contents that are not in the archive. */
async function sumAsItIs(
  { archive }: Zip,
  entries: readonly ZipEntry[],
  given?: ReadonlyMap<ZipEntry, Uint8Array>,
): Promise<string> {
  return (await sumOfContents(archive.source, entries, { codecs: [], given })).hash
}

/** The entries that count for HASH: all but the mark. */
function contents(entries: readonly ZipEntry[]): ZipEntry[] {
  return entries.filter(isContent)
}

/** Whether an entry counts for HASH, as everything but the mark does. */
export function isContent({ path }: ZipEntry): boolean {
  return path !== MARK_PATH && path !== PROGRAM_PATH
}

function withoutMarkLine(record: ZipEntry | undefined) {
  return (entry: ZipEntry, content: Uint8Array) =>
    entry === record ? withoutLine(content, MARK_PATH) : content
}

/**
 * The mark, with what is wrong with its entry.
 * @returns `inner`: an archive inside, where the reference program has marked this one.
 */
function judged(file: Zip, mark: FoundMark): { mark: FoundMark; inner?: ZipEntry } {
  const { archive, entry } = file
  if (!entry) return { mark }
  const by = writerOf({ ...file, entry }, mark.text)
  if ('problem' in by) return { mark: { ...mark, broken: by.problem } }
  // Only Chalkmark writes marks with this key.
  const isTheirs = by.writer === 'reference' && mark.dict[CONTENT_HASH] === undefined
  const inner = isTheirs ? archive.entries.find(({ path }) => REPACKED.test(path)) : undefined
  return { mark, ...(inner && { inner }) }
}

/**
 * Why HASH cannot be checked: the reference program has packed an archive inside of this one anew, and HASH may be
 * over the bytes that its packer made.
 */
function uncheckable({ path }: ZipEntry): string {
  const reason = 'the program that marked it hashes archives inside as it re-packed them'
  return `the content cannot be checked: it holds ${show(path)}, and ${reason}`
}

/** All bytes except the mark's entry and what its presence changes in the directory, the end records and RECORD. */
function contentForm({ archive, entry, record }: Zip): Splice[] {
  const replace = new Map<ZipEntry, NewEntry | undefined>()
  if (entry) replace.set(entry, undefined)
  const counted = record && countedRecord(archive, record, MARK_PATH)
  if (counted) replace.set(record, counted)
  return replace.size > 0 ? editArchive(archive, { replace }) : []
}

// Edits

function insert(file: Zip, mark: Uint8Array, { corrupt }: Sum): Splice[] {
  const { archive, extension, entry, refused, record } = file
  checkSignatures(archive, extension, entry)
  if (refused) throw refused
  if (corrupt !== undefined)
    throw new CodecError('CORRUPT', `${corrupt} is corrupt: its content does not match its CRC-32`)
  if (contents(archive.entries).every(({ path }) => isDirectory(path)))
    throw new CodecError('EMPTY', 'the archive has no files')
  if (extension === 'whl' && !record)
    throw new CodecError('MALFORMED', 'the wheel has no RECORD, or one of over 4 MB')
  return putIn(file, mark, record && listMark(archive, record, MARK_PATH, mark))
}
