/**
 * The bytes of an artifact of any size. A file that fits is held whole; of a larger one, only a window is in memory
 * at a time.
 */
import { CodecError } from '../error.js'
import { asBuffer } from './fields.js'
import type { Source } from './source.js'

/** Artifacts up to this many bytes are held in memory while a codec that needs all of their bytes reads them. */
export const WHOLE_LIMIT = 64 * 1024 * 1024

const WINDOW_SIZE = 1024 * 1024

export interface Window {
  /** Length of the artifact in bytes. */
  readonly size: number
  /** The whole artifact, if it is no longer than {@link WHOLE_LIMIT}. */
  readonly whole?: Buffer
  /** The byte at `at`; undefined outside the artifact. */
  byte(at: number): number | undefined
  /** The bytes from `from` (inclusive) to `to` (exclusive), both cut to the artifact. Not to be written to. */
  slice(from: number, to: number): Buffer
  /** Offset of the first `what` at or behind `from`, or -1. */
  indexOf(what: Buffer, from: number): number
  /** Offset of the last byte of value `byte` before `before`, or -1. */
  lastIndexOf(byte: number, before: number): number
}

/**
 * Opens a window on `source`.
 * @param wholeLimit for tests.
 */
export function openWindow(source: Source, wholeLimit = WHOLE_LIMIT, windowSize = WINDOW_SIZE): Window {
  return source.size <= wholeLimit
    ? wholeWindow(readExactly(source, 0, source.size))
    : slidingWindow(source, windowSize)
}

/** The artifact without the bytes from `from` to `to`. */
export function without(window: Window, from: number, to: number): Window {
  return replaced(window, from, to, NOTHING)
}

const NOTHING = new Uint8Array()

/** The artifact with `insert` in the place of the bytes from `from` to `to`. */
export function replaced(window: Window, from: number, to: number, insert: Uint8Array): Window {
  if (window.whole)
    return wholeWindow(Buffer.concat([window.slice(0, from), insert, window.slice(to, window.size)]))
  const behind = from + insert.length
  const gap = to - behind
  const source: Source = {
    size: window.size - gap,
    read(at, length) {
      const end = at + length
      return Buffer.concat([
        window.slice(at, Math.min(end, from)),
        insert.subarray(Math.max(at - from, 0), Math.max(end - from, 0)),
        window.slice(Math.max(at, behind) + gap, end + gap),
      ])
    },
  }
  return slidingWindow(source, WINDOW_SIZE)
}

function wholeWindow(whole: Buffer): Window {
  return {
    size: whole.length,
    whole,
    byte: (at) => whole[at],
    slice: (from, to) => whole.subarray(Math.max(from, 0), to),
    indexOf: (what, from) => whole.indexOf(what, from),
    lastIndexOf: (byte, before) => (before <= 0 ? -1 : whole.lastIndexOf(byte, before - 1)),
  }
}

function slidingWindow(source: Source, windowSize: number): Window {
  const { size } = source
  let start = 0
  let bytes: Buffer = Buffer.alloc(0)

  function slice(from: number, to: number): Buffer {
    from = Math.max(from, 0)
    to = Math.min(to, size)
    if (from >= to) return Buffer.alloc(0)
    if (from < start || to > start + bytes.length) {
      // Half of the window lies before what was asked for, so that a search may go either way.
      const length = Math.max(to - from, windowSize)
      start = Math.max(0, from - ((length - (to - from)) >> 1))
      bytes = readExactly(source, start, Math.min(length, size - start))
      if (to > start + bytes.length) {
        start = from
        bytes = readExactly(source, from, to - from)
      }
    }
    return bytes.subarray(from - start, to - start)
  }

  return {
    size,
    byte(at) {
      // This is called for each byte of a text, so it makes no buffer.
      const index = at - start
      if (index >= 0 && index < bytes.length) return bytes[index]
      return at < 0 ? undefined : slice(at, at + 1)[0]
    },
    slice,
    indexOf(what, from) {
      for (let at = Math.max(from, 0); at + what.length <= size; at += windowSize) {
        const found = slice(at, at + windowSize + what.length - 1).indexOf(what)
        if (found >= 0) return at + found
      }
      return -1
    },
    lastIndexOf(byte, before) {
      for (let end = Math.min(before, size); end > 0; end -= windowSize) {
        const at = Math.max(0, end - windowSize)
        const found = slice(at, end).lastIndexOf(byte)
        if (found >= 0) return at + found
      }
      return -1
    },
  }
}

function readExactly(source: Source, at: number, length: number): Buffer {
  const bytes = source.read(at, length)
  if (bytes.length !== length)
    throw new CodecError('TRUNCATED', `ends at byte ${at + bytes.length}, expected ${at + length}`)
  return Buffer.isBuffer(bytes) ? bytes : asBuffer(bytes)
}
