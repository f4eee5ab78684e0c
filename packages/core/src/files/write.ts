/**
 * Writing edited files: the new content goes into a temporary file, which then takes the old file's place. Whoever
 * looks, at any moment, finds the whole old file or the whole new one; in-place.ts has the one exception.
 */
import { createHash } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  rename as renameWithCallback,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { CodecError, type Source, type Splice } from '../codecs/codec.js'
import { pieces } from '../splices.js'
import { beginAsCopy, copyAttributes, keepModeAndOwner } from './attributes.js'
import { errorCode, fileFailure } from './failure.js'
import { HalfWritten, overwriteInPlace } from './in-place.js'
import { forEachConcurrent } from './pool.js'
import { createStages, type StagedPath } from './stage.js'

/** Replaced files are freed in renames, which can take the disk's time: so many at once, while the next are marked. */
const RENAMES = 64
const renameNow = promisify(renameWithCallback)

/** Content is gathered up to this size before it is written. */
const CHUNK = 1 << 20

/** A file to be rewritten. */
export interface Target {
  /** Absolute. */
  path: string
  /** The top of its tree, absolute. */
  root: string
  /** What the file was when its content was read; undefined if there is none yet. */
  stats: Stats | undefined
  /** Whether there is a symbolic link at `path`, which the new file is to replace. */
  replacesLink?: boolean
  /** Whether a file that the edits leave empty goes. */
  goesIfEmpty?: boolean
}

/** A new content that waits to take the old one's place. */
export interface Prepared extends Target {
  staged: StagedPath
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
  prepare(target: Target, source: Source, splices: readonly Splice[]): Prepared
  /**
   * Puts new files into their places.
   * @returns for each file the reason why it is still the old one, or undefined; and what could not be kept of modes,
   * owners and attributes, one line each.
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

  function prepare(target: Target, source: Source, splices: readonly Splice[]): Prepared {
    const { path, root, stats } = target
    if (stats && !target.replacesLink) refuseReadOnly(path)
    const staged = stages.place(path, root)
    try {
      const written = writeContent(staged.temporary, stats && path, source, splices, durable)
      return { ...target, staged, ...written }
    } catch (error) {
      rmSync(staged.temporary, { force: true })
      throw fileFailure(error, 'be written')
    }
  }

  async function commit(files: readonly Prepared[]): Promise<Committed> {
    const warnings = await keepAttributes(files)
    const failures: (CodecError | undefined)[] = []
    const folders = new Set<string>()
    await forEachConcurrent(files, RENAMES, async (file, index) => {
      try {
        if (durable) syncPath(file.staged.temporary) // again: attributes
        await putInPlace(file)
        folders.add(dirname(file.path))
        failures[index] = undefined
      } catch (error) {
        if (error instanceof HalfWritten) stages.keep()
        rmSync(file.staged.temporary, { force: true })
        failures[index] = fileFailure(error, 'be replaced')
      }
    })
    if (durable) for (const folder of folders) syncPath(folder)
    return { failures, warnings }
  }

  async function putInPlace(file: Prepared): Promise<void> {
    const { path, staged, stats, replacesLink, goesIfEmpty, size } = file
    if (!replacesLink) refuseChanged(path, stats)
    if (goesIfEmpty && size === 0) return rmSync(path, { force: true })
    if (isRewritten(file)) return overwriteInPlace(path, staged.temporary, durable)
    try {
      await rename(staged.temporary, path)
    } catch (error) {
      if (errorCode(error) !== 'EXDEV') throw error
      await renameAcrossMounts(file)
    }
  }

  /** A folder in the tree can be mounted from elsewhere. */
  async function renameAcrossMounts(file: Prepared): Promise<void> {
    const { path, staged, stats } = file
    const near = stages.place(path, dirname(path))
    copyFileSync(staged.temporary, near.temporary, constants.COPYFILE_EXCL)
    if (stats) await copyAttributes(near.base, near.stage, [{ name: near.name, stats }])
    if (durable) syncPath(near.temporary)
    await rename(near.temporary, path)
    rmSync(staged.temporary)
  }

  return { prepare, commit, close: stages.remove }
}

/** A file with several names is not replaced but rewritten: a rename would part them. */
function isRewritten({ stats, replacesLink }: Target): boolean {
  return stats !== undefined && stats.nlink > 1 && !replacesLink
}

/** With one `cp` for each stage, of which there is one per tree. */
async function keepAttributes(files: readonly Prepared[]): Promise<string[]> {
  const byStage = new Map<string, Prepared[]>()
  const problems: string[] = []
  for (const file of files) {
    const { path, stats, staged, replacesLink } = file
    if (!stats || isRewritten(file)) continue
    if (replacesLink) {
      const problem = keepModeAndOwner(staged.temporary, stats)
      if (problem) problems.push(`${path}: ${problem}`)
      continue
    }
    const group = byStage.get(file.staged.stage)
    if (group) group.push(file)
    else byStage.set(file.staged.stage, [file])
  }
  const warnings = [...byStage.values()].map((group) => {
    const { base, stage } = group[0]!.staged
    return copyAttributes(
      base,
      stage,
      group.map(({ staged, stats }) => ({ name: staged.name, stats: stats! })),
    )
  })
  return [...problems, ...(await Promise.all(warnings)).flat()]
}

/** @param like the file that the new one begins as a copy of, on systems where that keeps its attributes. */
function writeContent(
  temporary: string,
  like: string | undefined,
  source: Source,
  splices: readonly Splice[],
  durable: boolean,
): { hash: string; size: number } {
  const isCopy = like !== undefined && beginAsCopy(like, temporary)
  const mode = like === undefined ? 0o666 : 0o600
  const fd = openSync(temporary, isCopy ? 'r+' : 'wx', mode)
  try {
    const hash = createHash('sha256')
    let size = 0
    let gathered: Uint8Array[] = []
    let gatheredSize = 0
    const flush = () => {
      const bytes = gathered.length === 1 ? gathered[0]! : Buffer.concat(gathered)
      for (let done = 0; done < bytes.length; )
        done += writeSync(fd, bytes, done, bytes.length - done, size + done)
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
    if (isCopy) ftruncateSync(fd, size)
    if (durable) fsyncSync(fd)
    return { hash: hash.digest('hex'), size }
  } finally {
    closeSync(fd)
  }
}

/** A rename would replace a file that its owner has protected from being written. */
function refuseReadOnly(path: string): void {
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    if (errorCode(error) !== 'EACCES' && errorCode(error) !== 'EPERM') throw fileFailure(error, 'be written')
    throw new CodecError('READ_ONLY', 'the file is read-only; make it writable (chmod u+w) and run again')
  }
}

/** What was read must be what is replaced: a build may still be running. */
function refuseChanged(path: string, then: Stats | undefined): void {
  const now = lstatSync(path, { throwIfNoEntry: false })
  const same =
    then === undefined
      ? now === undefined
      : now !== undefined && now.ino === then.ino && now.mtimeMs === then.mtimeMs && now.size === then.size
  if (!same) {
    throw new CodecError('CHANGED', 'the file was changed meanwhile; run again when nothing else writes it')
  }
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

/** Windows flushes names with the files, and neither folders nor files that are open for reading only. */
function syncPath(path: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(path, constants.O_RDONLY)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
