/**
 * Which files that are called like a signature of an archive are one. A mark is let off what signing changes, so any
 * file of such a name would do otherwise. The signature itself is not verified: who may sign is not known here.
 */
import { createHash, getHashes } from 'node:crypto'
import { type Dict, Float, parseJson, type Value } from '@chalkmark/mark'
import { asBuffer } from '../../bytes/fields.js'
import { CodecError } from '../../error.js'
import { peekContent, readContent } from './content.js'
import type { Archive, ZipEntry } from './format.js'
import { attributeOf, type ManifestSection, sectionsOf } from './manifest.js'
import { isDirectory } from './paths.js'
import { isSure, type Signature } from './signed.js'
import { isSignedData } from './signed-data.js'
import { hasWholeForm, STAMP } from './whole-signature.js'

/** Signatures are no larger, in bytes; they hold digests and certificates. */
const MAX_SIGNATURE = 1 << 20
/** Nor are lists of digests, which name each file. */
const MAX_LIST = 4 << 20
/** The main section of a signature file is some hundred bytes long. */
const MAIN_SECTION = 1 << 16
const SHA256_SIZE = 32
/** Namespaces, of which each XML signature declares one (W3C, XML Signature Syntax and Processing, 1.3; ETSI EN 319 162-1). */
const XML_SIGNATURES = ['http://www.w3.org/2000/09/xmldsig#', 'http://uri.etsi.org/02918/']

/** By the end of a file's name: whether the content is a part of a signature of that kind. */
const FORMS: readonly (readonly [RegExp, (content: Buffer) => boolean])[] = [
  [/\.(p7s|rsa|tst)$/i, isSignedData],
  [/\.jws$/i, isWebSignature],
  // RFC 9052, 4.1: COSE_Sign, with its tag (98) or without: a list of four.
  [/\.sig$/i, (content) => content[0] === 0x84 || content.readUInt16BE(0) === 0xd862],
  [/\.xml$/i, (content) => XML_SIGNATURES.some((namespace) => content.includes(namespace))],
  [/\.(mf|sf|manifest)$/i, isDigestList],
]

/**
 * The signature without those files that only have the name of a part: they count as any other file. Undefined if what is
 * left is no signature.
 */
export function formedSignature(archive: Archive, signature: Signature): Signature | undefined {
  const { what, whole, manifest, rewrites } = signature
  // What was signed so cannot be checked anyway.
  if (rewrites) return signature
  if (whole && !hasWholeForm(archive, whole)) return undefined
  const isUnique = uniqueIn(archive)
  const parts = signature.parts.filter(isUnique)
  if (!whole && what !== 'jar') {
    const formed = parts.filter((part) => hasForm(archive, part))
    return formed.some((part) => isSure(signature, part)) ? { ...signature, parts: formed } : undefined
  }
  const jar = manifest && isUnique(manifest) ? jarParts(archive, parts, manifest) : []
  const stamps = whole ? parts.filter(({ path, size }) => path === STAMP && size === SHA256_SIZE) : []
  if (!whole && jar.length === 0) return undefined
  return { what, whole, parts: [...jar, ...stamps], manifest: jar.length > 0 ? manifest : undefined }
}

/**
 * Whether no other file has the path of an entry but for upper and lower case. Java takes META-INF/manifest.mf for the
 * manifest, so it may be more than the part of a signature where there is another one.
 */
function uniqueIn({ entries }: Archive): (entry: ZipEntry) => boolean {
  const counts = new Map<string, number>()
  const folded = ({ path }: ZipEntry) => path.toLowerCase()
  for (const entry of entries)
    if (!isDirectory(entry.path)) counts.set(folded(entry), (counts.get(folded(entry)) ?? 0) + 1)
  return (entry) => counts.get(folded(entry)) === 1
}

function hasForm(archive: Archive, part: ZipEntry): boolean {
  const [, isForm] = FORMS.find(([name]) => name.test(part.path)) ?? []
  const content = contentOf(archive, part)
  return content !== undefined && content.length > 1 && isForm?.(content) === true
}

/** What a line of a list of digests begins with: an attribute that signers write (70 bytes at most), or a blank if the line before goes on. */
const DIGEST_LINE =
  /^( |(Name|(Manifest|Signature)-Version|Created-By|Digest-Algorithms|[\w-]{1,70}-Digest(-[\w-]{1,70})?):|$)/i

/** Whether this is a manifest that says nothing but digests, or a signature file over one. */
function isDigestList(content: Buffer): boolean {
  return content
    .toString('latin1')
    .split(/\r\n|\r|\n/)
    .every((line) => DIGEST_LINE.test(line))
}

/**
 * JAR File Specification, "Signed JAR File": signature files, each with the block that signs it. None if no signature file
 * has a digest of the manifest: signing once more can leave an older one without.
 */
function jarParts(archive: Archive, parts: readonly ZipEntry[], manifest: ZipEntry): ZipEntry[] {
  const content = contentOf(archive, manifest, manifest.size)
  const blocks = parts.filter(({ path }) => /\.(RSA|DSA|EC)$/i.test(path))
  const signed = parts.flatMap((file) => {
    const [, base] = /^(.*)\.SF$/i.exec(file.path) ?? []
    const block = blocks.find(({ path }) => path.replace(/\.\w+$/, '') === base)
    const signature = block && contentOf(archive, block)
    const main = signature && isSignedData(signature) ? mainSectionOf(archive, file) : undefined
    return block && main && attributeOf(main, 'Signature-Version') !== undefined
      ? [{ file, block, main }]
      : []
  })
  if (!content || !signed.some(({ main }) => namesDigest(main, content))) return []
  return signed.flatMap(({ file, block }) => [file, block])
}

function mainSectionOf({ source }: Archive, file: ZipEntry): ManifestSection | undefined {
  const begin = attempt(() => peekContent(source, file).read(0, Math.min(MAIN_SECTION, file.size)))
  return begin && sectionsOf(asBuffer(begin).toString('latin1'))[0]
}

/** Whether a digest of the manifest is right. A signature file without one has those of its sections (`-sectionsonly`). */
function namesDigest({ attributes }: ManifestSection, manifest: Buffer): boolean {
  const digests = attributes.flatMap(({ name, value }) => {
    const [, algorithm] = /^(.+)-Digest-Manifest$/i.exec(name) ?? []
    return algorithm === undefined ? [] : [{ algorithm: hashName(algorithm), value }]
  })
  if (digests.length === 0)
    return attributes.some(({ name }) => /-Digest-Manifest-Main-Attributes$/i.test(name))
  return digests.some(
    ({ algorithm, value }) =>
      getHashes().includes(algorithm) &&
      createHash(algorithm).update(manifest).digest('base64') === value.trim(),
  )
}

/** Java's name of a digest as Node has it: SHA-256 is sha256, SHA and SHA1 are sha1. */
function hashName(algorithm: string): string {
  const name = algorithm.toLowerCase().replace('-', '')
  return name === 'sha' ? 'sha1' : name
}

/** A JSON Web Signature (RFC 7515, 7): compact, or as JSON. Wheels have the list of an earlier draft, `recipients` (PEP 427). */
function isWebSignature(content: Buffer): boolean {
  const text = content.toString('latin1').trim()
  if (/^eyJ[\w-]*\.[\w-]*\.[\w-]+$/.test(text)) return true
  const parsed = parseJson(content)
  const whole = 'value' in parsed ? parsed.value : undefined
  if (!isObject(whole)) return false
  const { signatures, recipients } = whole
  const many = [signatures, recipients].flatMap((list) => (Array.isArray(list) ? list : []))
  return [whole, ...many].some(
    (one) => isObject(one) && typeof one.signature === 'string' && /^[\w-]+=*$/.test(one.signature),
  )
}

function isObject(value: Value | undefined): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float)
}

/** The content of a small entry; undefined if it is larger or does not unpack. */
function contentOf({ source }: Archive, entry: ZipEntry, limit = limitOf(entry)): Buffer | undefined {
  return entry.size > limit ? undefined : attempt(() => asBuffer(readContent(source, entry)))
}

function limitOf({ path }: ZipEntry): number {
  return /\.(mf|sf|manifest)$/i.test(path) ? MAX_LIST : MAX_SIGNATURE
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof CodecError) return undefined
    throw error
  }
}
