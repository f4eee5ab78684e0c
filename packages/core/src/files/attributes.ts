/**
 * Giving new files the mode, owner, access control lists and extended attributes of those that they replace.
 *
 * Node has no interface to extended attributes. So:
 *
 *     Linux            `cp --attributes-only` of GNU coreutils (or uutils), once for some hundred files, after they
 *                      are written: the kernel takes capabilities and set-user-id bits from a file that is written to
 *     macOS, Windows   the new file begins as a copy of the old one (clonefile(2), CopyFile), which brings all along
 *     elsewhere        mode and owner only; also with busybox's cp, so on Alpine unless coreutils is installed
 *
 * Times are not kept: the file is a changed file, and make, rsync and backups have to see that.
 */
import { execFile } from 'node:child_process'
import { chmodSync, chownSync, constants, copyFileSync, lstatSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from './failure.js'

/** What {@link copyAttributes} needs to know of each file. */
export interface AttributesOf {
  /** The old file's path below the base, and the new one's below the stage. */
  name: string
  stats: Stats
}

const BEGINS_AS_COPY = process.platform === 'darwin' || process.platform === 'win32'

/** Makes the new file where it has to begin as a copy of the old one. @returns whether it did. */
export function beginAsCopy(path: string, temporary: string): boolean {
  if (BEGINS_AS_COPY) copyFileSync(path, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  return BEGINS_AS_COPY
}

/** False once `cp` has turned out to be another one than coreutils'. */
let cpKnowsHow = process.platform === 'linux'

/**
 * Gives each new file `stage/name` the attributes of the old file `base/name`.
 * @returns what could not be kept, one line each.
 */
export async function copyAttributes(
  base: string,
  stage: string,
  files: readonly AttributesOf[],
): Promise<string[]> {
  const problem = cpKnowsHow ? await cpAttributes(base, stage, files) : undefined
  if (cpKnowsHow && problem === undefined) return []
  const problems = problem === undefined || !cpKnowsHow ? [] : [`attributes may be lost: ${problem}`]
  for (const { name, stats } of files) {
    const failure = keepModeAndOwner(join(stage, name), stats)
    if (failure) problems.push(`${join(base, name)}: ${failure}`)
  }
  return problems
}

function cpAttributes(
  base: string,
  stage: string,
  files: readonly AttributesOf[],
): Promise<string | undefined> {
  const args = ['--attributes-only', '--preserve=all', '--no-preserve=links,timestamps', '--parents']
  const names = files.map(({ name }) => name)
  return new Promise((resolve) => {
    const options = { cwd: base, env: { ...process.env, LC_ALL: 'C' } }
    execFile('cp', [...args, '-t', stage, '--', ...names], options, (error, _stdout, stderr) => {
      if (!error) return resolve(undefined)
      // busybox: "unrecognized option", and how to use it. No cp at all: ENOENT.
      if (errorCode(error) === 'ENOENT' || /unrecognized option/.test(stderr)) cpKnowsHow = false
      resolve(stderr.split('\n', 1)[0] || error.message)
    })
  })
}

/** Gives a new file the old one's mode, and its owner if we may. @returns what went wrong. */
export function keepModeAndOwner(file: string, { mode, uid, gid }: Stats): string | undefined {
  try {
    const now = lstatSync(file)
    if (now.uid !== uid || now.gid !== gid) {
      try {
        chownSync(file, uid, gid)
      } catch (error) {
        // Only root may give files away; everybody else's new files are their own.
        if (errorCode(error) !== 'EPERM') throw error
      }
    }
    chmodSync(file, mode & 0o7777)
    return undefined
  } catch (error) {
    return `mode and owner could not be kept (${errorCode(error) ?? error})`
  }
}
