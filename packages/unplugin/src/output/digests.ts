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

/**
 * Every text in a file that could be a digest, by its letters and length.
 * @param isCode whether the file is JavaScript or CSS. Their names and data are full of letters of base64, so there a
 *   digest in base64 counts only with its algorithm's name.
 */
export function digestCandidates(content: string | Uint8Array, isCode: boolean): Set<string> {
  const found = new Set<string>()
  const add = (pattern: RegExp, group: number) => {
    const text = typeof content === 'string' ? content : bytesOf(content).toString('latin1')
    for (const match of text.matchAll(pattern)) found.add(match[group]!)
  }
  // Nearly every file is done with at the first look, at a tenth of what the expressions take.
  if (holds(content, 'sha')) add(NAMED, 1)
  if (holdsHex(content)) add(HEX, 0)
  if (!isCode) add(BASE64, 0)
  return new Set([...found].filter(({ length }) => FORMS.some((form) => form.length === length)))
}

function holds(content: string | Uint8Array, name: string): boolean {
  const all = typeof content === 'string' ? content : bytesOf(content)
  return ['256-', '384-', '512-'].some((size) => all.includes(name + size))
}

/**
 * Whether 64 digits in a row are possible: one look for every 16 letters meets four of them. Few enough looks not to
 * wake V8's optimising compiler, which takes 4 MB, in builds that have no digests at all.
 */
function holdsHex(content: string | Uint8Array): boolean {
  const { length } = content
  let run = 0
  for (let at = 15; at < length; at += 16) {
    const code = typeof content === 'string' ? content.charCodeAt(at) : content[at]!
    const isHex = (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66)
    run = isHex ? run + 1 : 0
    if (run === 4 && isHexAt(content, at - 48)) return true
    if (run === 4) run = 3
  }
  return false
}

/** Whether the 49 letters from `from` on are hex digits: between the first look and the fourth. */
function isHexAt(content: string | Uint8Array, from: number): boolean {
  const part = content.slice(from, from + 49)
  return /^[0-9a-f]*$/.test(typeof part === 'string' ? part : bytesOf(part).toString('latin1'))
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
