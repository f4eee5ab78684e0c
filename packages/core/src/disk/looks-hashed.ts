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
  const unsure: { name: string; readings: Reading[] }[] = []
  const shapes = new Map<string, number>()
  const take = (name: string, { hash, shape }: Reading) => {
    hashes.set(name, hash)
    shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
  }
  for (const name of names) {
    const readings = readingsOf(name)
    if (readings.length === 1 && isSurely(readings[0]!.hash)) take(name, readings[0]!)
    else if (readings.length > 0) unsure.push({ name, readings })
  }
  // A hash in base64 can have no digit, or a sign that could end the name: `index-a-V2NnVH.js`. The names beside it tell.
  const known = new Map(shapes)
  const isBeside = ({ shape }: Reading) => known.has(shape)
  for (const { name, readings } of unsure) {
    const sure = readings.filter(({ hash }) => isSurely(hash))
    if (sure.length > 0) take(name, readings.find(isBeside) ?? sure[0]!)
  }
  for (const { name, readings } of unsure) {
    const beside = readings.find(({ shape }) => shapes.has(shape))
    if (!hashes.has(name) && beside) hashes.set(name, beside.hash)
  }
  return hashes
}

/** What could be the hash in a name. */
interface Reading {
  hash: string
  /** The folder of the name, and how the hash stands there. */
  shape: string
}

function readingsOf(name: string): Reading[] {
  const base = posix.basename(name.replace(COMPANION, ''))
  const found = [LAST, BASE64URL].map((pattern) => pattern.exec(base)?.[1]).filter((one) => one !== undefined)
  return [...new Set(found)].map((hash) => ({ hash, shape: shapeOf(name, base, hash) }))
}

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
  return !/^[A-Z]?[a-z]+(?:[A-Z][a-z]+)*\d+(?:[A-Z]?[a-z]+(?:[A-Z][a-z]+)*)?$/.test(text)
}
