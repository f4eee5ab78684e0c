/**
 * Digests of output files that stand in other output files: `integrity=` in HTML, the table of a webpack runtime,
 * a manifest. Subresource Integrity (W3C) §3.1 names the algorithms: SHA-256, SHA-384, SHA-512.
 */
import { createHash } from 'node:crypto'

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

/** Shorter runs of base64 letters cannot hold a digest. SHA-256 in base64 is 43 letters and a `=`. */
const SHORTEST_RUN = 43

/** 1 for the letters of base64, which include those of hex. `=` is handled apart: it only ends a digest. */
const LETTER = new Uint8Array(256)
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') {
  LETTER[letter.charCodeAt(0)] = 1
}

/**
 * Every text in `bytes` that is as long as a digest and made of its letters.
 *
 * Looks at every 43rd byte only: a run of 43 letters cannot hide between two of them. So output without digests
 * costs next to nothing.
 */
export function digestCandidates(bytes: Uint8Array): Set<string> {
  const found = new Set<string>()
  for (let probe = SHORTEST_RUN - 1; probe < bytes.length; probe += SHORTEST_RUN) {
    if (!LETTER[bytes[probe]!]) continue
    let start = probe
    while (start > 0 && LETTER[bytes[start - 1]!]) start--
    let end = probe + 1
    while (end < bytes.length && LETTER[bytes[end]!]) end++
    if (end - start >= SHORTEST_RUN) {
      let padded = end
      while (padded < bytes.length && padded - end < 2 && bytes[padded] === 0x3d) padded++
      const length = padded - start
      if (FORMS.some((form) => form.length === length)) {
        found.add(Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1'))
      }
    }
    // Continue behind this run: the loop adds the step.
    probe = Math.max(probe, end - 1)
  }
  return found
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
