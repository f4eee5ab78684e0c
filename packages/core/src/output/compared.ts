/**
 * Files whose bytes somebody compares, or whose address holds a version. Their marks must not change unless their
 * content does, so they are stable.
 *
 * - Service workers, and what they import by `importScripts`. Browsers compare them byte by byte, and every
 *   difference is a new version (Service Workers, section "Soft Update").
 * - Files that a precache manifest lists with a revision.
 * - Files that other files name with a version behind `?`. They are cached for a long time.
 */
import { posix } from 'node:path'
import type { OutputEntry } from './entry.js'
import { isCode, isMap } from './files/file.js'
import { versionsIn } from './versions.js'

/** `navigator.serviceWorker.register('sw.js')`, `new Workbox('sw.js')`; also with `new URL('sw.js', …)`. */
const REGISTERED = /(?:\.register|\bWorkbox)\(\s*(?:new URL\(\s*)?(["'`])([^"'`]+)\1/g
/** Calls that only a service worker makes: for its life cycle, or what workbox adds. */
const WORKS =
  /\bskipWaiting\(\)|\bclients\.claim\(|addEventListener\(\s*["'`](?:install|activate|push)["'`]|\bprecacheAndRoute\(/
const IMPORTED = /\bimportScripts\(((?:(?!importScripts\()[^)])*)\)/g
const QUOTED = /(["'`])([^"'`]+)\1/g
/** An entry of a precache manifest, with its two properties in either order. */
const PRECACHED =
  /["']?url["']?\s*:\s*["'`]([^"'`]+)["'`]\s*,\s*["']?revision["']?\s*:|["']?revision["']?\s*:\s*["'`]\w+["'`]\s*,\s*["']?url["']?\s*:\s*["'`]([^"'`]+)["'`]/g

/** The files of the output to which this applies. */
export function findCompared(entries: readonly OutputEntry[]): Set<OutputEntry> {
  const byName = new Map<string, OutputEntry[]>()
  for (const entry of entries) {
    const name = posix.basename(entry.file.name)
    byName.set(name, [...(byName.get(name) ?? []), entry])
  }
  const compared = new Set<OutputEntry>()
  const add = (address: string | undefined) => {
    const name = posix.basename((address ?? '').split(/[?#]/, 1)[0]!)
    for (const entry of byName.get(name) ?? []) compared.add(entry)
  }
  for (const entry of entries) {
    if (isMap(entry.file.name)) continue
    const { text } = entry
    if (text === undefined) continue
    if (text.includes('serviceWorker') || text.includes('Workbox'))
      for (const match of text.matchAll(REGISTERED)) add(match[2])
    if (text.includes('revision')) for (const match of text.matchAll(PRECACHED)) add(match[1] ?? match[2])
    for (const { name } of versionsIn(text)) add(name)
    if (isCode(entry.file.name) && WORKS.test(text)) compared.add(entry)
  }
  for (const worker of compared) {
    // A Set's iterator also visits items that are added during the loop.
    for (const [, imported] of worker.text?.matchAll(IMPORTED) ?? [])
      for (const match of imported!.matchAll(QUOTED)) add(match[2])
  }
  return compared
}
