/**
 * Cuts a text that is read piece by piece into the host reports that it holds.
 *
 *     one document   [ {…}, [ {…} ] ]      an object, or lists of objects: the reference program writes nested lists
 *     JSON Lines     {…} ⏎ [ {…} ] ⏎       a document on each line (jsonlines.org)
 *
 * Only one host report is held at a time. What is broken costs no more than what is whole: in JSON Lines the next line is a
 * new begin, and a document ends there.
 */
import type { Dict } from '@chalkmark/mark'
import { reasonOf } from '../error.js'

/** A host report in a text. */
export interface ReportText {
  host: Dict
  /** As it stands there: JSON.parse rounds large integers. */
  text: string
  /** The line on which it begins, from 1. */
  line: number
}

/** Why a part of a text is no report. */
export interface BadText {
  line: number
  /** One line. */
  problem: string
}

/**
 * Takes the next bytes, or undefined at the end, and adds what is complete to the list.
 * @throws BrokenReport if nothing more can be read. What was complete before is in the list.
 */
export type Splitter = (bytes: Buffer | undefined, found: ReportText[]) => void

/** In bytes: the longest host report. The same as the longest report file that is read at once. */
export const LONGEST_REPORT = 1 << 26
/** A mark has up to 100 levels, and a report some more above it. */
const DEEPEST = 200

const [LINE_FEED, QUOTE, BACKSLASH] = [0x0a, 0x22, 0x5c]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA] = [0x5b, 0x5d, 0x7b, 0x7d, 0x2c]

/** A document that is not JSON, or one beyond the limits. */
export class BrokenReport extends Error {
  constructor(
    readonly line: number,
    /** One line, without the line's number. */
    readonly problem: string,
  ) {
    super(`line ${line}: ${problem}`)
  }
}

/** Cuts a document. A text that begins with a document on one line, and goes on behind it, is JSON Lines. */
export function splitDocument(bad: (part: BadText) => void): Splitter {
  const scan = scanner(1)
  let lines: Splitter | undefined
  return (bytes, found) => {
    if (lines) return lines(bytes, found)
    const rest = scan.read(bytes, found, true)
    if (rest === undefined) return
    lines = splitLines(bad, scan.line())
    lines(rest, found)
  }
}

/** Cuts JSON Lines. @param line the number of the first line. */
export function splitLines(bad: (part: BadText) => void, line = 1): Splitter {
  let held: Buffer[] = []
  let length = 0
  const end = (number: number, found: ReportText[]): void => {
    const bytes = Buffer.concat(held)
    const isLong = length > LONGEST_REPORT
    held = []
    length = 0
    try {
      if (isLong) throw new BrokenReport(number, TOO_LONG)
      found.push(...documentIn(bytes, number))
    } catch (error) {
      if (!(error instanceof BrokenReport)) throw error
      bad({ line: number, problem: error.problem })
    }
  }
  const hold = (bytes: Buffer) => {
    length += bytes.length
    // What is beyond the limit is only counted.
    if (length <= LONGEST_REPORT) held.push(bytes)
    else held = []
  }
  return (bytes, found) => {
    if (bytes === undefined) {
      if (length > 0) end(line, found)
      return
    }
    let from = 0
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, from)) {
      hold(bytes.subarray(from, at))
      end(line++, found)
      from = at + 1
    }
    if (from < bytes.length) hold(bytes.subarray(from))
  }
}

/** The host reports of a whole document. @throws BrokenReport */
function documentIn(bytes: Buffer, line: number): ReportText[] {
  const scan = scanner(line)
  const found: ReportText[] = []
  scan.read(bytes, found)
  scan.read(undefined, found)
  return found
}

const TOO_LONG = `it is longer than ${LONGEST_REPORT >> 20} MiB`
const CUT = 'it is cut off'

interface Scanner {
  /**
   * @param bytes the next ones; undefined at the end. @param found gets what is complete.
   * @param onlyFirst stops behind a line with a document.
   * @returns what is left there.
   */
  read(bytes: Buffer | undefined, found: ReportText[], onlyFirst?: boolean): Buffer | undefined
  /** The number of the line that is read. */
  line(): number
}

/** Finds the objects in lists. JSON.parse judges what is in them. */
function scanner(firstLine: number): Scanner {
  let line = firstLine
  // How many lists around objects are open, and how many lists and objects in all.
  let lists = 0
  let depth = 0
  let inString = false
  let isEscaped = false
  let hasDocument = false
  // Where the document and the object began.
  let began = firstLine
  let objectLine = firstLine
  let held: Buffer[] = []
  let length = 0

  function take(part: Buffer): void {
    length += part.length
    if (length > LONGEST_REPORT) throw new BrokenReport(objectLine, TOO_LONG)
    held.push(part)
  }

  /** Of a sign inside of an object. @returns whether the object ends there. */
  function inObject(sign: number): boolean {
    if (inString) {
      if (isEscaped) isEscaped = false
      else if (sign === BACKSLASH) isEscaped = true
      else if (sign === QUOTE) inString = false
      else if (sign === LINE_FEED) throw new BrokenReport(line - 1, 'a text in it does not end')
    } else if (sign === QUOTE) inString = true
    else if (sign === OPEN_OBJECT || sign === OPEN_LIST) deeper()
    else if (sign === CLOSE_OBJECT || sign === CLOSE_LIST) depth--
    return depth === lists
  }

  function deeper(): void {
    if (++depth > DEEPEST) throw new BrokenReport(line, `it has more than ${DEEPEST} levels`)
  }

  /** Of a sign outside of objects. @returns whether an object begins there. */
  function outside(sign: number): boolean {
    if (sign === OPEN_LIST) {
      if (depth === 0) began = line
      deeper()
      lists++
    } else if (sign === CLOSE_LIST) {
      if (lists === 0) throw new BrokenReport(line, 'a list ends that has not begun')
      depth--
      lists--
    } else if (sign === OPEN_OBJECT) {
      if (depth === 0) began = line
      deeper()
      return true
    } else if (sign !== COMMA && !isBlank(sign)) throw new BrokenReport(line, 'it is no JSON object')
    return false
  }

  function end(): void {
    if (depth > 0) throw new BrokenReport(began, CUT)
  }

  function read(bytes: Buffer | undefined, found: ReportText[], onlyFirst = false): Buffer | undefined {
    if (bytes === undefined) return void end()
    let from = depth > lists ? 0 : -1
    for (let at = 0; at < bytes.length; at++) {
      const sign = bytes[at]!
      if (sign === LINE_FEED) {
        line++
        if (onlyFirst && hasDocument && depth === 0 && began === line - 1) return bytes.subarray(at + 1)
      }
      if (from < 0) {
        if (outside(sign)) {
          from = at
          objectLine = line
        } else if (sign === CLOSE_LIST && depth === 0) hasDocument = true
      } else if (inObject(sign)) {
        take(bytes.subarray(from, at + 1))
        found.push(...hostIn(Buffer.concat(held).toString('utf8'), objectLine))
        held = []
        length = 0
        from = -1
        if (depth === 0) hasDocument = true
      }
    }
    if (from >= 0) take(bytes.subarray(from))
    return undefined
  }
  return { read, line: () => line }
}

function isBlank(sign: number): boolean {
  // With the byte order mark that some editors write: EF BB BF.
  return sign === 0x20 || (sign >= 0x09 && sign <= 0x0d) || sign === 0xef || sign === 0xbb || sign === 0xbf
}

/** The host report in an object's text, if it is one. @throws BrokenReport */
function hostIn(text: string, line: number): ReportText[] {
  let host: Dict
  try {
    host = JSON.parse(text)
  } catch (error) {
    throw new BrokenReport(line, reasonOf(error))
  }
  return '_CHALKS' in host || '_OPERATION' in host ? [{ host, text, line }] : []
}
