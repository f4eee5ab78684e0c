/**
 * A lock for a file that several processes change: `.name.lock` beside it, with the process that holds it.
 *
 * Node has no flock(2), so a killed holder leaves its lock behind. A lock counts as left if its process is gone, or if
 * it is older than any work under a lock takes. So a lock that somebody has planted, or that an unpacked archive holds,
 * makes us wait for that long at most. Nothing else in it is believed. For a lock of another user we wait less: who can
 * write to the folder could keep every build waiting.
 *
 * A left lock is moved away before it is removed. Between the look at it and the move another process can have taken
 * its place, and then the wrong lock is moved. It is put back; should a third process have been faster, two hold the
 * lock. The one that was robbed finds out when it gives its lock back, and does its work again.
 */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { PREFIX } from '../config/temporary.js'
import { errorCode } from './failure.js'
import type { Folder } from './folder.js'
import { isGone, type Maker, thisProcess } from './maker.js'
import { isOfAnother } from './trust.js'
import { writeNew } from './whole.js'

/** Work under a lock takes no longer, in milliseconds. */
const LONGEST = 30_000
/** The same for the lock of another user. */
const LONGEST_OF_OTHERS = 2_000
/** How long to wait for a lock, in milliseconds: until one that was left is old enough, and some more. */
const PATIENCE = LONGEST + 15_000
/** The same where another user holds it. */
const PATIENCE_WITH_OTHERS = LONGEST_OF_OTHERS + 1_000
/** A lock without content is one whose process is just writing it, in milliseconds. */
const WRITING = 5_000
/** Between two attempts, in milliseconds. */
const PAUSE = 10
/** In bytes. A longer file is no lock of ours. */
const LARGEST = 4096

/** What a lock says. Without a maker it is not written yet, or none of ours. */
interface Held {
  text: string
  maker?: Maker
  /** In milliseconds; negative if it is from the future. */
  age: number
  /** The user to whom it belongs, if it is another than ours. */
  stranger?: number
}

/**
 * Does something while no other process or thread does it to the same file.
 * @param name of the file in the folder. It need not exist.
 * @param work is synchronous, and is done again if another process took the lock meanwhile.
 * @throws what `work` throws; the file system's error if no lock can be made; Error, one line, if another process keeps
 *   it for longer than we wait.
 */
export function underLock<T>(folder: Folder, name: string, work: () => T): T {
  const lock = `.${name}.lock`
  const began = Date.now()
  for (;;) {
    const text = acquire(folder, lock, began)
    let isKept = false
    let result: T
    try {
      result = work()
    } finally {
      isKept = release(folder, lock, text)
    }
    if (isKept) return result
    if (Date.now() > began + PATIENCE_WITH_OTHERS)
      throw new Error(`other processes take ${join(folder.path, lock)} away`)
  }
}

/** @returns the lock's content, which no other lock has. */
function acquire(folder: Folder, lock: string, began: number): string {
  const text = JSON.stringify({ ...thisProcess(), id: randomBytes(12).toString('hex') })
  let isOfOthers = false
  for (;;) {
    try {
      writeNew(folder.at(lock), text)
      return text
    } catch (error) {
      if (!isTaken(error)) throw error
    }
    const held = look(folder, lock)
    isOfOthers ||= held?.stranger !== undefined
    const until = began + (isOfOthers ? PATIENCE_WITH_OTHERS : PATIENCE)
    if (held && isLeft(held) && Date.now() < until) takeAway(folder, lock, held)
    else if (Date.now() < until) pause(PAUSE * (0.5 + Math.random()))
    else throw new Error(sayHeld(join(folder.path, lock), held))
  }
}

function sayHeld(path: string, held: Held | undefined): string {
  const who = held?.maker ? `process ${held.maker.pid}` : 'another process'
  const whose = held?.stranger === undefined ? '' : ` of another user (uid ${held.stranger})`
  return `${who}${whose} holds ${path}; remove that file if no build runs`
}

/** On Windows a file that is being deleted can be neither opened nor made. */
function isTaken(error: unknown): boolean {
  const code = errorCode(error)
  if (code === 'EEXIST') return true
  return process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY')
}

/** @returns undefined if there is none by now. @throws Error if something else is there. */
function look(folder: Folder, name: string): Held | undefined {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  try {
    const fd = openSync(folder.at(name), flags)
    try {
      const stats = fstatSync(fd)
      if (!stats.isFile() || stats.size > LARGEST) throw inTheWay(folder, name)
      const text = readFileSync(fd, 'utf8')
      const stranger = isOfAnother(stats) ? stats.uid : undefined
      return { text, maker: makerIn(text), age: Date.now() - stats.mtimeMs, stranger }
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || isTaken(error)) return undefined
    if (errorCode(error) === 'ELOOP' || errorCode(error) === 'EMLINK') throw inTheWay(folder, name)
    throw error
  }
}

function inTheWay(folder: Folder, name: string): Error {
  return new Error(`${join(folder.path, name)} is in the way: it is no lock; remove it`)
}

function makerIn(text: string): Maker | undefined {
  try {
    const { pid, machine, began } = JSON.parse(text)
    const isMaker =
      Number.isInteger(pid) && pid > 0 && typeof machine === 'string' && typeof began === 'string'
    return isMaker ? { pid, machine, began } : undefined
  } catch {
    return undefined
  }
}

function isLeft({ maker, age, stranger }: Held): boolean {
  if (Math.abs(age) > (stranger === undefined ? LONGEST : LONGEST_OF_OTHERS)) return true
  return maker ? isGone(maker, Date.now() - age) : Math.abs(age) > WRITING
}

/** Removes a lock that was left, unless it is another one by now. */
function takeAway(folder: Folder, lock: string, left: Held): void {
  const aside = PREFIX + randomBytes(12).toString('hex')
  try {
    renameSync(folder.at(lock), folder.at(aside))
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || isTaken(error)) return
    throw error
  }
  if (look(folder, aside)?.text !== left.text) putBack(folder, aside, lock)
  rmSync(folder.at(aside), { force: true })
}

function putBack(folder: Folder, aside: string, lock: string): void {
  try {
    linkSync(folder.at(aside), folder.at(lock))
  } catch {
    // A third process holds it now. The second one does its work again.
  }
}

/** @returns whether the lock was still ours. */
function release(folder: Folder, lock: string, text: string): boolean {
  if (look(folder, lock)?.text !== text) return false
  rmSync(folder.at(lock), { force: true })
  return true
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
