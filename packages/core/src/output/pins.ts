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

/** What a digest is of: a whole file, or one of its inline scripts and styles. */
interface Owner {
  entry: OutputEntry
  part?: number
}

/** What each digest is of, by its key. Only digests that stand in some file. */
export type Pins = ReadonlyMap<string, readonly Owner[]>

/** Why files of the same content get no mark. */
const SAME =
  'another file has the same content, and a digest of both stands where it is not clear whose it is'

/**
 * Finds the digests of files, and of inline scripts and styles, that stand in files. Also records them in the
 * entries.
 */
export function findPins(entries: readonly OutputEntry[]): Pins {
  const places = new Map<OutputEntry, FoundDigest[]>()
  for (const entry of entries) {
    // Source maps hold whole sources, in which a digest stands only by chance.
    if (isMap(entry.file.name)) continue
    const { text } = entry
    const found = text === undefined ? [] : findDigests(text, isCode(entry.file.name))
    if (found.length > 0) places.set(entry, found)
  }
  const pins = ownersOf(entries, [...places.values()].flat())
  for (const [holder, found] of places) {
    for (const one of found) {
      const owners = pins.get(one.key)
      if (owners) pinOwners(holder, one, owners)
    }
  }
  return pins
}

function ownersOf(entries: readonly OutputEntry[], found: readonly FoundDigest[]): Map<string, Owner[]> {
  const pins = new Map<string, Owner[]>()
  const wanted = new Set(found.map(({ key }) => key))
  const algorithms = new Set(found.map(({ algorithm }) => algorithm))
  const add = (content: string | Uint8Array, owner: Owner) => {
    for (const algorithm of algorithms) {
      const key = digestKey(content, algorithm)
      if (wanted.has(key)) pins.set(key, [...(pins.get(key) ?? []), owner])
    }
  }
  if (wanted.size === 0) return pins
  for (const entry of entries) {
    const { content } = entry
    if (content === undefined) continue
    add(content, { entry })
    for (const [part, inline] of partsOf(entry, textOf(content)).entries()) add(inline, { entry, part })
  }
  return pins
}

function partsOf({ file }: OutputEntry, text: string | undefined): string[] {
  return text !== undefined && !isCode(file.name) && mayHoldInline(text) ? inlineTexts(text) : []
}

function pinOwners(holder: OutputEntry, found: FoundDigest, owners: readonly Owner[]): void {
  const others = owners.filter(({ entry, part }) => part !== undefined || entry !== holder)
  const whole = others.filter(({ part }) => part === undefined).map(({ entry }) => entry)
  for (const { entry } of others) if (entry !== holder) holder.needs(entry)
  for (const entry of whole) entry.isPinned = true
  if (whole.length > 1 && !named(whole, holder.text!, found, ({ file }) => file.name)) {
    for (const entry of whole) entry.disclaim(SAME)
  }
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
    const whole = (pins.get(found.key) ?? []).filter(
      ({ entry: owner, part }) => part === undefined && owner !== entry,
    )
    if (whole.length === 0) return undefined
    const owners = whole.map(({ entry }) => entry)
    const owner = owners.length === 1 ? owners[0] : named(owners, text, found, nameOf)
    return owner && [digestOf(owner.markedBytes, found.algorithm)]
  })
  // Also the digests of its own inline scripts, which are final now.
  return rewriteDigests(followed, code, ({ key, algorithm }) => {
    const parts = (pins.get(key) ?? []).filter(({ part }) => part !== undefined)
    return distinct(
      parts.map(({ entry: owner, part }) =>
        digestOfPart(owner, owner === entry ? followed : owner.text, part!, algorithm),
      ),
    )
  })
}

function digestOfPart(
  owner: OutputEntry,
  text: string | undefined,
  part: number,
  algorithm: Algorithm,
): Buffer | undefined {
  const inline = partsOf(owner, text)[part]
  return inline === undefined ? undefined : digestOf(inline, algorithm)
}

function distinct(digests: readonly (Buffer | undefined)[]): Buffer[] {
  const byHex = new Map<string, Buffer>()
  for (const digest of digests) if (digest) byHex.set(digest.toString('hex'), digest)
  return [...byHex.values()]
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
