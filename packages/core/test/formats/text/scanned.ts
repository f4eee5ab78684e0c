import fc from 'fast-check'
import { bufferSource } from '../../../src/bytes/source.js'
import { openWindow, type Window } from '../../../src/bytes/window.js'
import type { CommentEnd } from '../../../src/formats/text/scan.js'

/** The comments that a scanner is sure of: start and end of the first, start and end of the second, … */
export function commentsIn(
  scanner: (window: Window) => CommentEnd,
  bytes: Buffer,
  wholeLimit?: number,
): number[] {
  const endAt = scanner(openWindow(bufferSource(bytes), wholeLimit, 64))
  const comments: number[] = []
  for (let at = 0; at < bytes.length; at++) {
    const end = endAt(at)
    if (end === undefined) continue
    comments.push(at, end)
    at = end - 1
  }
  return comments
}

/** Their texts. */
export function textsIn(scanner: (window: Window) => CommentEnd, program: string): string[] {
  const bytes = Buffer.from(program)
  const comments = commentsIn(scanner, bytes)
  return comments.flatMap((start, i) => (i % 2 === 0 ? [bytes.toString('utf8', start, comments[i + 1])] : []))
}

/** A part of a program, and the comments in it in the order in which they come. */
export interface Part {
  text: string
  comments: string[]
}

/** The parts, one behind the other: plain strings are code. */
export function joined(parts: (string | Part)[]): Part {
  return {
    text: parts.map((part) => (typeof part === 'string' ? part : part.text)).join(''),
    comments: parts.flatMap((part) => (typeof part === 'string' ? [] : part.comments)),
  }
}

type Template = (string | fc.Arbitrary<Part>)[]

/** What `parts` come to, with `between` before each of them. */
export function sequence(between: fc.Arbitrary<Part>, ...parts: Template): fc.Arbitrary<Part> {
  const arbitraries = parts.flatMap((part) => [between, typeof part === 'string' ? fc.constant(part) : part])
  return fc.tuple(...arbitraries).map(joined)
}

/** Code without comments. */
export function code(arbitrary: fc.Arbitrary<string>): fc.Arbitrary<Part> {
  return arbitrary.map((text) => ({ text, comments: [] }))
}
