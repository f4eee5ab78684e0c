/**
 * Which names look as if a bundler had put a hash of the content into them. Only for output whose bundler cannot be
 * asked. A name that is taken for hashed by mistake costs little: its file gets a stable mark.
 */
import { posix } from 'node:path'

/** What stands behind a name that belongs to another file. */
const COMPANION = /\.(?:gz|br|zst|map)$/

/** The last part of a name before its extensions, with the sign before it; or the whole name without them. */
const LAST =
  /(?:^|[-._~])([A-Za-z0-9]{6,64})(?:\.(?:chunk|bundle|min|module|esm|iife|legacy))?\.[a-z0-9]{2,5}$/
/** The same for base64url, whose letters can be signs too. rollup's and rolldown's hashes have eight of them. */
const BASE64URL = /[-._]([A-Za-z0-9_-]{8})\.[a-z0-9]{2,5}$/

/** Numbers of 8 digits can be a date. */
const HEX = /^(?=.*\d)(?=.*[a-f])[0-9a-f]{6,64}$/
/** esbuild's alphabet: base32, RFC 4648, section 6. */
const BASE32 = /^(?=.*[2-7])(?=.*[A-Z])[A-Z2-7]{8}$/
const BASE36 = /^(?=.*\d[a-z]+\d)[0-9a-z]{8,64}$/

/**
 * @param names of the files of one output, with `/`.
 * @returns the hash in each name that looks hashed.
 */
export function hashesByLook(names: readonly string[]): Map<string, string> {
  const hashes = new Map<string, string>()
  const unsure: { name: string; hash: string; shape: string }[] = []
  const shapes = new Set<string>()
  for (const name of names) {
    const base = posix.basename(name.replace(COMPANION, ''))
    const found = [LAST, BASE64URL]
      .map((pattern) => pattern.exec(base)?.[1])
      .filter((one) => one !== undefined)
    const hash = found.find(isSurely)
    for (const one of found) {
      const shape = shapeOf(name, base, one)
      if (one === hash) shapes.add(shape)
      else if (hash === undefined) unsure.push({ name, hash: one, shape })
    }
    if (hash !== undefined) hashes.set(name, hash)
  }
  // A hash in base64 can have no digit. Then the names beside it tell.
  for (const { name, hash, shape } of unsure) {
    if (!hashes.has(name) && shapes.has(shape)) hashes.set(name, hash)
  }
  return hashes
}

/** The folder of a name, and how its hash stands there. */
function shapeOf(name: string, base: string, hash: string): string {
  const before = base[base.lastIndexOf(hash) - 1] ?? ''
  return `${posix.dirname(name)}\n${before}\n${hash.length}`
}

function isSurely(text: string): boolean {
  return HEX.test(text) || BASE32.test(text) || BASE36.test(text) || isMixed(text)
}

/** Letters of both cases and digits, as no word has them: `BQ3x9z`, not `Utf8` or `Html5Editor`. */
function isMixed(text: string): boolean {
  if (!/\d/.test(text) || !/[a-z]/.test(text) || !/[A-Z]/.test(text)) return false
  return !/^(?:[A-Z]?[a-z]+)+\d+(?:[A-Z]?[a-z]+)*$/.test(text)
}
