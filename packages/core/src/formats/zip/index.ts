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
import { allowanceFor, spend } from '../bomb.js'
import type { Candidate, Codec, CodecOptions } from '../format.js'
import { writerOf } from './as-written.js'
import { artifactBefore, markBehind } from './behind.js'
import { readArchive } from './directory.js'
import { editArchive } from './edit.js'
import type { NewEntry } from './entry.js'
import { type Archive, IN_ZIP64_16, IN_ZIP64_32, type ZipEntry } from './format.js'
import { findLayers, mayHaveLayers } from './layers.js'
import { checkRoot } from './layout.js'
import { countedEntry, type Listing, listMark } from './listing.js'
import { findManifest, MANIFEST_COST } from './manifest.js'
import { type Holder, putIn, takeOut } from './mark-edits.js'
import { findMarkEntry, MARK_PATH } from './mark-entry.js'
import { otherHashes } from './other-hashes.js'
import { isDirectory, show } from './paths.js'
import { formedSignature } from './signature-form.js'
import { checkSignature, isPartlySigned, type Signature, signatureOf } from './signed.js'
import { type Sum, sumOfContents } from './sum.js'
import { COMMON, extensionOf, ON_REQUEST } from './types.js'
import { PROGRAM_PATH, uncoveredIn } from './uncovered.js'
import { findRecord } from './wheel.js'

/**
 * Extensions whose files must begin with a ZIP entry: models that are no ZIP have other codecs. All other archives
 * can have a program or a script in front.
 */
const NO_PREFIX = ['pt', 'pth', 'keras']
/** Archives that the reference program packs anew when they are inside of another archive. */
const REPACKED = /\.(zip|jar|war|ear)$/i

/** What an entry of an archive inside of another one costs, as bytes that are looked into. Most are larger. */
const ENTRY_COST = 256

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
  signature: Signature | undefined
  /** What of the signature has the form of one: the mark may have been there before it. */
  signedBy: Signature | undefined
}

/** @throws CodecError as {@link readArchive}. */
function read(candidate: Candidate, options: CodecOptions, codecs: readonly Codec[]): Artifact {
  const { name, source } = candidate
  try {
    return readIn(candidate, readArchive(source, options.limits), options, codecs)
  } catch (error) {
    const behind = error instanceof CodecError && error.code === 'NOT_ZIP' && markBehind(source)
    if (!behind) throw error
    return artifactBefore(source, behind, (archive) => read({ name, source: archive }, options, codecs))
  }
}

function readIn(
  { name, source }: Candidate,
  archive: Archive,
  { limits, allowance: outer }: CodecOptions,
  codecs: readonly Codec[],
): Artifact {
  const { entries } = archive
  if (outer) spend(outer, 'looked', entries.length * ENTRY_COST)
  const allowance = outer ?? allowanceFor(source.size, limits)
  const extension = extensionOf(name)
  const signature = signatureOf(archive)
  const manifest = signature?.manifest ?? (mayHaveLayers(entries) ? findManifest(entries) : undefined)
  if (manifest) spend(allowance, 'looked', manifest.size * MANIFEST_COST)
  const { entry, refused, mark: found } = findMarkEntry(archive)
  const list = extension === 'whl' ? findRecord(entries) : findLayers(archive)
  const signedBy = signature && found && formedSignature(archive, signature)
  const file: Zip = { archive, extension, entry, refused, list, signature, signedBy }
  const judgement: Judged = found ? judged(file, found) : {}
  const { mark, uncheckable } = judgement
  // An APK is signed after marking, and its signer aligns the entries anew, so its mark holds no X-CONTENT-HASH. If
  // the mark does hold one, the file was marked under another name.
  const hasContentForm = extension !== 'apk' || mark?.dict[CONTENT_HASH] !== undefined
  // An entry that could be mistaken for the mark's, but is not, counts as content.
  const counted = found && !entry ? entries : contents(entries)

  const rewrite = list && countedIn(list)
  let sum: Promise<Sum> | undefined
  const content = () => {
    sum ??= sumOfContents(source, counted, { codecs, rewrite, allowance })
    return sum
  }
  const isTheirs = judgement.isTheirs ?? false
  return {
    type: COMMON[extension] ?? ON_REQUEST[extension] ?? 'ZIP',
    ...(mark && { mark }),
    ...(signedBy && { remade: notSigned(file, judgement) }),
    ...(signature && noteOn(archive, signature)),
    ...(uncheckable !== undefined && { uncheckable }),
    get uncovered() {
      const isCovered = hasContentForm && mark?.dict[CONTENT_HASH] !== undefined
      return mark && entry && !isCovered ? uncoveredIn(archive, judgement.isRepacked ? undefined : entry) : []
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
    ...(mark && {
      otherHashes: otherHashes({ ...file, signature: signedBy, counted, codecs, limits, rewrite, isTheirs }),
    }),
    ...(hasContentForm && { contentForm: () => contentForm(file) }),
    currentHash: () => sumAsItIs(file, entries),
    // A list of files changes, too.
    ...(!list && {
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
      checkSignature(archive, signature, extension, entry)
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

/** What counts in place of a list of files. */
function countedIn(list: Listing) {
  return (entry: ZipEntry, content: Uint8Array) =>
    entry === list.entry ? list.counted(asBuffer(content)) : content
}

interface Judged {
  mark?: FoundMark
  /** Whether a program that signs archives may have packed it anew since it was marked. */
  isRepacked?: boolean
  /** Whether the reference program has marked it. */
  isTheirs?: boolean
  /** Why HASH may not be comparable. */
  uncheckable?: string | undefined
}

/** The mark, with what is wrong with its entry, and which program has packed the archive. */
function judged(file: Zip, mark: FoundMark): Judged {
  const { archive, entry, signedBy: signature } = file
  if (!entry) return { mark }
  const by = writerOf({ ...file, entry }, mark.text, signature !== undefined)
  if ('problem' in by) return { mark: { ...mark, broken: by.problem } }
  // Only Chalkmark writes marks with this key.
  const isTheirs = by.writer === 'reference' && mark.dict[CONTENT_HASH] === undefined
  const inner = isTheirs ? archive.entries.find(({ path }) => REPACKED.test(path)) : undefined
  return {
    mark,
    isTheirs,
    isRepacked: by.writer === 'signer',
    uncheckable: inner ? repacked(inner) : signature?.rewrites ? rewritten(signature) : undefined,
  }
}

/**
 * Why HASH cannot be checked: the reference program has packed an archive inside of this one anew, and HASH may be
 * over the bytes that its packer made.
 */
function repacked({ path }: ZipEntry): string {
  const reason = 'the program that marked it hashes archives inside as it re-packed them'
  return `the content cannot be checked: it holds ${show(path)}, and ${reason}`
}

function rewritten({ what }: Signature): string {
  return `the content cannot be checked: the ${what} is signed, and signing it after marking changes other files in it`
}

function noteOn(archive: Archive, signature: Signature): { note?: string } {
  return isPartlySigned(archive, signature)
    ? { note: 'the jar is signed in part: the signature stays valid and does not cover the mark' }
    : {}
}

/** What a mark does not cover in an archive that was signed after it was marked. */
function notSigned({ archive, entry, signedBy: signature }: Zip, { mark, isRepacked }: Judged): string {
  const { parts = [], manifest } = signature ?? {}
  const files = parts.map(({ path }) => show(path))
  const shown = files.length > 3 ? [...files.slice(0, 3), `${files.length - 3} more`] : files
  const names = shown.length > 0 ? ` (${shown.join(', ')})` : ''
  const lines = [`the signature${names}${manifest ? ' with its digests in META-INF/MANIFEST.MF' : ''}`]
  // Without X-CONTENT-HASH, all the rest is named anyway.
  if (entry && mark?.dict[CONTENT_HASH] !== undefined)
    lines.push(...uncoveredIn(archive, isRepacked ? undefined : entry))
  return lines.join('; ')
}

/** All bytes except the mark's entry and what its presence changes in the directory, the end records and a list of files. */
function contentForm({ archive, entry, list }: Zip): Splice[] {
  const replace = new Map<ZipEntry, NewEntry | undefined>()
  if (entry) replace.set(entry, undefined)
  const counted = list && countedEntry(archive, list)
  if (counted) replace.set(list.entry, counted)
  return replace.size > 0 ? editArchive(archive, { replace }) : []
}

// Edits

/** More than an entry's two headers take besides its content and the offset that grows, in bytes. */
const HEADERS = 1 << 10

/**
 * Some programs read no ZIP64, such as older Pythons that import from an archive.
 * @throws CodecError `TOO_LARGE` if the archive has no ZIP64 records and would need them with a mark.
 */
function checkCounts(
  { entries, directoryAt, base, end64 }: Archive,
  entry: ZipEntry | undefined,
  size: number,
) {
  const count = entries.length + (entry ? 0 : 1)
  const fits = count < IN_ZIP64_16 && directoryAt - base + size + HEADERS < IN_ZIP64_32
  if (!end64 && !fits)
    throw new CodecError(
      'TOO_LARGE',
      'with one more entry the archive would need ZIP64, which not every program that reads it now can read',
    )
}

function insert(file: Zip, mark: Uint8Array, { corrupt }: Sum): Splice[] {
  const { archive, extension, entry, refused, list, signature } = file
  checkSignature(archive, signature, extension, entry)
  if (refused) throw refused
  if (corrupt !== undefined)
    throw new CodecError('CORRUPT', `${corrupt} is corrupt: its content does not match its CRC-32`)
  if (contents(archive.entries).every(({ path }) => isDirectory(path)))
    throw new CodecError('EMPTY', 'the archive has no files')
  if (!entry) checkRoot(archive)
  checkCounts(archive, entry, mark.length)
  if (extension === 'whl' && !list)
    throw new CodecError('MALFORMED', 'the wheel has no RECORD, or one of over 4 MB')
  return putIn(file, mark, list && listMark(archive, list, mark))
}
