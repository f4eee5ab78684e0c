/**
 * Digests of output files that stand in other output files: `integrity=` in HTML, the table of a webpack runtime,
 * a manifest. Subresource Integrity (W3C) §3.1 names the algorithms: SHA-256, SHA-384, SHA-512.
 */
import { createHash } from 'node:crypto'
import { bytesOf } from './file.js'

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
/** Without a name in hex: 64, 96 or 128 digits. */
const HEX = /(?<![0-9A-Za-z])[0-9a-f]{64}(?:[0-9a-f]{32}){0,2}(?![0-9A-Za-z])/g
/** Without a name in base64. */
const BASE64 = /(?<![0-9A-Za-z+/])[A-Za-z0-9+/]{43,86}={0,2}(?![0-9A-Za-z+/])/g

/** What every file with one of them has, and nearly no other: V8 looks for these ten times as fast. */
const SIGN_OF_NAMED = /sha(?:256|384|512)-/
const SIGN_OF_HEX = /[0-9a-f]{16}/

/**
 * Every text in a file that could be a digest, by its letters and length.
 *
 * All of it is left to the expressions that V8 compiles for itself: a loop over the bytes is as fast, but the
 * optimising compiler takes 8 MB for it, in builds that have no digests at all.
 * @param isCode whether the file is JavaScript or CSS. Their names and data are full of letters of base64, so there a
 *   digest in base64 counts only with its algorithm's name.
 */
export function digestCandidates(content: string | Uint8Array, isCode: boolean): Set<string> {
  const text = typeof content === 'string' ? content : bytesOf(content).toString('latin1')
  const found = new Set<string>()
  if (SIGN_OF_NAMED.test(text)) for (const match of text.matchAll(NAMED)) found.add(match[1]!)
  if (SIGN_OF_HEX.test(text)) for (const match of text.matchAll(HEX)) found.add(match[0])
  if (!isCode) for (const match of text.matchAll(BASE64)) found.add(match[0])
  return new Set([...found].filter(({ length }) => FORMS.some((form) => form.length === length)))
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
