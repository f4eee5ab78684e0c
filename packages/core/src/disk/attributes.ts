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
 * Times are not kept: the file did change, and make, rsync and backups have to see that.
 *
 * `cp` gets the old files as open handles, not as paths. By then a path could lead to another file, such as a
 * program with rights that the new file must not get.
 */
import { type StdioOptions, spawn } from 'node:child_process'
import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fstatSync,
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
 * @returns what could not be kept, one line each.
 */
export async function copyAttributes(
  folder: PrivateFolder,
  files: readonly AttributesOf[],
): Promise<string[]> {
  const problems: string[] = []
  const byHandle = files.filter(({ original }) => original !== undefined)
  let rest = files
  if (cpKnowsHow && folder.fd !== undefined && byHandle.length > 0) {
    const problem = await cpAttributes(folder, byHandle)
    if (problem === undefined) rest = files.filter(({ original }) => original === undefined)
    else if (cpKnowsHow) problems.push(`attributes may be lost: ${problem}`)
  }
  for (const file of rest) {
    const failure = keepModeAndOwner(folder.at(file.name), file.stats)
    if (failure) problems.push(`${file.path}: ${failure}`)
  }
  return problems
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
      if (code === 0) return resolve(undefined)
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
