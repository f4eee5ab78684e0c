/**
 * A jar's manifest. JAR File Specification, "JAR Manifest".
 *
 *     main section        Manifest-Version: 1.0, Main-Class: …
 *     (empty line)
 *     section of a file   Name: a/B.class, SHA-256-Digest: …
 *     (empty line)
 *
 * Lines end in CR LF, LF or CR. A line that begins with a blank goes on with the one before it.
 */
import { readContent } from './content.js'
import type { Archive, ZipEntry } from './format.js'

/** The largest manifest that is read, in bytes. Those of signed jars have a section for each file. */
const MAX_MANIFEST = 64 << 20

/** One section, as it stands in the manifest. */
export interface ManifestSection {
  /** Attributes in their order: the lines as they stand, with their ends, and what they say. */
  attributes: { raw: string; name: string; value: string }[]
  /** The empty lines behind it. */
  end: string
}

/**
 * What a byte of a manifest that is read costs, as bytes that are looked into: its lines and attributes become objects. The
 * digests in that of a signed jar do not pack, so the jar is never much smaller than its manifest.
 */
export const MANIFEST_COST = 8

/** The manifest's entry. */
export function findManifest(entries: readonly ZipEntry[]): ZipEntry | undefined {
  return entries.find(({ path, size }) => /^META-INF\/MANIFEST\.MF$/i.test(path) && size <= MAX_MANIFEST)
}

const known = new WeakMap<ZipEntry, ManifestSection[]>()

/** The manifest's sections, the main one first. Characters stand for bytes. They are read once for each entry. */
export function readManifest(archive: Archive, manifest: ZipEntry): ManifestSection[] {
  const sections =
    known.get(manifest) ?? sectionsOf(Buffer.from(readContent(archive.source, manifest)).toString('latin1'))
  known.set(manifest, sections)
  return sections
}

/** The sections of a manifest's text, in which characters stand for bytes. */
export function sectionsOf(text: string): ManifestSection[] {
  const sections: ManifestSection[] = []
  let section: ManifestSection | undefined
  for (const line of text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []) {
    const content = line.replace(/[\r\n]{1,2}$/, '')
    if (!section || (section.end !== '' && content !== '')) {
      section = { attributes: [], end: '' }
      sections.push(section)
    }
    const last = section.attributes.at(-1)
    if (content === '') {
      section.end += line
    } else if (content.startsWith(' ') && last) {
      last.raw += line
      last.value += content.slice(1)
    } else {
      const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(content) ?? []
      section.attributes.push({ raw: line, name, value })
    }
  }
  return sections
}

/** The value of an attribute of a section; upper and lower case do not differ in names. */
export function attributeOf(section: ManifestSection | undefined, wanted: string): string | undefined {
  return section?.attributes.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())?.value
}
