/**
 * Writing edited files: the new content goes into a temporary file, which then takes the old file's place. A reader
 * finds the whole old file or the whole new one at any moment; in-place.ts has the only exception.
 */
import { createHash } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  rename as renameWithCallback,
  rmSync,
  type Stats,
} from 'node:fs'
import { basename, dirname, relative } from 'node:path'
import { promisify } from 'node:util'
import type { Source, Splice } from '../bytes/source.js'
import { pieces } from '../bytes/splices.js'
import { CodecError } from '../error.js'
import {
  type AttributesOf,
  anotherHandle,
  beginAsCopy,
  copyAttributes,
  keepModeBehindLink,
  keepsRights,
  mayLoseRights,
} from './attributes.js'
import { errorCode, fileFailure } from './failure.js'
import { type Folder, lookUp, namesOf, openBelow, type Top } from './folder.js'
import { HalfWritten, overwriteInPlace } from './in-place.js'
import { forEachConcurrent } from './pool.js'
import { makePrivateFolder, type PrivateFolder } from './private-folder.js'
import { changedError, hasChanged } from './source.js'
import { hasHoles, writeParts } from './sparse.js'
import { createStages, keyOf, type Staged } from './stage.js'
import { isOurs } from './trust.js'

/**
 * A rename frees the replaced file, which can take a while. So that many renames run at once, while the next files
 * are marked.
 */
const RENAMES = 64
const renameNow = promisify(renameWithCallback)

/** Content is gathered up to this size before it is written. */
const CHUNK = 1 << 20

/** A file to be rewritten. */
export interface Rewrite {
  /** Absolute. */
  path: string
  /** The top of its tree. */
  root: Top
  /** The state of the file when its content was read; undefined if there is no file yet. */
  stats: Stats | undefined
  /** Whether there is a symbolic link at `path`, which the new file is to replace. */
  replacesLink?: boolean
  /** Whether the file is removed if the edits leave it empty. */
  goesIfEmpty?: boolean
  /** Handle of the old file, whose attributes the new one gets. Without it only mode and owner are kept. */
  fd?: number
}

/** New content that waits to replace the old one. */
export interface Prepared extends Rewrite {
  staged: Staged
  /** The temporary file. @throws CodecError `CHANGED` if its folder is not what it was. */
  temporary(): string
  /** Identifies the file that the content was written to. */
  fresh: Stats
  /** A handle of the old file, to take attributes from. */
  original: number | undefined
  /** SHA-256 of the new content, lower-case hex. */
  hash: string
  /** The new content's size in bytes. */
  size: number
}

export interface Writer {
  /**
   * Writes the edited content to a temporary file.
   * @throws CodecError if that is not possible; nothing is left behind.
   */
  prepare(target: Rewrite, source: Source, splices: readonly Splice[]): Prepared
  /**
   * Puts new files into their places.
   * @returns for each file the reason why it is still the old one, or undefined; and which modes, owners and
   *   attributes could not be kept, one line each.
   */
  commit(files: readonly Prepared[]): Promise<Committed>
  /** Removes all temporary files. */
  close(): void
}

export interface Committed {
  failures: (CodecError | undefined)[]
  warnings: string[]
}

/**
 * Makes a writer.
 * @param options `durable`: content and names have reached the disk when `commit` is done.
 */
export function createWriter({ durable = false }: { durable?: boolean } = {}): Writer {
  const stages = createStages()
  const waiting = new Set<Prepared>()

  function prepare(target: Rewrite, source: Source, splices: readonly Splice[]): Prepared {
    const { path, root, stats, fd, replacesLink } = target
    if (stats && !replacesLink) refuseReadOnly(path)
    const staged = stages.place(path, root)
    const temporary = () => staged.folder.at(staged.name)
    try {
      const written = writeContent(temporary(), stats && { path, stats }, source, splices, durable)
      const original = fd === undefined || replacesLink ? undefined : anotherHandle(fd)
      const prepared = { ...target, staged, temporary, original, ...written }
      waiting.add(prepared)
      return prepared
    } catch (error) {
      rmSync(temporary(), { force: true })
      staged.done()
      throw fileFailure(error, 'be written')
    }
  }

  function release(file: Prepared): void {
    waiting.delete(file)
    if (file.original !== undefined) closeSync(file.original)
  }

  async function commit(files: readonly Prepared[]): Promise<Committed> {
    const { lost, warnings } = await keepAttributes(files)
    const failures: (CodecError | undefined)[] = []
    const folders = createFolders()
    await forEachConcurrent(files, RENAMES, async (file, index) => {
      const { staged, temporary } = file
      release(file)
      try {
        if (lost.has(file)) throw lost.get(file)
        if (durable) syncFile(temporary()) // again: attributes
        await putInPlace(file, folders, durable)
        staged.done()
        failures[index] = undefined
      } catch (error) {
        if (error instanceof HalfWritten) staged.keep()
        else {
          rmSync(temporary(), { force: true })
          staged.done()
        }
        failures[index] = fileFailure(error, 'be replaced')
      }
    })
    if (durable) folders.sync()
    folders.close()
    stages.tidy()
    return { failures, warnings }
  }

  return {
    prepare,
    commit,
    close() {
      for (const file of waiting) release(file)
      stages.remove()
    },
  }
}

const NO_LINK = constants.O_NOFOLLOW ?? 0

async function putInPlace(file: Prepared, folders: Folders, durable: boolean): Promise<void> {
  const { path, root, staged, stats, replacesLink, goesIfEmpty, size, temporary, fresh } = file
  const way = relative(root.path, dirname(path))
  const folder = folders.open(root, way)
  const name = basename(path)
  if (!replacesLink) refuseChanged(folder, name, stats)
  if (goesIfEmpty && size === 0) {
    rmSync(folder.at(name), { force: true })
    return rmSync(temporary())
  }
  if (isRewritten(file)) {
    refuseShared(folder)
    const content = { folder: staged.folder, name: staged.name, content: { size, hash: file.hash } }
    return overwriteInPlace({ folder, name, root: root.path, way, stats: stats! }, content, durable)
  }
  refuseSwapped(temporary(), fresh)
  try {
    await rename(temporary(), folder.at(name))
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error
    return await renameAcrossMounts(file, folder, durable)
  }
  refuseSwapped(folder.at(name), fresh)
}

/** A folder in the tree can be on another file system. */
async function renameAcrossMounts(file: Prepared, folder: Folder, durable: boolean): Promise<void> {
  const { path, stats, temporary, root, replacesLink } = file
  const near = makePrivateFolder(folder, { kind: 'files', for: root.path })
  const name = '3'
  try {
    copyFileSync(temporary(), near.at(name), constants.COPYFILE_EXCL)
    if (stats && replacesLink) keepModeBehindLink(near.at(name), stats)
    else if (stats) await copyAttributesOf(folder.at(basename(path)), near, { name, path, stats })
    if (durable) syncFile(near.at(name))
    await rename(near.at(name), folder.at(basename(path)))
  } finally {
    near.remove()
  }
  rmSync(temporary())
}

async function copyAttributesOf(
  old: string,
  near: PrivateFolder,
  file: Omit<AttributesOf, 'original'>,
): Promise<void> {
  const original = openSync(old, constants.O_RDONLY | NO_LINK)
  try {
    for (const problem of (await copyAttributes(near, [{ ...file, original }])).values())
      throw attributesLost(problem)
  } finally {
    closeSync(original)
  }
}

/** A file with several names is rewritten, not replaced, since a rename would separate the names. */
function isRewritten({ stats, replacesLink }: Rewrite): boolean {
  return stats !== undefined && stats.nlink > 1 && !replacesLink
}

/**
 * Copies the attributes, with one `cp` for each temporary folder. A file that is overwritten keeps its own, except for
 * those that the kernel takes from it: these are kept with the new content, to be given back.
 * @returns the files that cannot keep theirs, with the reason; and warnings.
 */
async function keepAttributes(
  files: readonly Prepared[],
): Promise<{ lost: Map<Prepared, CodecError>; warnings: string[] }> {
  const byFolder = new Map<Staged['folder'], (AttributesOf & { file: Prepared })[]>()
  const warnings: string[] = []
  for (const file of files) {
    const { path, stats, staged, replacesLink, temporary, original } = file
    if (!stats || (isRewritten(file) && !mayLoseRights(stats))) continue
    if (replacesLink) {
      const problem = keepModeBehindLink(temporary(), stats)
      if (problem) warnings.push(`${path}: ${problem}`)
      continue
    }
    const group = byFolder.get(staged.folder) ?? []
    byFolder.set(staged.folder, group)
    group.push({ path, name: staged.name, stats, original, file })
  }
  const lost = new Map<Prepared, CodecError>()
  const groups = [...byFolder].map(async ([folder, group]) => {
    for (const [{ file, stats }, problem] of await copyAttributes(folder, group)) {
      if (isRewritten(file) && keepsRights(stats, problem)) continue
      lost.set(file, attributesLost(problem))
    }
  })
  await Promise.all(groups)
  return { lost, warnings }
}

function attributesLost(problem: string): CodecError {
  return new CodecError('ATTRIBUTES', `it cannot keep its attributes: ${problem}`)
}

/** @param like the file that the new one begins as a copy of, on systems where that keeps its attributes. */
function writeContent(
  temporary: string,
  like: { path: string; stats: Stats } | undefined,
  source: Source,
  splices: readonly Splice[],
  durable: boolean,
): { hash: string; size: number; fresh: Stats } {
  const isCopy = like !== undefined && beginAsCopy(like.path, temporary)
  const isSparse = like !== undefined && !isCopy && hasHoles(like.stats)
  const mode = like === undefined ? 0o666 : 0o600
  const flags = isCopy ? constants.O_RDWR : constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
  const fd = openSync(temporary, flags | NO_LINK, mode)
  try {
    const hash = createHash('sha256')
    let size = 0
    let gathered: Uint8Array[] = []
    let gatheredSize = 0
    const flush = () => {
      const bytes = gathered.length === 1 ? gathered[0]! : Buffer.concat(gathered)
      writeParts(fd, bytes, size, isSparse)
      size += bytes.length
      gathered = []
      gatheredSize = 0
    }
    for (const piece of pieces(source, splices)) {
      hash.update(piece)
      gathered.push(piece)
      gatheredSize += piece.length
      if (gatheredSize >= CHUNK) flush()
    }
    flush()
    if (isCopy || isSparse) ftruncateSync(fd, size) // also behind a hole at the end
    if (durable) fsyncSync(fd)
    return { hash: hash.digest('hex'), size, fresh: fstatSync(fd) }
  } finally {
    closeSync(fd)
  }
}

/** A rename would also replace a read-only file, so such a file is refused. */
function refuseReadOnly(path: string): void {
  try {
    accessSync(lookUp(path), constants.W_OK)
  } catch (error) {
    if (errorCode(error) !== 'EACCES' && errorCode(error) !== 'EPERM') throw fileFailure(error, 'be written')
    throw new CodecError('READ_ONLY', 'the file is read-only; make it writable (chmod u+w) and run again')
  }
}

/**
 * Checks that the file to be replaced is the one that was read. A build may still be running, or somebody may swap
 * files.
 */
function refuseChanged(folder: Folder, name: string, then: Stats | undefined): void {
  if (hasChanged(then, lstatSync(folder.at(name), { throwIfNoEntry: false }))) throw changedError()
}

/** Checks that the file that takes its place is the one that was written. */
function refuseSwapped(path: string, written: Stats): void {
  const now = lstatSync(path, { throwIfNoEntry: false })
  if (now?.dev !== written.dev || now.ino !== written.ino || now.size !== written.size) throw changedError()
}

/**
 * In a folder that others can write to, somebody could have made a hard link to a file that is elsewhere.
 * Overwriting it would write outside of the tree.
 */
function refuseShared(folder: Folder): void {
  if (isOurs(lstatSync(folder.at('.')))) return
  throw new CodecError(
    'SHARED',
    'it has several names (hard links) in a folder that others can write to; mark a copy of it',
  )
}

/** On Windows a virus scanner may hold a new file for a moment. */
async function rename(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await renameNow(from, to)
    } catch (error) {
      const mayPass = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '')
      if (process.platform !== 'win32' || !mayPass || attempt === 10) throw error
      await new Promise((resolve) => setTimeout(resolve, 10 * attempt))
    }
  }
}

/** Windows flushes names together with the files. It cannot flush folders, nor files that are open for reading only. */
function syncFile(path: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(path, constants.O_RDONLY | NO_LINK)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** The folders in which files are put in place, each opened once. */
interface Folders {
  open(root: Top, way: string): Folder
  /** Waits until the names in them have reached the disk. */
  sync(): void
  close(): void
}

function createFolders(): Folders {
  const all = new Map<string, Folder>()
  return {
    open(root, way) {
      const key = keyOf(root, way)
      const folder = all.get(key) ?? openBelow(root, namesOf(way))
      all.set(key, folder)
      return folder
    },
    sync() {
      for (const folder of all.values()) syncFile(folder.at('.'))
    },
    close() {
      for (const folder of all.values()) folder.close()
    },
  }
}
