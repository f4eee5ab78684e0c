/**
 * Looking into archives, and into archives in archives.
 *
 *     app.jar!/lib/x.jar      one file in the archive
 *     app.jar!/lib/           every file in one of its folders
 *     app.jar!/lib/x.jar!/    every file in the archive inside
 */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Source } from '../bytes/source.js'
import type { Container, Entry } from '../containers/container.js'
import { openContainer } from '../containers/index.js'
import { openFile } from '../disk/source.js'
import { CodecError } from '../error.js'
import type { ArchiveLimits } from '../formats/bomb.js'
import type { CodecOptions } from '../formats/format.js'
import { addLeftOut, addProblem, type Outcome } from '../report/outcome.js'
import { extractLoose, type LooseArtifact } from './extract.js'

/** Between the path of an archive and that of a file inside. */
export const SEPARATOR = '!/'

/** The largest file inside that is unpacked, as it is held in memory. */
const MAX_UNPACKED = 256 << 20

const NOT_REGULAR = 'it is a link in the archive, or something else that is no file'

/** A path into an archive: the archive's own path, then one path for each level of archives. */
export interface InsidePath {
  archive: string
  inner: readonly string[]
  /** A file or folder with this whole name exists, too, in a folder whose name ends in `!`. */
  isAmbiguous?: boolean
}

/**
 * Takes apart a path into an archive.
 * @param cwd where relative paths start.
 * @returns undefined if it is an ordinary path: without a `!/`, or with one in the name of a file or folder.
 */
export function parseInsidePath(path: string, cwd: string): InsidePath | undefined {
  if (!path.includes(SEPARATOR)) return undefined
  const isAmbiguous = existsSync(resolve(cwd, path))
  const parts = path.split(SEPARATOR)
  for (let count = parts.length - 1; count > 0; count--) {
    const archive = resolve(cwd, parts.slice(0, count).join(SEPARATOR))
    const isFile = statSync(archive, { throwIfNoEntry: false })?.isFile() === true
    if (isFile || (existsSync(archive) && !isAmbiguous))
      return { archive, inner: parts.slice(count), isAmbiguous }
  }
  return undefined
}

/**
 * Reads the marks of the files that a path into an archive names.
 * @param outcome gets the results and the problems.
 */
export async function extractInside(
  path: InsidePath,
  options: CodecOptions,
  outcome: Outcome,
): Promise<void> {
  try {
    if (path.isAmbiguous)
      throw new CodecError(
        'AMBIGUOUS',
        'there is an archive of that name, and a folder whose name ends in "!"',
      )
    await extractLoose(artifactsInside(path, options.limits, outcome), options, outcome)
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    addProblem(outcome, [path.archive, ...path.inner].join(SEPARATOR), error)
  }
}

/** @throws CodecError if there is no such file or archive, or it cannot be read. */
function* artifactsInside(
  { archive, inner }: InsidePath,
  limits: ArchiveLimits | undefined,
  outcome: Outcome,
): Generator<LooseArtifact> {
  const file = openFile(archive)
  try {
    let source: Source = file
    let path = archive
    const open = () => openContainer({ name: path, source }, limits)
    for (const name of inner.slice(0, -1)) {
      const container = open()
      const entry = container.entries.find((entry) => entry.path === name)
      if (!entry) throw missing(name, path)
      source = content(container, onlyFile(container, entry))
      path += SEPARATOR + name
    }
    const name = inner.at(-1)!
    const container = open()
    for (const entry of filesAt(container, name, path)) {
      const entryPath = path + SEPARATOR + entry.path
      if (isFolder(name) && !entry.isRegular) {
        addLeftOut(outcome, entryPath, NOT_REGULAR)
        continue
      }
      try {
        const source = content(container, onlyFile(container, entry))
        yield { path: entryPath, name: entryPath, source, allScripts: !isFolder(name) }
      } catch (error) {
        if (!(error instanceof CodecError)) throw error
        addProblem(outcome, entryPath, error)
      }
    }
  } finally {
    file.close()
  }
}

function isFolder(name: string): boolean {
  return name === '' || name.endsWith('/')
}

function filesAt({ entries }: Container, name: string, path: string): Entry[] {
  const found = entries.filter((entry) =>
    isFolder(name) ? entry.path.startsWith(name) : entry.path === name,
  )
  if (found.length === 0) throw missing(name, path)
  return found
}

function missing(name: string, path: string): CodecError {
  return new CodecError('ENOENT', `there is no ${name} in ${path}`)
}

/**
 * Checks that programs that unpack the container find at the entry's path what is read here.
 * @throws CodecError `AMBIGUOUS` if that is not certain, `NOT_REGULAR` for a link.
 */
function onlyFile(container: Container, entry: Entry): Entry {
  if (container.isAmbiguous(entry))
    throw new CodecError('AMBIGUOUS', 'it is in the archive several times, or under several names')
  if (!entry.isRegular) throw new CodecError('NOT_REGULAR', NOT_REGULAR)
  return entry
}

/** A file in a container, which is unpacked when it is first read. */
function content(container: Container, entry: Entry): Source {
  let bytes: Uint8Array | undefined
  return {
    size: entry.size,
    read(at, length) {
      if (entry.size > MAX_UNPACKED) {
        const limit = `${MAX_UNPACKED >> 20} MB`
        throw new CodecError('TOO_LARGE', `unpacked it has over ${limit}; unpack it and name the file`)
      }
      if (!bytes) {
        bytes = container.read(entry)
        container.checkIntact(entry, bytes)
      }
      return bytes.subarray(at, at + length)
    },
  }
}
