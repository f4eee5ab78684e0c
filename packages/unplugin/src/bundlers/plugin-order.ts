/**
 * Plugins that use a build's files before they have marks. esbuild calls `onEnd` callbacks one after the other, in
 * the order of the plugins. Bun starts all of them at once.
 *
 * The manifests and pages of such plugins hold names and digests that marks change, and their compressed files
 * hold files without marks. What they have written into the output folder follows the marks. What they have done
 * elsewhere cannot be seen, so there is a warning.
 */
import { type Dirent, readdirSync, statSync } from 'node:fs'
import { isInside, nameIn, type OutputFile, pathIn, reader } from '@chalkmark/core/output/files'
import { MAGIC } from '@chalkmark/mark'

/** The parts of a plugin of esbuild or Bun that are used here. */
interface Plugin {
  name?: string
  setup?: unknown
}

const OURS = 'unplugin-chalk'

/** The clock of a file system can be behind that of the process, in milliseconds. */
const BEHIND = 100

/** What other plugins have done to one output. */
export interface Others {
  /** The files that they have made in the output folder. */
  files: OutputFile[]
  warnings: string[]
}

/** A build whose files other plugins may have used. */
export interface Used {
  plugins: readonly Plugin[] | undefined
  /** The bundler calls `onEnd` callbacks one after the other, not all at once. */
  isInOrder: boolean
  /** The project's root and the output folder, absolute. The folder is not searched if it holds the whole project. */
  root: string
  dir: string
  /** When the build began, in milliseconds since 1970. */
  since: number
  /** The names of the bundler's own files. */
  names: readonly string[]
}

/** Finds what other plugins have made of a build's files. Reads the folder only if there are such plugins. */
export function madeByOthers(used: Used): Others {
  const { root, dir, since, names } = used
  const users = usersBefore(used)
  if (users.length === 0) return { files: [], warnings: [] }
  const own = new Set(names)
  const isSearched = dir !== root && !isInside(root, dir)
  const fresh = isSearched ? freshFiles(dir, since) : []
  const read = reader()
  const files = fresh
    .filter((path) => !own.has(nameIn(dir, path)) && !read(path).includes(MAGIC))
    .map((path) => ({
      name: nameIn(dir, path),
      hashes: [],
      read: () => read(path),
      isOnDisk: true,
      onlyFollows: true,
    }))
  const unseen = users.find(
    (plugin) => usesOutput(plugin) && (files.length === 0 || isStillAtWork(plugin, used)),
  )
  return { files, warnings: unseen ? [orderWarning(unseen, used)] : [] }
}

/**
 * Which of the bundler's files other plugins have already written to the disk, although the caller wanted them in
 * memory.
 */
export function writtenByOthers(used: Used, contentOf: (name: string) => Uint8Array): Set<string> {
  if (usersBefore(used).length === 0) return new Set()
  const read = reader()
  const written = used.names.filter((name) => {
    const path = pathIn(used.dir, name)
    return isFresh(path, used.since) && read(path).equals(contentOf(name))
  })
  return new Set(written)
}

/** The plugins that can have used the files already: those before the last chalk(), or all others. */
function usersBefore({ plugins = [], isInOrder }: Used): Plugin[] {
  const at = plugins.findLastIndex(({ name }) => name === OURS)
  return plugins.slice(0, isInOrder ? Math.max(at, 0) : undefined).filter(({ name }) => name !== OURS)
}

/** Whether a plugin's callback may only have begun. */
function isStillAtWork({ setup }: Plugin, { isInOrder }: Used): boolean {
  return !isInOrder && /\b(?:async|await|then|Promise)\b/.test(String(setup))
}

function orderWarning({ name }: Plugin, { isInOrder }: Used): string {
  const advice = isInOrder ? 'put chalk() before it' : 'let its work follow the build'
  return `the plugin '${name}' can have used the files before they had marks: ${advice}`
}

/** Whether a plugin's code speaks of `onEnd`. Most plugins only resolve and load modules. */
function usesOutput({ setup }: Plugin): boolean {
  return /\bonEnd\b/.test(String(setup))
}

/** The files in a folder, or below it, that were made or changed since a time. Links are left out. */
function freshFiles(dir: string, since: number): string[] {
  return entriesOf(dir).flatMap((entry) => {
    const path = pathIn(dir, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : freshFiles(path, since)
    return entry.isFile() && isFresh(path, since) ? [path] : []
  })
}

function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch {
    // The build has made no folder, or another program removes this one.
    return []
  }
}

function isFresh(path: string, since: number): boolean {
  const { ctimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { ctimeMs: 0 }
  return ctimeMs >= since - BEHIND
}
