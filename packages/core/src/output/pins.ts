/** Which files' digests stand in which other files. */
import { posix } from 'node:path'
import {
  type Algorithm,
  digestKey,
  digestOf,
  type FoundDigest,
  findDigests,
  rewriteDigests,
} from './digests.js'
import { type OutputEntry, textOf } from './entry.js'
import { isCode, isMap } from './files/file.js'
import { inlineTexts, mayHoldInline } from './inline.js'

/** What a digest is of. */
interface Owners {
  /** Files that have this content. */
  whole: OutputEntry[]
  /** Pages with inline scripts and styles of this text: at which places among those of the page. */
  parts: Map<OutputEntry, number[]>
}

/** What each digest is of, by its key. Only digests that stand in some file. */
export type Pins = ReadonlyMap<string, Owners>

/** The digests in a text, by what they are digests of. */
type Found = ReadonlyMap<string, readonly FoundDigest[]>

/** Why files of the same content get no mark. */
const SAME =
  'another file has the same content, and a digest of both stands where it is not clear whose it is'

/**
 * How many pairs of a digest and something of that content are looked at, where one stands for several. A thousand equal files
 * that are each named once in a manifest are a million.
 */
const MOST_PAIRS = 1_000_000

/**
 * Finds the digests of files, and of inline scripts and styles, that stand in files. Also records them in the
 * entries.
 */
export function findPins(entries: readonly OutputEntry[]): Pins {
  const places = new Map<OutputEntry, Found>()
  for (const entry of entries) {
    // Source maps hold whole sources, in which a digest stands only by chance.
    if (isMap(entry.file.name)) continue
    const { text } = entry
    const found = text === undefined ? [] : findDigests(text, isCode(entry.file.name))
    if (found.length > 0) places.set(entry, byKey(found))
  }
  const pins = ownersOf(entries, [...places.values()])
  leaveCostly(pins, places)
  for (const [holder, found] of places) {
    const { text = '' } = holder
    for (const [key, digests] of found) {
      const owners = pins.get(key)
      if (owners) pinOwners(holder, text, digests, owners)
    }
  }
  return pins
}

function byKey(found: readonly FoundDigest[]): Found {
  const keys = new Map<string, FoundDigest[]>()
  for (const one of found) {
    const same = keys.get(one.key)
    if (same) same.push(one)
    else keys.set(one.key, [one])
  }
  return keys
}

function ownersOf(entries: readonly OutputEntry[], places: readonly Found[]): Map<string, Owners> {
  const pins = new Map<string, Owners>()
  const wanted = new Set(places.flatMap((found) => [...found.keys()]))
  const algorithms = new Set(places.flatMap((found) => [...found.values()].map(([one]) => one!.algorithm)))
  const ownersAt = (content: string | Uint8Array) =>
    [...algorithms].flatMap((algorithm) => {
      const key = digestKey(content, algorithm)
      if (!wanted.has(key)) return []
      const owners = pins.get(key) ?? { whole: [], parts: new Map<OutputEntry, number[]>() }
      pins.set(key, owners)
      return owners
    })
  if (wanted.size === 0) return pins
  for (const entry of entries) {
    const { content } = entry
    if (content === undefined) continue
    for (const { whole } of ownersAt(content)) whole.push(entry)
    for (const [part, inline] of partsOf(entry, textOf(content)).entries())
      for (const { parts } of ownersAt(inline)) {
        const same = parts.get(entry)
        if (same) same.push(part)
        else parts.set(entry, [part])
      }
  }
  return pins
}

/** Leaves out what would take too long to tell apart: such files get no mark, and policies of inline parts do not follow. */
function leaveCostly(pins: Map<string, Owners>, places: ReadonlyMap<OutputEntry, Found>): void {
  let pairs = 0
  const costly = new Set<string>()
  for (const [holder, found] of places) {
    for (const [key, digests] of found) {
      const { whole = [], parts } = pins.get(key) ?? {}
      if (whole.length > 1) pairs += digests.length * whole.length
      if (parts && !parts.has(holder)) pairs += parts.size
      if (pairs > MOST_PAIRS) costly.add(key)
    }
  }
  for (const key of costly) {
    for (const entry of pins.get(key)?.whole ?? []) entry.disclaim(SAME)
    pins.delete(key)
  }
}

function partsOf({ file }: OutputEntry, text: string | undefined): string[] {
  return text !== undefined && !isCode(file.name) && mayHoldInline(text) ? inlineTexts(text) : []
}

function pinOwners(
  holder: OutputEntry,
  text: string,
  digests: readonly FoundDigest[],
  { whole, parts }: Owners,
): void {
  const others = whole.filter((entry) => entry !== holder)
  for (const entry of others) entry.isPinned = true
  for (const entry of [...others, ...pagesFor(holder, parts)]) if (entry !== holder) holder.needs(entry)
  if (others.length > 1 && !digests.every((found) => named(others, text, found, ({ file }) => file.name))) {
    for (const entry of others) entry.disclaim(SAME)
  }
}

/** The pages that a digest in a file is for: the page itself, if it has that text, as it cannot allow anything in others. */
function pagesFor(holder: OutputEntry, parts: Owners['parts']): OutputEntry[] {
  return parts.has(holder) ? [holder] : [...parts.keys()]
}

/**
 * Which of several files of the same content a digest belongs to: the one that is named beside it. In the same tag
 * or object that is the last name before the digest, else the first name after it. Otherwise it is the last name
 * shortly before.
 */
function named(
  owners: readonly OutputEntry[],
  text: string,
  { at, end }: FoundDigest,
  nameOf: (entry: OutputEntry) => string,
): OutputEntry | undefined {
  const before = text.slice(Math.max(0, at - 400), at)
  const near = /[^<{\n]*$/.exec(before)![0]
  const behind = /^[^>}\n]*/.exec(text.slice(end, end + 400))![0]
  return last(owners, near, nameOf) ?? first(owners, behind, nameOf) ?? last(owners, before, nameOf)
}

function last(
  owners: readonly OutputEntry[],
  text: string,
  nameOf: (entry: OutputEntry) => string,
): OutputEntry | undefined {
  return best(owners, (entry) => -lastMention(text, posix.basename(nameOf(entry))) - 1)
}

function first(
  owners: readonly OutputEntry[],
  text: string,
  nameOf: (entry: OutputEntry) => string,
): OutputEntry | undefined {
  return best(owners, (entry) => {
    const at = mentions(text, posix.basename(nameOf(entry)))[0]
    return at === undefined ? 0 : at - text.length - 1
  })
}

/** The item with the lowest negative score, if there is one. */
function best(
  owners: readonly OutputEntry[],
  score: (entry: OutputEntry) => number,
): OutputEntry | undefined {
  const scores = owners.map(score)
  const lowest = Math.min(...scores)
  return lowest < 0 && scores.filter((one) => one === lowest).length === 1
    ? owners[scores.indexOf(lowest)]
    : undefined
}

function lastMention(text: string, name: string): number {
  return mentions(text, name).at(-1) ?? -1
}

/** The places of a name in a text, except where it is the end of a longer name. */
function mentions(text: string, name: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!/[\w.-]/.test(text[at - 1] ?? '')) found.push(at)
  return found
}

/**
 * Replaces the digests in a file that belong to files and inline scripts which are final now.
 * @param nameOf the new name of a file.
 * @returns the new text; the same one if nothing follows.
 */
export function followPins(
  entry: OutputEntry,
  text: string,
  pins: Pins,
  nameOf: (entry: OutputEntry) => string,
): string {
  const code = isCode(entry.file.name)
  const followed = rewriteDigests(text, code, (found) => {
    const owners = (pins.get(found.key)?.whole ?? []).filter((owner) => owner !== entry)
    const owner = owners.length > 1 ? named(owners, text, found, nameOf) : owners[0]
    return owner && [owner.digest(found.algorithm)]
  })
  // Also the digests of its own inline scripts, which are final now.
  const textsIn = remembered((page: OutputEntry) => partsOf(page, page === entry ? followed : page.text))
  const digestsOf = remembered((key: string) => {
    const { parts } = pins.get(key)!
    const texts = pagesFor(entry, parts).flatMap((page) =>
      parts.get(page)!.map((part) => textsIn(page)[part]),
    )
    return distinct(
      texts.filter((inline) => inline !== undefined),
      key.split(':', 1)[0] as Algorithm,
    )
  })
  return rewriteDigests(followed, code, ({ key }) => (pins.get(key)?.parts.size ? digestsOf(key) : undefined))
}

/** A function that computes each value once. */
function remembered<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key))
    return known.get(key)!
  }
}

/** The digests of several texts. */
function distinct(texts: readonly string[], algorithm: Algorithm): Buffer[] {
  return [...new Set(texts)].map((text) => digestOf(text, algorithm))
}

/** Whether an inline script or style has changed although its old digest stood nowhere. */
export function hasLooseInline(entry: OutputEntry, before: string, after: string, pins: Pins): boolean {
  if (before === after) return false
  const [old, fresh] = [partsOf(entry, before), partsOf(entry, after)]
  const algorithms = ['sha256', 'sha384', 'sha512'] as const
  return old.some(
    (text, index) =>
      text !== fresh[index] && !algorithms.some((algorithm) => pins.has(digestKey(text, algorithm))),
  )
}
