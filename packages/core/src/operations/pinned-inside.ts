/**
 * Files in an archive whose digest stands in another file of it: a list of checksums, a manifest, a page that pins its
 * scripts. Whoever checks the digest would refuse the file once it is marked.
 */
import type { Container, Entry } from '../containers/container.js'
import { CodecError } from '../error.js'
import { type Algorithm, digestKey, findDigests } from '../output/digests.js'

/** The largest file that is searched for digests, and all of them together, in bytes. */
const MAX_TEXT = 1 << 20
const MAX_TEXTS = 64 << 20
const CODE = /\.([cm]?[jt]sx?|css)$/i

/**
 * Whether the digest of a content stands in a file of the container. Files with NUL bytes are not searched.
 * @param most how many bytes may be searched.
 * @returns a function that throws CodecError `PINNED` if there are more.
 */
export function pinnedIn(container: Container, most: number): (content: Uint8Array) => boolean {
  const keys = new Set<string>()
  const algorithms = new Set<Algorithm>()
  let read = 0
  for (const entry of container.entries) {
    if (!entry.isRegular || entry.size > MAX_TEXT || read + entry.size > MAX_TEXTS) continue
    read += entry.size
    if (read > most) return tooMuch
    for (const { key, algorithm } of digestsIn(container, entry)) {
      keys.add(key)
      algorithms.add(algorithm)
    }
  }
  return (content) => [...algorithms].some((algorithm) => keys.has(digestKey(content, algorithm)))
}

function tooMuch(): never {
  throw new CodecError('PINNED', 'for its size the archive holds too much in which its digest could stand')
}

function digestsIn(container: Container, entry: Entry) {
  const content = container.read(entry)
  if (content.includes(0)) return []
  return findDigests(Buffer.from(content).toString('latin1'), CODE.test(entry.path))
}
