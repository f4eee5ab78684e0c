/**
 * Versions in addresses: `main.js?v=1a2b`, `app.css?1a2b`. Browsers keep what such an address gives, as with names that
 * hold a hash.
 */
import { posix } from 'node:path'
import type { OutputEntry } from './entry.js'
import { deriveHash } from './rename.js'

/** What a name ends with, and a `?` before something that can be a version. */
const VERSIONED = /\.(?:[cm]?js|css|html?|svg|wasm)\?(?=[\w-]*=?[\w.-]{4,})/g
/** The name that ends there. To look for it from its beginning takes fifty times as long. */
const NAME = /[^\s"'`()<>/\\?#&=,;]+$/
/** The longest name that is looked for. */
const MAX_NAME = 255
/** What stands before the version, and the version. */
const VALUE = /([\w-]*=)?([\w.-]{4,})/y

/** An address with a version, in a text. */
export interface VersionedAddress {
  /** The last part of the file's name. */
  name: string
  /** Offsets of the version. */
  at: number
  end: number
}

export function* versionsIn(text: string): Generator<VersionedAddress> {
  for (const { 0: extension, index } of text.matchAll(VERSIONED)) {
    const stem = NAME.exec(text.slice(Math.max(0, index - MAX_NAME), index))?.[0]
    VALUE.lastIndex = index + extension.length
    const value = VALUE.exec(text)
    if (stem === undefined || !value) continue
    const end = VALUE.lastIndex
    yield { name: stem + extension.slice(0, -1), at: end - value[2]!.length, end }
  }
}

/**
 * Gives the addresses of pinned files other versions, once: a cached file without a mark would not match the digest of
 * the marked one. The new version follows from the old one, as a new name does (rename.ts). Names that hold a hash have
 * taken care of that already.
 * @param salt what new versions depend on besides the old ones.
 */
export function renewVersions(entries: readonly OutputEntry[], salt: () => string): void {
  const pinned = entries.filter(
    ({ claimed, isPinned, isKept, file }) => claimed && isPinned && !isKept && file.hashes.length === 0,
  )
  const names = new Set(pinned.map(({ file }) => posix.basename(file.name)))
  if (names.size === 0) return
  for (const entry of entries) {
    // The name of a hashed file stands for its content.
    if (entry.file.hashes.length === 0) entry.rewriteText((text) => withNewVersions(text, names, salt()))
  }
}

function withNewVersions(text: string, names: ReadonlySet<string>, salt: string): string {
  let result = ''
  let from = 0
  for (const { name, at, end } of versionsIn(text)) {
    if (!names.has(name)) continue
    result += text.slice(from, at) + deriveHash(text.slice(at, end), salt)
    from = end
  }
  return from === 0 ? text : result + text.slice(from)
}
