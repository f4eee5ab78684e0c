/**
 * Reports that wait for delivery, in the user's state folder (disk/state.ts), where nobody else can look or write.
 *
 *     ~/.local/state/chalkmark/outbox/3f2a…/to                         what waits here, for people
 *                                          /0198f3…-9c1e….json         a report that waits
 *                                          /0198f3…-9c1e….json~4711~…  one that process 4711 is about to send
 *                                          /0198f3…-9c1e….unfit        one that the sink will not take
 *
 * A report is written here before it is sent, so that a kill at any moment loses none. Names begin with the time: the
 * oldest is first. Who renames a report to its own process has it; if that process is gone, others may do the same.
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../disk/failure.js'
import { makeFolders } from '../disk/make-folders.js'
import { isGone, type Maker, thisProcess } from '../disk/maker.js'
import { stateFolder } from '../disk/state.js'
import type { Outgoing } from './sink.js'

/** A report that this process alone has, until one of the functions is called. */
export interface Waiting {
  report: Outgoing
  /** It is delivered. */
  done(): void
  /** It waits again. */
  release(): void
  /** It waits, and is sent by hand only. */
  setAside(): void
}

export interface Outbox {
  /**
   * Writes a report for this process to send.
   * @returns it, and what had to go to make room.
   * @throws the file system's error.
   */
  put(report: Outgoing): { waiting: Waiting; dropped: number }
  /** Takes the oldest report that waits. @param also those that were set aside. */
  next(also?: 'unfit'): Waiting | undefined
  /** How many there are, whoever has them. */
  count(): number
  /** Absolute. */
  folder: string
}

/** Of one sink. More than that, and the oldest ones go. */
export const MOST = { reports: 10_000, bytes: 256 * 1024 * 1024 }

const FREE = '.json'
const UNFIT = '.unfit'

/**
 * The outbox of a sink.
 * @param kind of the sink. @param to where its reports go, without credentials.
 * @returns undefined if there is no private state folder.
 */
export function openOutbox(
  kind: string,
  to: string,
  env?: NodeJS.ProcessEnv,
  most = MOST,
): Outbox | undefined {
  const state = stateFolder(env)
  if (state === undefined) return undefined
  const folder = join(
    state,
    'outbox',
    createHash('sha256').update(`${kind}\n${to}`).digest('hex').slice(0, 16),
  )
  const box: Box = { folder, label: `${kind} ${to}`, most, listed: [], room: 0 }
  return {
    put: (report) => put(box, report),
    next: (also) => next(box, also),
    count: () => namesIn(folder).length,
    folder,
  }
}

/** Where reports wait. */
export interface Held {
  /** Absolute. */
  folder: string
  /** The kind of the sink and where its reports go, without credentials. */
  label: string
  count: number
}

/** All outboxes of this user that hold reports, whoever names their sinks. */
export function heldOutboxes(env?: NodeJS.ProcessEnv): Held[] {
  const state = stateFolder(env)
  const top = state === undefined ? undefined : join(state, 'outbox')
  if (top === undefined || !existsSync(top)) return []
  return readdirSync(top, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(top, name))
    .map((folder) => ({ folder, label: labelOf(folder), count: namesIn(folder).length }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => (one.label < other.label ? -1 : 1))
}

function labelOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'to'), 'utf8').trimEnd()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return folder
    throw error
  }
}

interface Box {
  /** Absolute. */
  folder: string
  label: string
  most: typeof MOST
  /** Names that were there at the last look, the oldest first. A look at ten thousand takes milliseconds. */
  listed: string[]
  /** How many reports there is certainly room for, before the next look. */
  room: number
}

/** Between two looks at how full it is. Other processes add to it meanwhile. */
const ROOM = 100

let last = 0

function put(box: Box, report: Outgoing) {
  const { folder, label } = box
  let dropped = 0
  if (box.room-- <= 0) {
    makeFolders(folder, 0o700)
    writeFileSync(join(folder, 'to'), `${label}\n`, { mode: 0o600 })
    dropped = makeRoom(box, report.text.length)
  }
  // Two reports of one millisecond stay in their order.
  last = Math.max(Date.now(), last + 1)
  const name = `${last.toString(16).padStart(12, '0')}-${report.id.replace(/[^\w-]/g, '')}${FREE}`
  const taken = name + ownSuffix()
  const temporary = join(folder, `.${taken}`)
  try {
    writeDurably(temporary, JSON.stringify(report))
    renameSync(temporary, join(folder, taken))
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(folder)
  return { waiting: waitingAt(folder, name, taken, report), dropped }
}

function writeDurably(path: string, text: string): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    writeFileSync(fd, text)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Makes a rename last (fsync(2)). Windows cannot open folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** @returns how many reports were dropped. */
function makeRoom(box: Box, more: number): number {
  const { folder, most } = box
  const names = namesIn(folder)
  const sizes = names.map((name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
  let bytes = sizes.reduce((sum, size) => sum + size, more)
  let number = names.length + 1
  let dropped = 0
  for (const [index, name] of names.entries()) {
    if (number <= most.reports && bytes <= most.bytes) break
    if (name.includes('~') && !isLeft(folder, name)) continue
    rmSync(join(folder, name), { force: true })
    number--
    bytes -= sizes[index]!
    dropped++
  }
  const isRoomy = number + ROOM <= most.reports && bytes + ROOM * (bytes / number) <= most.bytes / 2
  box.room = isRoomy ? ROOM : 0
  return dropped
}

function next(box: Box, also: 'unfit' | undefined): Waiting | undefined {
  const found = takeFirst(box, also)
  if (found) return found
  box.listed = namesIn(box.folder)
  sweep(box.folder)
  return takeFirst(box, also)
}

/** Takes the first of the listed reports that can be taken. */
function takeFirst({ folder, listed }: Box, also: 'unfit' | undefined): Waiting | undefined {
  for (let name = listed.shift(); name !== undefined; name = listed.shift()) {
    const [base = ''] = name.split('~', 1)
    const isTaken = name !== base
    if (!isTaken && base.endsWith(UNFIT) && !also) continue
    if (isTaken && !isLeft(folder, name)) continue
    const taken = base + ownSuffix()
    try {
      renameSync(join(folder, name), join(folder, taken))
    } catch (error) {
      // Another process was faster.
      if (errorCode(error) === 'ENOENT') continue
      throw error
    }
    const report = read(join(folder, taken))
    if (report) return waitingAt(folder, base, taken, report)
    // Nothing of ours has written it.
    rmSync(join(folder, taken), { force: true })
  }
  return undefined
}

function waitingAt(folder: string, base: string, taken: string, report: Outgoing): Waiting {
  let isOurs = true
  const end = (action: () => void) => {
    if (isOurs) action()
    isOurs = false
  }
  const rename = (name: string) => end(() => renameSync(join(folder, taken), join(folder, name)))
  return {
    report,
    done: () => end(() => rmSync(join(folder, taken), { force: true })),
    release: () => rename(base),
    setAside: () => rename(base.replace(FREE, UNFIT)),
  }
}

/** Removes what killed processes had begun to write: `put` had not returned, so nothing was promised. */
function sweep(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder))
    if (name.startsWith('.') && name.includes('~') && isLeft(folder, name))
      rmSync(join(folder, name), { force: true })
}

/** Reports by age, the oldest first. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^[0-9a-f]{12}-/.test(entry.name))
      .map(({ name }) => name)
      .sort()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

function ownSuffix(): string {
  const { pid, machine, began } = thisProcess()
  return `~${pid}~${machine}~${began}`
}

/** Whether the process that has taken a report is gone. */
function isLeft(folder: string, name: string): boolean {
  const [, pid, machine = '', began = ''] = name.split('~')
  const maker: Maker = { pid: Number(pid), machine, began }
  const seen = lstatSync(join(folder, name), { throwIfNoEntry: false })?.ctimeMs
  return seen !== undefined && isGone(maker, seen)
}

function read(path: string): Outgoing | undefined {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    if (!fstatSync(fd).isFile()) return undefined
    const { id, operation, action, text } = JSON.parse(readFileSync(fd, 'utf8'))
    return [id, operation, action, text].every((part) => typeof part === 'string')
      ? { id, operation, action, text }
      : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  } finally {
    closeSync(fd)
  }
}
