/**
 * The index of layers in a jar or war of Spring Boot. `java -Djarmode=tools -jar app.jar extract --layers` (also
 * `layertools`), with which layered images are built, fails at a file that no layer names. So the mark gets a line
 * in the last layer, the one that is expected to change most often:
 *
 *     - "dependencies":
 *       - "BOOT-INF/lib/"
 *     - "application":
 *       - "BOOT-INF/classes/"
 *       - "META-INF/"
 *       - "chalk.json"
 *
 * The manifest's Spring-Boot-Layers-Index names the index. HASH counts it with the line, also before marking: the
 * line is always the same, and the reference program, which does not know the index, then gets the same HASH.
 *
 * Spring Boot, "The Executable Jar Format", "Layer Index".
 */
import { asBuffer } from '../../bytes/fields.js'
import { readContent } from './content.js'
import type { Archive, ZipEntry } from './format.js'
import { keptEntry, type Listing } from './listing.js'
import { attributeOf, findManifest, readManifest } from './manifest.js'
import { MARK_PATH } from './mark-entry.js'

/** An index names a folder or a file a line. In bytes. */
const MAX_INDEX = 1 << 20
const LINE = `  - "${MARK_PATH}"`

/** The index, if a mark needs a line in it or has one. */
export function findLayers(archive: Archive): Listing | undefined {
  const entry = indexIn(archive)
  if (!entry) return undefined
  const index = asBuffer(readContent(archive.source, entry))
  const isOurs = withoutMark(index) !== index && keptEntry(archive, entry) !== undefined
  // A line that stood there before marking stays, as does one whose old entry another program has dropped.
  if (!isOurs && !lacksMark(index)) return undefined
  return {
    entry,
    name: 'the index of layers',
    mustKeep: true,
    isOptional: true,
    withMark,
    withoutMark,
    counted: withMark,
    findIn: findLayers,
  }
}

/** Whether there is a file that can be an index. Reading the manifest, which names it, costs more than this look at the paths. */
export function mayHaveLayers(entries: readonly ZipEntry[]): boolean {
  return entries.some(({ path }) => path.endsWith('layers.idx'))
}

function indexIn(archive: Archive): ZipEntry | undefined {
  const { entries } = archive
  if (!mayHaveLayers(entries)) return undefined
  const manifest = findManifest(entries)
  const path = manifest && attributeOf(readManifest(archive, manifest)[0], 'Spring-Boot-Layers-Index')
  return entries.find((entry) => entry.path === path && entry.size <= MAX_INDEX)
}

/** Whether this is an index that Spring Boot can read and that has no line for the mark. */
function lacksMark(index: Buffer): boolean {
  const lines = linesOf(index)
  return lines[0]?.startsWith('- ') === true && lines.every(isKnown) && !lines.includes(LINE)
}

function isKnown(line: string): boolean {
  return /^( {2})?- /.test(line)
}

function linesOf(index: Buffer): string[] {
  return index
    .toString('latin1')
    .split('\n')
    .map((line) => line.replaceAll('\r', ''))
    .filter((line) => line.trim() !== '')
}

function withMark(index: Buffer): Buffer {
  if (linesOf(index).at(-1) === LINE) return index
  const text = index.toString('latin1')
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const isOpen = text !== '' && !text.endsWith('\n')
  return Buffer.from(`${text}${isOpen ? newline : ''}${LINE}${isOpen ? '' : newline}`, 'latin1')
}

/** The same object if the mark's line is not the last one. */
function withoutMark(index: Buffer): Buffer {
  const text = index.toString('latin1')
  const [tail] = /(\r?\n|^) {2}- "chalk\.json"(\r?\n)?$/.exec(text) ?? []
  if (tail === undefined) return index
  // If no line end follows the line, marking added the one before it.
  const kept = tail.endsWith('\n') ? (/^\r?\n/.exec(tail)?.[0].length ?? 0) : 0
  return index.subarray(0, text.length - tail.length + kept)
}
