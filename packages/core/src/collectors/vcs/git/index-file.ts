/**
 * What the index says of files: gitformat-index(5). git has no command that compares it with the disk and leaves content
 * alone, so `git ls-files --debug` prints it, with a file's times and sizes on lines of their own:
 *
 *     path NUL
 *       ctime: 1795321306:704482692
 *       mtime: 1795321306:704482692
 *       dev: 65024	ino: 10466108
 *       uid: 0	gid: 0
 *       size: 26	flags: 0
 */
import { lstat } from 'node:fs/promises'
import { inside } from '../../../disk/inside.js'
import { fitsCommandLine, type GitRunner } from './run.js'

/**
 * Those of the paths, relative to the root of the working tree, that have the size and the time that the index has for
 * them. git looks into such a file again if it is as young as the index, as after a clone; its time to the nanosecond
 * says enough here.
 */
export async function untouchedPaths(
  git: GitRunner,
  worktree: string,
  paths: readonly string[],
): Promise<Set<string>> {
  const output = await git(['ls-files', '--debug', '--full-name', '-z', '--', ...pathspecs(paths)])
  const untouched = new Set<string>()
  const wanted = new Set(paths)
  const entry = /([^\0]+)\0 {2}ctime: .*\n {2}mtime: (\d+):(\d+)\n.*\n.*\n {2}size: (\d+)\t.*\n/g
  for (const [, path, seconds, nanoseconds, size] of output.toString().matchAll(entry)) {
    if (!wanted.has(path!)) continue
    const stat = await lstat(inside(worktree, path!), { bigint: true }).catch(() => undefined)
    if (!stat?.isFile() || (stat.size & UINT32) !== BigInt(size!)) continue
    // Some programs write times without nanoseconds into an index.
    const unit = Number(nanoseconds) === 0 ? SECOND : 1n
    const time = BigInt(seconds!) * SECOND + BigInt(nanoseconds!)
    if (stat.mtimeNs / unit === time / unit) untouched.add(path!)
  }
  return untouched
}

/** The index has 32 bits for a size. */
const UINT32 = 0xffff_ffffn
const SECOND = 1_000_000_000n

/** The paths for git's command line, or everything if they are too many for it. */
function pathspecs(paths: readonly string[]): string[] {
  const specs = paths.map((path) => `:(top,literal)${path}`)
  return fitsCommandLine(specs) ? specs : [':(top)']
}

/** Everything but the paths, or undefined if they are too many for a command line. */
export function allBut(paths: readonly string[]): string[] | undefined {
  const specs = [':(top)', ...paths.map((path) => `:(top,exclude,literal)${path}`)]
  return fitsCommandLine(specs) ? specs : undefined
}
