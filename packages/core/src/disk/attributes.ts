/**
 * Giving new files the mode, owner, access control lists and extended attributes of those that they replace.
 *
 * Node has no interface to extended attributes. So this is done:
 *
 *     Linux            `cp --attributes-only` of GNU coreutils (or uutils), once for some hundred files, after they
 *                      are written: the kernel takes capabilities and set-user-id bits from a file that is written to
 *     macOS, Windows   the new file begins as a copy of the old one (clonefile(2), CopyFile), which brings all along
 *     elsewhere        mode and owner only; also with busybox's cp, so on Alpine unless coreutils is installed
 *
 * A file that does not get all of them is not put in place. A file with several names is overwritten instead; the kernel
 * then takes its capabilities and set-id bits, and they are given back.
 *
 * Times are not kept: the file did change, and make, rsync and backups have to see that.
 *
 * `cp` gets the old files as open handles, not as paths. By then a path could lead to another file, such as a
 * program with rights that the new file must not get.
 */
import { type StdioOptions, spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  type Stats,
} from 'node:fs'
import { reasonOf } from '../error.js'
import { errorCode } from './failure.js'
import type { PrivateFolder } from './private-folder.js'
import { withAbsolutePath } from './search-path.js'

/** What {@link copyAttributes} needs to know of each file. */
export interface AttributesOf {
  /** The old file's path, for messages. */
  path: string
  stats: Stats
  /** A handle of the old file, on systems that need one; see {@link anotherHandle}. */
  original: number | undefined
  /** The new file's name in the temporary folder. */
  name: string
}

const BEGINS_AS_COPY = process.platform === 'darwin' || process.platform === 'win32'

/** Makes the new file, on systems where it has to begin as a copy of the old one. @returns whether it did. */
export function beginAsCopy(path: string, temporary: string): boolean {
  if (BEGINS_AS_COPY) copyFileSync(path, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  return BEGINS_AS_COPY
}

/** False once `cp` has turned out not to be that of coreutils. */
let cpKnowsHow = process.platform === 'linux'

/**
 * A second handle of an open file, on systems where attributes are copied from handles. It stays open when the
 * first one is closed.
 */
export function anotherHandle(fd: number): number | undefined {
  if (!cpKnowsHow) return undefined
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_RDONLY)
  } catch {
    // No /proc, no right to it, or too many handles. Then only mode and owner are kept.
    return undefined
  }
}

/**
 * Gives each new file the attributes of the old one.
 * @returns the files that did not get all of them, and what they lack, one line each.
 */
export async function copyAttributes<T extends AttributesOf>(
  folder: PrivateFolder,
  files: readonly T[],
): Promise<Map<T, string>> {
  const lost = new Map<T, string>()
  const byHandle = files.filter(({ original }) => original !== undefined)
  let rest = files
  if (cpKnowsHow && folder.fd !== undefined && byHandle.length > 0) {
    const problem = await cpAttributes(folder, byHandle)
    if (cpKnowsHow) rest = files.filter(({ original }) => original === undefined)
    // `cp` does not say which of the files it speaks of.
    if (cpKnowsHow && problem !== undefined)
      for (const file of byHandle) {
        const own = byHandle.length === 1 ? problem : await cpAttributes(folder, [file])
        if (own !== undefined) lost.set(file, own)
      }
  }
  for (const file of rest) {
    const failure = keepModeAndOwner(folder.at(file.name), file.stats)
    if (failure) lost.set(file, failure)
  }
  for (const file of files) {
    const failure = lost.has(file) ? undefined : whatDiffers(folder.at(file.name), file.stats)
    if (failure) lost.set(file, failure)
  }
  return lost
}

/** What a new file has not got of the old one's owner and mode. Windows has neither. */
function whatDiffers(file: string, { uid, gid, mode }: Stats): string | undefined {
  if (process.platform === 'win32') return undefined
  const now = lstatSync(file)
  if (now.uid !== uid) return `its owner ${uid} would become ${now.uid}; run as its owner or as root`
  if (now.gid !== gid) return `its group ${gid} would become ${now.gid}; run as a member of it or as root`
  const [before, after] = [mode & 0o7777, now.mode & 0o7777]
  return before === after ? undefined : `its mode ${before.toString(8)} would become ${after.toString(8)}`
}

/** Set-user-id and set-group-id, which the kernel takes from a file that is written. */
const SET_ID = 0o6000
const EXECUTABLE = 0o111

/** Whether writing a file can take rights from it: set-id bits, or the capabilities of a program. */
export function mayLoseRights({ mode }: Pick<Stats, 'mode'>): boolean {
  return process.platform !== 'win32' && (mode & (SET_ID | EXECUTABLE)) !== 0
}

/** Whether a file would keep all rights if it got these problems with its attributes. It stays what it is: owner, lists. */
export function keepsRights({ mode }: Pick<Stats, 'mode'>, problem: string): boolean {
  return (mode & SET_ID) === 0 && !/setting attribute/.test(problem)
}

/**
 * Gives a file that has been overwritten the rights back that the kernel took from it.
 * @param like a file with all attributes that it had. @param fd of the file.
 * @throws Error if that is not possible.
 */
export function giveRightsBack(like: string, fd: number): void {
  const { mode } = lstatSync(like)
  if (mayLoseRights({ mode }) && cpKnowsHow) {
    const from = openSync(like, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    try {
      const args = ['--attributes-only', '--preserve=xattr', '--', '/proc/self/fd/3', '/proc/self/fd/4']
      const { stderr } = spawnSync('cp', args, {
        stdio: ['ignore', 'ignore', 'pipe', from, fd],
        env: { ...withAbsolutePath(process.env), LC_ALL: 'C' },
        encoding: 'utf8',
      })
      if (stderr) throw new Error(stderr.split('\n', 1)[0])
    } finally {
      closeSync(from)
    }
  }
  if ((mode & SET_ID) !== 0) fchmodSync(fd, mode & 0o7777)
}

/** The new files' names are the numbers of the old files' handles in `cp`: `3` gets what `/proc/self/fd/3` has. */
function cpAttributes(folder: PrivateFolder, files: readonly AttributesOf[]): Promise<string | undefined> {
  const stdio: StdioOptions = ['ignore', 'ignore', 'pipe']
  for (const { name, original } of files) stdio[Number(name)] = original!
  for (let number = 3; number < stdio.length; number++) stdio[number] ??= 'ignore'
  const into = stdio.push(folder.fd!) - 1
  const args = ['--attributes-only', '--preserve=all', '--no-preserve=links,timestamps']
  const sources = files.map(({ name }) => `/proc/self/fd/${name}`)
  return new Promise((resolve) => {
    const cp = spawn('cp', [...args, '-t', `/proc/self/fd/${into}`, '--', ...sources], {
      stdio,
      env: { ...withAbsolutePath(process.env), LC_ALL: 'C' },
    })
    let said = ''
    cp.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    cp.on('error', (error) => {
      if (errorCode(error) === 'ENOENT') cpKnowsHow = false
      resolve(reasonOf(error))
    })
    cp.on('close', (code, signal) => {
      // It says what it could not set, and goes on.
      if (code === 0 && said === '') return resolve(undefined)
      // busybox says "unrecognized option".
      if (/unrecognized option/.test(said)) cpKnowsHow = false
      resolve(said.split('\n', 1)[0] || `cp ended with ${code ?? signal}`)
    })
  })
}

/** Gives an open file an owner. @returns false if we may not. */
function takesOwner(fd: number, uid: number, gid: number): boolean {
  const now = fstatSync(fd)
  if (now.uid === uid && now.gid === gid) return true
  try {
    fchownSync(fd, uid, gid)
    return true
  } catch (error) {
    // Only root may change a file's owner; anybody else's new files belong to themselves.
    if (errorCode(error) === 'EPERM') return false
    throw error
  }
}

/** Gives a new file the old one's mode, and its owner if we may. @returns what went wrong. */
export function keepModeAndOwner(
  file: string,
  { mode, uid, gid }: Pick<Stats, 'mode' | 'uid' | 'gid'>,
): string | undefined {
  try {
    const fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    try {
      const isSame = takesOwner(fd, uid, gid)
      // If the owner differs, set-user-id would let another user's program run with our rights.
      fchmodSync(fd, mode & (isSame ? 0o7777 : 0o777))
    } finally {
      closeSync(fd)
    }
    return undefined
  } catch (error) {
    return `mode and owner could not be kept (${errorCode(error) ?? error})`
  }
}

/**
 * Gives a file that stands in the place of a link the mode and owner of what the link led to, but no set-id bits:
 * the author of the link chose which program it leads to and in which folder the copy stands.
 * @returns what went wrong.
 */
export function keepModeBehindLink(file: string, { mode, uid, gid }: Stats): string | undefined {
  return keepModeAndOwner(file, { mode: mode & 0o777, uid, gid })
}
