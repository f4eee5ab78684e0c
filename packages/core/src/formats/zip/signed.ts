/**
 * Signatures in and around an archive. Nearly all of them cover every file, or the bytes of the archive, so that a mark
 * has to be there before them.
 *
 *     a jar             META-INF/*.SF, with a digest of each file in META-INF/MANIFEST.MF
 *     a package         a file of a certain name: NuGet, VSIX and Office, wheels, OpenDocument, EPUB, ASiC, …
 *     others            around the files: whole-signature.ts
 */
import { CodecError } from '../../error.js'
import type { Archive, ZipEntry } from './format.js'
import { attributeOf, findManifest, type ManifestSection, readManifest } from './manifest.js'
import { isDirectory } from './paths.js'
import { STAMP, type WholeSignature, wholeSignature } from './whole-signature.js'

/** A signature of an archive. */
export interface Signature {
  /** What is signed, for messages. */
  what: string
  /** What stands around the files, if the archive's bytes are signed. */
  whole?: WholeSignature
  /** The files that the signer has added. */
  parts: readonly ZipEntry[]
  /** The manifest to which the signer of a jar has added digests. */
  manifest?: ZipEntry | undefined
  /** Whether the signer changes other files too, such as a list of types, so that their old content is not known. */
  rewrites?: boolean
}

interface FileKind {
  what: string
  /** Files of these names are the signature. */
  parts: RegExp
  rewrites?: boolean
}

/** Files that sign the whole package that they are in. */
const FILE_KINDS: readonly FileKind[] = [
  { what: 'NuGet package', parts: /^\.signature\.p7s$/ },
  { what: 'wheel', parts: /^[^/]+\.dist-info\/RECORD\.(jws|p7s)$/ },
  // Open Packaging Conventions (ECMA-376-2), 13: the signer adds types and relations of its parts.
  {
    what: 'package',
    parts: /^(package\/services\/digital-signature|_xmlsignatures)\//,
    rewrites: true,
  },
  { what: 'app package', parts: /^AppxSignature\.p7x$/, rewrites: true },
  { what: 'extension', parts: /^META-INF\/(mozilla\.(rsa|sf)|cose\.(sig|manifest)|manifest\.mf)$/ },
  // OpenDocument 1.3 part 2, 6; EPUB OCF 3.3, 4.2.6.3.6; ETSI EN 319 162-1 (ASiC), annex A.
  {
    what: 'document',
    parts:
      /^META-INF\/((document|macro)?signatures?\d*\.(xml|p7s)|ASiC\w*Manifest\d*\.xml|timestamp\d*\.tst)$/i,
  },
]
/** Which files make it such a signature, where that is not every part. */
const SURE: Partial<Record<string, RegExp>> = { extension: /^META-INF\/(mozilla\.rsa|cose\.sig)$/ }

/** Whether a part alone makes it such a signature. */
export function isSure({ what }: Signature, { path }: ZipEntry): boolean {
  return SURE[what]?.test(path) ?? true
}

/** JAR File Specification, "Signed JAR File". */
const SIGNATURE_FILE = /^META-INF\/[^/]+\.SF$/i
const JAR_PARTS = /^META-INF\/([^/]+\.(SF|RSA|DSA|EC)|SIG-[^/]*)$/i

/** The archive's signature, if it has one. */
export function signatureOf(archive: Archive): Signature | undefined {
  // Folders say nothing, and HASH does not cover them.
  const entries = archive.entries.filter(({ path }) => !isDirectory(path))
  const kind = FILE_KINDS.find(({ what, parts }) =>
    entries.some(({ path }) => (SURE[what] ?? parts).test(path)),
  )
  if (kind) {
    const { what, parts, rewrites = false } = kind
    return { what, parts: entries.filter(({ path }) => parts.test(path)), rewrites }
  }
  const isJar = isSignedJar(entries)
  const parts = isJar ? entries.filter(({ path }) => JAR_PARTS.test(path)) : []
  const manifest = isJar ? findManifest(entries) : undefined
  const whole = wholeSignature(archive)
  if (whole !== undefined) {
    const stamps = whole === 'APK' ? entries.filter(({ path }) => path === STAMP) : []
    return { what: whole, whole, parts: [...parts, ...stamps], manifest }
  }
  return isJar ? { what: 'jar', parts, manifest } : undefined
}

/** Whether the archive holds a signature file of a jar. */
export function isSignedJar(entries: readonly ZipEntry[]): boolean {
  return entries.some(({ path }) => SIGNATURE_FILE.test(path))
}

/**
 * @param extension of the archive's name.
 * @param mark the entry that would be replaced or removed.
 * @throws CodecError `SIGNED` if an edit would break the signature, or what is said of it.
 */
export function checkSignature(
  archive: Archive,
  signature: Signature | undefined,
  extension: string,
  mark: ZipEntry | undefined,
): void {
  if (!signature) return
  const { what, rewrites } = signature
  // Android requires a signature of every file.
  const isWhole = what !== 'jar' || extension === 'apk'
  if (mark && (isWhole || signedNames(archive, signature).has(mark.path)))
    throw new CodecError(
      'SIGNED',
      `the ${what} is signed, and its mark cannot be changed without breaking the signature: build it anew`,
    )
  if (mark || (!isWhole && isPartlySigned(archive, signature))) return
  const before = rewrites ? '' : ': mark it before it is signed'
  throw new CodecError('SIGNED', `the ${what} is signed, and a mark would break the signature${before}`)
}

/**
 * Whether a jar has a file that its signature does not cover. Strict readers complain of such a jar without a mark,
 * too.
 */
export function isPartlySigned(archive: Archive, signature: Signature): boolean {
  const { what, parts, manifest } = signature
  if (what !== 'jar') return false
  const named = signedNames(archive, signature)
  return archive.entries.some(
    (entry) =>
      !isDirectory(entry.path) && !parts.includes(entry) && entry !== manifest && !named.has(entry.path),
  )
}

/** The paths for which the manifest has a digest. */
function signedNames(archive: Archive, { manifest }: Signature): Set<string> {
  const sections = manifest ? readManifest(archive, manifest) : []
  const names = sections.filter(hasDigest).map((section) => attributeOf(section, 'Name'))
  return new Set(names.filter((name) => name !== undefined))
}

function hasDigest({ attributes }: ManifestSection): boolean {
  return attributes.some(isDigest)
}

function isDigest({ name }: { name: string }): boolean {
  return /-Digest(-[a-z]+)?$/i.test(name)
}

/**
 * What the manifest may have been before the jar was signed: without the digests, with either line end, with or
 * without the empty line at its end, since signers change both. Undefined: there was none.
 */
export function unsignedManifests(archive: Archive, manifest: ZipEntry): (Buffer | undefined)[] {
  const [main, ...files] = readManifest(archive, manifest)
  const rest = files.map(withoutDigests).filter(({ attributes }) => attributes.length > 0)
  const kept = main ? [main, ...rest] : rest
  const texts = [kept, kept.map((section, i) => (i < kept.length - 1 ? section : { ...section, end: '' }))]
    .map(textOf)
    .flatMap((text) => [text, text.replaceAll('\r\n', '\n')])
  const candidates = [...new Set(texts)].map((text) => Buffer.from(text, 'latin1'))
  return isSignersOwn(main) && rest.length === 0 ? [...candidates, undefined] : candidates
}

/** A section without its digests; empty if it then only names a file. */
function withoutDigests({ attributes, end }: ManifestSection): ManifestSection {
  const kept = attributes.filter((attribute) => !isDigest(attribute))
  const isEmpty = kept.length < attributes.length && kept.every(({ name }) => name.toLowerCase() === 'name')
  return { attributes: isEmpty ? [] : kept, end }
}

function textOf(sections: readonly ManifestSection[]): string {
  return sections.map(({ attributes, end }) => attributes.map(({ raw }) => raw).join('') + end).join('')
}

/** Whether the main section says nothing but what a signer writes into a manifest that it makes. */
function isSignersOwn(main: ManifestSection | undefined): boolean {
  return main?.attributes.every(({ name }) => /^(Manifest-Version|Created-By|Built-By)$/i.test(name)) ?? false
}
