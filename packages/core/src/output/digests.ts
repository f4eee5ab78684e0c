/**
 * Digests of output files that stand in other output files: `integrity=` in HTML, the table of a webpack runtime,
 * a manifest. Subresource Integrity (W3C) §3.1 names the algorithms: SHA-256, SHA-384, SHA-512.
 */
import { createHash } from 'node:crypto'
import { bytesOf } from './files/file.js'

/** One algorithm in one encoding: how a digest can be written. */
interface Form {
  algorithm: 'sha256' | 'sha384' | 'sha512'
  encoding: 'base64' | 'hex'
  length: number
}

const FORMS: readonly Form[] = [
  { algorithm: 'sha256', encoding: 'base64', length: 44 },
  { algorithm: 'sha384', encoding: 'base64', length: 64 },
  { algorithm: 'sha512', encoding: 'base64', length: 88 },
  { algorithm: 'sha256', encoding: 'hex', length: 64 },
  { algorithm: 'sha384', encoding: 'hex', length: 96 },
  { algorithm: 'sha512', encoding: 'hex', length: 128 },
]

/** With the algorithm's name before it, as Subresource Integrity writes it. */
const NAMED = /sha(?:256|384|512)-([A-Za-z0-9+/]{43,86}={0,2})/g
/**
 * Without a name in hex: 64, 96 or 128 digits. Written out, because V8 then looks at every 64th letter only; for
 * `{64}` it tries each, which takes forty times as long.
 */
const HEX = new RegExp(`(?<![0-9A-Za-z])${'[0-9a-f]'.repeat(64)}(?:[0-9a-f]{32}){0,2}(?![0-9A-Za-z])`, 'g')
/** Without a name in base64. */
const BASE64 = /(?<![0-9A-Za-z+/])[A-Za-z0-9+/]{43,86}={0,2}(?![0-9A-Za-z+/])/g

/**
 * Every text in a file that could be a digest, by its letters and length.
 *
 * All of it is left to the expressions that V8 compiles for itself: a loop over the bytes is as fast, but the
 * optimising compiler takes 8 MB for it, in builds that have no digests at all.
 * @param isCode whether the file is JavaScript or CSS. Their names and data are full of letters of base64, so there a
 *   digest in base64 counts only with its algorithm's name.
 */
export function digestCandidates(content: string | Uint8Array, isCode: boolean): Set<string> {
  const found = new Set<string>()
  for (const text of textsOf(content)) {
    for (const match of text.matchAll(NAMED)) found.add(match[1]!)
    for (const match of text.matchAll(HEX)) found.add(match[0])
    if (!isCode) for (const match of text.matchAll(BASE64)) found.add(match[0])
  }
  return new Set([...found].filter(({ length }) => FORMS.some((form) => form.length === length)))
}

/** How much of a file is text at a time: so much that V8 has room for at hand. */
const PIECE = 16_384
/** Longer than any digest with its name. What the end of a piece cuts off is whole in the next. */
const OVERLAP = 256

/** A file's content as text, a letter a byte, in pieces that overlap. */
function* textsOf(content: string | Uint8Array): Generator<string> {
  if (typeof content === 'string') return yield content
  const bytes = bytesOf(content)
  for (let from = 0; from === 0 || from + OVERLAP < bytes.length; from += PIECE - OVERLAP) {
    yield bytes.toString('latin1', from, from + PIECE)
  }
}

/** A file's digests in every form that any of `candidates` could be: digest text → form. */
export function digestsOf(content: Uint8Array, candidates: ReadonlySet<string>): Map<string, Form> {
  const lengths = new Set([...candidates].map((text) => text.length))
  const digests = new Map<string, Form>()
  for (const form of FORMS) {
    if (lengths.has(form.length)) digests.set(digestOf(content, form), form)
  }
  return digests
}

/** The digest of `content` as `form` writes it. */
export function digestOf(content: Uint8Array, { algorithm, encoding }: Form): string {
  return createHash(algorithm).update(content).digest(encoding)
}

export type { Form as DigestForm }
