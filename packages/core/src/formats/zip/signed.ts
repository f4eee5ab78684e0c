/** Signatures in and around an archive, and whether they stay valid with a mark. */
import { CodecError } from '../../error.js'
import { readContent } from './content.js'
import type { Archive, ZipEntry } from './format.js'

/** Magic at the end of the APK Signing Block, right before the central directory (APK Signature Scheme v2). */
const APK_SIGNING_BLOCK = 'APK Sig Block 42'

/** Entries that sign the whole package, by what the archive is. */
const PACKAGE_SIGNATURES = {
  nupkg: /^\.signature\.p7s$/,
  vsix: /^package\/services\/digital-signature\//,
  whl: /^[^/]+\.dist-info\/RECORD\.(jws|p7s)$/,
  // Scheme v1 is the scheme of jars, but Android requires a signature of every file.
  apk: /^META-INF\/[^/]+\.SF$/i,
}

/**
 * @param extension of the archive's name.
 * @param mark the entry that would be replaced or removed.
 * @throws CodecError `SIGNED` if an edit would break a signature.
 */
export function checkSignatures(archive: Archive, extension: string, mark: ZipEntry | undefined): void {
  const { entries } = archive
  const signature = PACKAGE_SIGNATURES[extension as keyof typeof PACKAGE_SIGNATURES]
  const isSigned = hasSigningBlock(archive) || (signature && entries.some(({ path }) => signature.test(path)))
  if (isSigned) throw new CodecError('SIGNED', `the ${extension} is signed: mark before signing`)
  if (mark && isSignedJar(entries) && manifestNames(archive, mark))
    throw new CodecError('SIGNED', 'the jar was signed with its mark: mark the unsigned jar, then sign it')
}

/** Whether an APK Signing Block stands before the central directory. */
export function hasSigningBlock({ source, directoryAt }: Archive): boolean {
  const before = source.read(Math.max(0, directoryAt - APK_SIGNING_BLOCK.length), APK_SIGNING_BLOCK.length)
  return Buffer.from(before).toString('latin1') === APK_SIGNING_BLOCK
}

/** Whether the archive holds a signature file. JAR specification, "Signed JAR File". */
export function isSignedJar(entries: readonly ZipEntry[]): boolean {
  return entries.some(({ path }) => /^META-INF\/[^/]+\.SF$/i.test(path))
}

/** Whether the jar's manifest has a section for the entry. Signatures cover the entry only then. */
function manifestNames({ source, entries }: Archive, { path }: ZipEntry): boolean {
  const manifest = entries.find((entry) => /^META-INF\/MANIFEST\.MF$/i.test(entry.path))
  if (!manifest) return false
  const lines = Buffer.from(readContent(source, manifest))
    .toString('latin1')
    .split(/\r\n|\r|\n/)
  return lines.includes(`Name: ${path}`)
}
