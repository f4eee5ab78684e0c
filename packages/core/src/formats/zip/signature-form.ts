/**
 * Whether files that are called like a signature of an archive are one. A mark is let off what signing changes, so any
 * file of such a name would do otherwise. The signature itself is not verified: who may sign is not known here.
 */
import { createHash, getHashes } from 'node:crypto'
import { type Dict, Float, parseJson, type Value } from '@chalkmark/mark'
import { asBuffer } from '../../bytes/fields.js'
import { CodecError } from '../../error.js'
import { readContent } from './content.js'
import type { Archive, ZipEntry } from './format.js'
import { attributeOf, MANIFEST_COST, type ManifestSection, readManifest } from './manifest.js'
import type { Signature } from './signed.js'

/** Signatures are no larger, in bytes; they hold digests and certificates. Signature files of jars name each file. */
const MAX_SIGNATURE = 1 << 20
/** `1.2.840.113549.1.7.2`, the content type of PKCS #7 SignedData (RFC 5652, 5.1), in DER. */
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex')
/** The namespace of XML signatures, which each of them declares (W3C, XML Signature Syntax and Processing, 1.3). */
const XML_SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#'

/** By the end of a file's name: whether the content is a signature of that kind. */
const FORMS: readonly (readonly [RegExp, (content: Buffer) => boolean])[] = [
  [/\.(p7s|rsa)$/i, isSignedData],
  [/\.jws$/i, isWebSignature],
  // RFC 9052, 4.1: COSE_Sign, with its tag (98) or without: a list of four.
  [/\.sig$/i, (content) => content[0] === 0x84 || content.readUInt16BE(0) === 0xd862],
  [/\.xml$/i, (content) => content.includes(XML_SIGNATURE)],
]

/** Whether the archive has a signature of this kind, and in a jar one of its manifest. */
export function hasForm(archive: Archive, { what, parts, manifest, rewrites }: Signature): boolean {
  // What was signed so cannot be checked anyway, or is signed around its files.
  if (rewrites || parts.length === 0) return true
  if (what === 'jar') return manifest !== undefined && isJarSigned(archive, parts, manifest)
  return parts.some((part) => {
    const [, isForm] = FORMS.find(([name]) => name.test(part.path)) ?? []
    const content = contentOf(archive, part)
    return content !== undefined && content.length > 1 && isForm?.(content) === true
  })
}

/** JAR File Specification, "Signed JAR File": a signature file with a digest of the manifest, and the block that signs it. */
function isJarSigned(archive: Archive, parts: readonly ZipEntry[], manifest: ZipEntry): boolean {
  return parts.some((file) => {
    const [, base] = /^(.*)\.SF$/i.exec(file.path) ?? []
    const block = parts.find(
      ({ path }) => /\.(RSA|DSA|EC)$/i.test(path) && path.replace(/\.\w+$/, '') === base,
    )
    const signed = block && contentOf(archive, block)
    if (!signed || !isSignedData(signed) || file.size > MAX_SIGNATURE * MANIFEST_COST) return false
    const [main] = readManifest(archive, file)
    if (!main || attributeOf(main, 'Signature-Version') === undefined) return false
    const content = contentOf(archive, manifest, manifest.size)
    return content !== undefined && namesDigest(main, content)
  })
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

/** A DER SEQUENCE (ITU-T X.690, 8.9) of the length that it names, which begins with the type of signed data. */
function isSignedData(content: Buffer): boolean {
  const first = content[1] ?? 0
  const count = first < 0x80 ? 0 : first & 0x7f
  if (content[0] !== 0x30 || count > 4 || content.length < 2 + count + SIGNED_DATA.length) return false
  const length = count === 0 ? first : content.readUIntBE(2, count)
  const at = 2 + count
  return at + length === content.length && content.subarray(at, at + SIGNED_DATA.length).equals(SIGNED_DATA)
}

/** The content of a small entry; undefined if it is larger or does not unpack. */
function contentOf({ source }: Archive, entry: ZipEntry, limit = MAX_SIGNATURE): Buffer | undefined {
  if (entry.size > limit) return undefined
  try {
    return asBuffer(readContent(source, entry))
  } catch (error) {
    if (error instanceof CodecError) return undefined
    throw error
  }
}
