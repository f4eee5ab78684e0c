/**
 * Modules of Java that know others by their content: `jar --hash-modules` and `jmod hash` write digests of the modules that
 * depend on a module into its descriptor, and Java does not start if one does not fit. They are computed over the files in
 * a jar, so that a mark changes them.
 *
 *     module-info.class    magic:u4 versions:u4 constants access:u2 this:u2 super:u2 0:u2 0:u2 0:u2 attributes
 *     Module               name index:u2 …
 *     ModuleHashes         algorithm index:u2 count:u2 { name index:u2 length:u2 digest }
 *
 * The Java Virtual Machine Specification 17, 4.1, 4.4 and 4.7.25; jdk.internal.module.ClassFileConstants of OpenJDK for
 * ModuleHashes.
 */
import { asBuffer } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import { readContent } from './content.js'
import { readArchive } from './directory.js'

/** In a jar, in a jar with parts for newer releases of Java, in a jmod file. */
const DESCRIPTOR = /^(?:classes\/|META-INF\/versions\/\d+\/)?module-info\.class$/
/** The largest descriptor that is read, in bytes. */
const MAX_SIZE = 1 << 20
const MAGIC = 0xcafebabe

/** A module, as its descriptors say. */
export interface ModuleNames {
  /** Its name; undefined if no descriptor has one. */
  name: string | undefined
  /** The names of modules whose digests it holds. */
  hashed: ReadonlySet<string>
}

/** What the descriptors in a jar or jmod file say; nothing if it is none or cannot be read. */
export function moduleNamesIn(source: Source): ModuleNames {
  const hashed = new Set<string>()
  let name: string | undefined
  try {
    const { entries } = readArchive(source)
    for (const entry of entries) {
      if (!DESCRIPTOR.test(entry.path) || entry.size > MAX_SIZE) continue
      const descriptor = asBuffer(readContent(source, entry))
      name ??= readDescriptor(descriptor, hashed)
    }
  } catch (error) {
    // What cannot be read pins nothing: Java cannot read it either.
    if (!(error instanceof CodecError || error instanceof RangeError)) throw error
  }
  return { name, hashed }
}

/**
 * @returns the module's name. @param hashed gets the names of modules whose digests it holds.
 * @throws RangeError if it is cut off.
 */
function readDescriptor(bytes: Buffer, hashed: Set<string>): string | undefined {
  if (bytes.length < 10 || bytes.readUInt32BE(0) !== MAGIC) return undefined
  const { texts, modules, end } = constantsIn(bytes)
  const moduleName = (index: number) => texts.get(modules.get(index) ?? 0)
  let name: string | undefined
  let at = end + 14
  for (let count = bytes.readUInt16BE(end + 12); count > 0; count--) {
    const attribute = texts.get(bytes.readUInt16BE(at))
    const start = at + 6
    if (attribute === 'Module') name = moduleName(bytes.readUInt16BE(start))
    if (attribute === 'ModuleHashes') {
      let hashAt = start + 4
      for (let hashes = bytes.readUInt16BE(start + 2); hashes > 0; hashes--) {
        const one = moduleName(bytes.readUInt16BE(hashAt))
        if (one !== undefined) hashed.add(one)
        hashAt += 4 + bytes.readUInt16BE(hashAt + 2)
      }
    }
    at = start + bytes.readUInt32BE(at + 2)
  }
  return name
}

const UTF8 = 1
const MODULE = 19
/** Length in bytes of each kind of constant but Utf8, by its tag (JVMS 4.4). */
const LENGTHS: Readonly<Record<number, number>> = {
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 2,
  8: 2,
  9: 4,
  10: 4,
  11: 4,
  12: 4,
  15: 3,
  16: 2,
  17: 4,
  18: 4,
  19: 2,
  20: 2,
}
/** Long and Double take two places in the table. */
const isWide = (tag: number) => tag === 5 || tag === 6

/** The table of constants: texts, and for modules where their name is, both by their index; and the offset behind it. */
function constantsIn(bytes: Buffer): {
  texts: Map<number, string>
  modules: Map<number, number>
  end: number
} {
  const texts = new Map<number, string>()
  const modules = new Map<number, number>()
  const count = bytes.readUInt16BE(8)
  let at = 10
  for (let index = 1; index < count; index++) {
    const tag = bytes.readUInt8(at)
    if (tag === UTF8) {
      const length = bytes.readUInt16BE(at + 1)
      texts.set(index, bytes.toString('utf8', at + 3, at + 3 + length))
      at += 3 + length
      continue
    }
    const length = LENGTHS[tag]
    if (length === undefined) throw new RangeError(`unknown constant ${tag}`)
    if (tag === MODULE) modules.set(index, bytes.readUInt16BE(at + 1))
    if (isWide(tag)) index++
    at += 1 + length
  }
  return { texts, modules, end: at }
}
