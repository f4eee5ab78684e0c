/**
 * New names for hashed files whose bytes changed with their mark.
 *
 * A new hash is derived from the old one and a salt, not from the new content: the old hash already stands for the
 * content, so files that import each other in a cycle are no problem.
 */
import { createHash } from 'node:crypto'
import type { OutputFile, Reference } from './files/file.js'

/** The alphabets in which bundlers write hashes; the first that fits a hash is taken. */
const ALPHABETS = [
  '0123456789abcdef', // webpack, rspack, rollup's `hashCharacters: 'hex'`
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', // esbuild: base32, RFC 4648 §6
  '0123456789abcdefghijklmnopqrstuvwxyz', // rollup's `hashCharacters: 'base36'`
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', // rollup, rolldown: base64url, RFC 4648 §5
]

/** The hash that takes `old`'s place: as long, in the same alphabet. */
export function deriveHash(old: string, salt: string): string {
  const alphabet =
    ALPHABETS.find((letters) => [...old].every((letter) => letters.includes(letter))) ?? ALPHABETS[0]!
  let derived = ''
  for (let block = 0; derived.length < old.length; block++) {
    const bytes = createHash('sha256').update(`${salt}\n${old}\n${block}`).digest()
    for (const byte of bytes) derived += alphabet[byte % alphabet.length]
  }
  return derived.slice(0, old.length)
}

/** Old hash → new hash for the files of `renamed`. */
export type HashMap = ReadonlyMap<string, string>

/** `name` with the hashes replaced that `hashes` holds. */
export function renameFile(name: string, own: readonly string[], hashes: HashMap): string {
  let result = name
  for (const hash of own) {
    const next = hashes.get(hash)
    // The last occurrence: a folder or a stem could hold the same text by chance.
    const at = result.lastIndexOf(hash)
    if (next && at >= 0) result = result.slice(0, at) + next + result.slice(at + hash.length)
  }
  return result
}

/** Where in an output text the hashes of hashed files stand. */
export interface ReferenceFinder {
  /** Calls `found` for each place at which `text` refers to a hashed file, with its offset and the hash there. */
  find(text: string, found: (at: number, hash: string) => void): void
}

/**
 * Makes a finder for the hashes of `files`.
 *
 * With `name` references a hash counts only between the letters that surround it in the file's name (`-` and
 * `.js`), so a short hash cannot match other text; names may be percent-encoded around it. With `hash` references
 * it counts wherever it stands as a whole word, as webpack's own RealContentHashPlugin replaces it.
 */
export function referenceFinder(files: readonly OutputFile[], reference: Reference): ReferenceFinder {
  const surroundings = new Map<string, Surroundings[]>()
  for (const { name, hashes } of files) {
    for (const hash of hashes) {
      const at = name.lastIndexOf(hash)
      if (at < 0) continue
      const list = surroundings.get(hash) ?? []
      list.push(surroundingsOf(name, at, at + hash.length))
      surroundings.set(hash, list)
    }
  }
  const lengths = [...new Set([...surroundings.keys()].map((hash) => hash.length))].sort((a, b) => b - a)
  const shortest = lengths.at(-1) ?? 1
  const words = new RegExp(`[\\w-]{${shortest},}`, 'g')

  /** The longest hash that begins at `from` in a word of the text, which is at `index` there. */
  function hashAt(text: string, word: string, index: number, from: number): string | undefined {
    for (const length of lengths) {
      const hash = word.slice(from, from + length)
      const places = hash.length === length && surroundings.get(hash)
      if (!places) continue
      const at = index + from
      const fits =
        reference === 'hash'
          ? isWhole(word, from, length) || places.some((place) => isInName(text, at, length, place))
          : places.some((place) => isBetween(text, at, length, place))
      if (fits) return hash
    }
    return undefined
  }

  return {
    find(text, found) {
      if (surroundings.size === 0) return
      for (const { 0: word, index } of text.matchAll(words)) {
        for (let from = 0; from + shortest <= word.length; from++) {
          const hash = hashAt(text, word, index, from)
          if (hash === undefined) continue
          found(index + from, hash)
          from += hash.length - 1
        }
      }
    },
  }
}

/** What stands around the hash in a file's name. */
interface Surroundings {
  /** What the file name begins with, up to the hash. */
  stem: string
  /**
   * The letter before the hash, in the same spellings; empty if a folder's name ends there, since references can
   * leave that out.
   */
  before: string[]
  /** The rest of the name, in the ways in which references write it. */
  after: string[]
}

function surroundingsOf(name: string, from: number, to: number): Surroundings {
  const stem = name.slice(name.lastIndexOf('/', from) + 1, from)
  const after = name.slice(to)
  return { stem, before: spellings([...stem].at(-1) ?? ''), after: spellings(after) }
}

/** Part of a name as it is, and as addresses have it. */
function spellings(text: string): string[] {
  try {
    return [...new Set([text, encodeURI(text)])]
  } catch {
    // The text is not well-formed Unicode, so no address holds it.
    return [text]
  }
}

function isBetween(text: string, at: number, length: number, { before, after }: Surroundings): boolean {
  const end = at + length
  if (!before.some((letter) => endsWith(text, at, letter))) return false
  // AMD loaders add the extension themselves.
  const isBare = after[0] === '.js' && /^["'`]/.test(text[end] ?? '')
  return isBare || after.some((rest) => text.startsWith(rest, end))
}

/** Whether the hash stands in its name, for names such as `main1a2b.js` without a sign before the hash. */
function isInName(text: string, at: number, length: number, { stem, after }: Surroundings): boolean {
  return stem !== '' && endsWith(text, at, stem) && after.some((rest) => text.startsWith(rest, at + length))
}

function endsWith(text: string, at: number, what: string): boolean {
  return at >= what.length && text.startsWith(what, at - what.length)
}

/** Whether the hash stands apart from other letters and digits: `main-1a2b` holds `1a2b`, `ff1a2b` does not. */
function isWhole(word: string, from: number, length: number): boolean {
  const apart = (letter: string | undefined) => letter === undefined || letter === '-' || letter === '_'
  return apart(word[from - 1]) && apart(word[from + length])
}

/** `text` with every reference to a renamed file updated. The same string if there is none. */
export function rewriteReferences(text: string, finder: ReferenceFinder, hashes: HashMap): string {
  let result = ''
  let from = 0
  finder.find(text, (at, hash) => {
    const next = hashes.get(hash)
    if (next === undefined) return
    result += text.slice(from, at) + next
    from = at + hash.length
  })
  return from === 0 ? text : result + text.slice(from)
}

/**
 * The files to rename: `first`, and every hashed file that refers to one of those, and so on. A file in whose text
 * a reference is updated has other bytes than before, so it must not keep its own name.
 */
export function withReferrers(
  first: Iterable<OutputFile>,
  files: readonly OutputFile[],
  textOf: (file: OutputFile) => string,
  finder: ReferenceFinder,
): Set<OutputFile> {
  const byHash = new Map<string, OutputFile[]>()
  for (const file of files) {
    for (const hash of file.hashes) byHash.set(hash, [...(byHash.get(hash) ?? []), file])
  }
  const referrers = new Map<OutputFile, Set<OutputFile>>()
  for (const file of files) {
    if (file.hashes.length === 0) continue
    finder.find(textOf(file), (_at, hash) => {
      for (const target of byHash.get(hash) ?? []) {
        if (target === file) continue
        const set = referrers.get(target) ?? new Set()
        set.add(file)
        referrers.set(target, set)
      }
    })
  }
  const result = new Set(first)
  for (const file of result) {
    // A Set's iterator also visits items that are added during the loop.
    for (const referrer of referrers.get(file) ?? []) result.add(referrer)
    for (const hash of file.hashes) for (const twin of byHash.get(hash) ?? []) result.add(twin)
  }
  return result
}
