/** A report file that several builds share: each adds its report, under a lock. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Dict, Value } from '@chalkmark/mark'
import { errorCode } from '../disk/failure.js'
import { type Folder, lookUp, openFolder } from '../disk/folder.js'
import { underLock } from '../disk/lock.js'
import { isGone, type Maker, thisProcess } from '../disk/maker.js'
import { addBuild, type BuildsWorld, isAlone, RUN, SLOT, slotOf } from '../report/builds.js'

/**
 * The report with what places it in its file.
 * @param file absolute.
 */
export function placedIn(file: string, report: Dict): Dict {
  const operation = String(report._OPERATION)
  const slot = slotOf(file, { operation, cwd: process.cwd(), argv: process.argv })
  return { ...report, [SLOT]: slot, [RUN]: { ...thisProcess() } }
}

/**
 * Adds reports to a file.
 * @param reports that of this build first, as {@link placedIn} gives it.
 * @param put writes the file's new text to its place. It may be called again.
 * @throws Error, one line.
 */
export function addTo(
  folder: Folder,
  name: string,
  reports: readonly Dict[],
  put: (text: string) => void,
): void {
  underLock(folder, name, () => put(addBuild(readReports(folder, name), reports, WORLD)))
}

/** @throws Error, one line, if nothing can be added to what is there. */
export function checkReports(folder: Folder, name: string): void {
  isAlone(readReports(folder, name), undefined)
}

/**
 * Removes a file if it holds the report of this build and no other. It makes room for a report that takes the place of
 * one which is no longer true: a full disk may have no room for a second one.
 * @param file absolute. @param id the report's `_ACTION_ID`.
 * @throws Error, one line.
 */
export function removeOwn(file: string, id: Value | undefined): void {
  const folder = openFolder(dirname(file))
  try {
    const name = basename(file)
    underLock(folder, name, () => {
      if (isAlone(readReports(folder, name), id)) rmSync(folder.at(name), { force: true })
    })
  } finally {
    folder.close()
  }
}

/** @returns an empty text if there is none. What a link leads to is not read, since the link will be replaced. */
function readReports(folder: Folder, name: string): string {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  if (lstatSync(folder.at(name), { throwIfNoEntry: false })?.isSymbolicLink()) return ''
  let fd: number
  try {
    fd = openSync(folder.at(name), flags)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw error
  }
  try {
    if (!fstatSync(fd).isFile()) throw new Error('what is there is no regular file')
    return readFileSync(fd, 'utf8')
  } finally {
    closeSync(fd)
  }
}

const WORLD: BuildsWorld = { isThere, isRunning }

/** Whether an artifact is there. One inside an archive (`app.jar!/lib.jar`) is where the archive is. */
function isThere(path: string): boolean {
  // On Windows, a look at a path of another machine logs in there.
  if (/^[\\/]{2}/.test(path)) return true
  try {
    const [outermost = path] = path.split('!/', 1)
    return [path, outermost].some((one) => lstatSync(lookUp(one), { throwIfNoEntry: false }) !== undefined)
  } catch {
    return true
  }
}

/** What ran on another machine counts as ended: machines share a checkout's files one after the other. */
function isRunning(run: unknown): boolean {
  const { pid, machine, began } = (run ?? {}) as Partial<Maker>
  if (!Number.isInteger(pid) || typeof began !== 'string') return false
  const here = thisProcess()
  return machine === here.machine && !isGone({ pid: pid!, machine, began }, 0)
}
