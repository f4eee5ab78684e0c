/**
 * Digests of output files that stand in other output files: `integrity=` in HTML, the table of a webpack runtime, the
 * revisions of a precache manifest. Subresource Integrity (W3C) §3.1 names SHA-256, SHA-384 and SHA-512; tools that tell
 * versions apart use MD5 and SHA-1.
 */
import { createHash } from 'node:crypto'

const LENGTHS = { md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const

export type Algorithm = keyof typeof LENGTHS

const ALGORITHMS = Object.keys(LENGTHS) as Algorithm[]

/** How a digest is written, so that another one can be written in the same way. */
interface Spelling {
  encoding: 'hex' | 'base64'
  /** Hex in upper case. */
  isUpper?: boolean
  /** How `+` and `/` are written, if there are any. */
  plus?: string | undefined
  slash?: string | undefined
  /** How `=` is written at the end; undefined if it is left out. */
  pad?: string | undefined
  /** Its algorithm's name stands before it. */
  isNamed?: boolean
}

/** A text that could be a digest, by its letters and length. */
export interface FoundDigest {
  /** Offsets in the text, without the algorithm's name. */
  at: number
  end: number
  algorithm: Algorithm
  /** The {@link digestKey} of the content whose digest it is. */
  key: string
  spelling: Spelling
}

/** A letter of base64, in the ways in which HTML, JSON, JavaScript and addresses write it. RFC 4648, sections 4 and 5. */
const LETTER = String.raw`(?:[A-Za-z0-9+/_-]|\\/|\\u002[bBfF]|\\x2[bBfF]|%2[bBfF]|&#4[37];|&#[xX]2[bBfF];|&plus;|&sol;)`
const PAD = String.raw`(?:=|\\u003[dD]|\\x3[dD]|%3[dD]|&#61;|&#[xX]3[dD];|&equals;)`

const lettersOf = (algorithm: Algorithm) => Math.ceil((LENGTHS[algorithm] * 4) / 3)
const paddingOf = (algorithm: Algorithm) => (3 - (LENGTHS[algorithm] % 3)) % 3

/** With the algorithm's name before it, as Subresource Integrity writes it. */
const NAMED = new RegExp(
  ALGORITHMS.map(
    (name) => `(${name})-${LETTER}{${lettersOf(name)}}${PAD}{0,${paddingOf(name)}}(?!${LETTER})`,
  ).join('|'),
  'g',
)

/**
 * Without a name in hex: 32, 40, 64, 96 or 128 digits. Written out, because V8 then looks at every 32nd letter only; for
 * `{32}` it tries each, which takes far longer.
 */
const hexOf = (digit: string) =>
  `(?<![0-9A-Za-z])${digit.repeat(32)}(?:${[8, 32, 64, 96].map((more) => `${digit}{${more}}`).join('|')})?(?![0-9A-Za-z])`
const HEX = [new RegExp(hexOf('[0-9a-f]'), 'g'), new RegExp(hexOf('[0-9A-F]'), 'g')]

/**
 * Without a name in base64, from the shortest digest on: its padding, or the rest of a longer one. So letters are looked at
 * once for all of them. MD5 and SHA-1 count only with their padding, since many words are as long.
 */
const BASE64 = new RegExp(
  `(?<![0-9A-Za-z+/])${[...ALGORITHMS]
    .sort((a, b) => LENGTHS[a] - LENGTHS[b])
    .reduceRight((longer, name, i, names) => {
      const more = lettersOf(name) - (i > 0 ? lettersOf(names[i - 1]!) : 0)
      const padding = paddingOf(name)
      const ends = `${PAD}{${LENGTHS[name] < 32 ? padding : 0},${padding}}`
      return `${LETTER}{${more}}(?:${ends}${longer && `|${longer}`})`
    }, '')}(?!${LETTER}|${PAD})`,
  'g',
)

/**
 * Every text that could be a digest, in ascending order.
 * @param isCode whether the text is JavaScript or CSS. Their names and data are full of letters of base64, so there a
 *   digest in base64 counts only with its algorithm's name.
 */
export function findDigests(text: string, isCode: boolean): FoundDigest[] {
  const found: FoundDigest[] = []
  for (const match of text.matchAll(NAMED)) {
    const name = match.slice(1).find((one) => one !== undefined) as Algorithm
    const at = match.index + name.length + 1
    found.push(inBase64(name, text.slice(at, match.index + match[0].length), at, true))
  }
  for (const pattern of HEX) {
    for (const { 0: digits, index } of text.matchAll(pattern)) {
      const algorithm = ALGORITHMS.find((name) => LENGTHS[name] * 2 === digits.length)!
      const isUpper = digits !== digits.toLowerCase()
      const key = `${algorithm}:${digits.toLowerCase()}`
      const spelling: Spelling = { encoding: 'hex', isUpper }
      // Digits alone match both expressions.
      if (isUpper || pattern === HEX[0])
        found.push({ at: index, end: index + digits.length, algorithm, key, spelling })
    }
  }
  if (!isCode) {
    const named = new Set(found.map(({ at }) => at))
    for (const { 0: raw, index } of text.matchAll(BASE64)) {
      const letters = unitsOf(raw).filter((unit) => canonical(unit) !== '=').length
      const algorithm = ALGORITHMS.find((name) => lettersOf(name) === letters)
      if (algorithm && !named.has(index)) found.push(inBase64(algorithm, raw, index, false))
    }
  }
  return found.sort((a, b) => a.at - b.at)
}

function inBase64(algorithm: Algorithm, raw: string, at: number, isNamed: boolean): FoundDigest {
  const units = unitsOf(raw)
  const written = (letter: string) => units.find((unit) => canonical(unit) === letter)
  const bytes = Buffer.from(units.map(canonical).join(''), 'base64')
  return {
    at,
    end: at + raw.length,
    algorithm,
    key: `${algorithm}:${bytes.toString('hex')}`,
    spelling: { encoding: 'base64', plus: written('+'), slash: written('/'), pad: written('='), isNamed },
  }
}

const UNIT = new RegExp(`${LETTER}|${PAD}`, 'g')

/** The letters as they are written. */
function unitsOf(raw: string): string[] {
  return raw.match(UNIT) ?? []
}

/** A letter in its plain base64 form. */
function canonical(unit: string): string {
  if (unit.length === 1) return unit === '-' ? '+' : unit === '_' ? '/' : unit
  if (/2b|43|plus/i.test(unit)) return '+'
  return /3d|61|equals/i.test(unit) ? '=' : '/'
}

/**
 * The text with the digests that `next` knows replaced. Each new digest is written like the old one.
 * @param next gives the bytes of the new digest; several if one digest stood for several contents that now differ.
 *   Undefined or none: the old digest stays.
 */
export function rewriteDigests(
  text: string,
  isCode: boolean,
  next: (found: FoundDigest) => readonly Uint8Array[] | undefined,
): string {
  const all = findDigests(text, isCode)
  let result = ''
  let from = 0
  for (const found of all) {
    const digests = next(found)
    if (!digests || digests.length === 0 || found.at < from) continue
    const spelled = digests.map((bytes) => spell(bytes, found.spelling, all))
    // A policy may list several digests: Content Security Policy 3, section 2.3.1.
    result += text.slice(from, found.at) + spelled.join(`' '${found.algorithm}-`)
    from = found.end
  }
  return from === 0 ? text : result + text.slice(from)
}

/** @param others digests in the same text, which show how it writes letters that the old digest did not have. */
function spell(bytes: Uint8Array, spelling: Spelling, others: readonly FoundDigest[]): string {
  const { encoding, isUpper, pad, isNamed } = spelling
  const text = Buffer.from(bytes).toString(encoding)
  if (encoding === 'hex') return isUpper ? text.toUpperCase() : text
  const seen = (letter: 'plus' | 'slash') =>
    spelling[letter] ?? others.map((other) => other.spelling[letter]).find((one) => one !== undefined)
  // Without a name and without padding it is base64url, which has other letters (RFC 4648, section 5).
  const isPadded = pad !== undefined || text.endsWith('=') === false
  const isForAddresses =
    [seen('plus'), seen('slash')].some((one) => one === '-' || one === '_') || !(isNamed || isPadded)
  const plus = seen('plus') ?? (isForAddresses ? '-' : seen('slash') === '%2F' ? '%2B' : '+')
  const slash = seen('slash') ?? (isForAddresses ? '_' : seen('plus') === '%2B' ? '%2F' : '/')
  return text.replace(/[+/=]/g, (letter) => (letter === '+' ? plus : letter === '/' ? slash : (pad ?? '')))
}

/** The digest of `content`. */
export function digestOf(content: string | Uint8Array, algorithm: Algorithm): Buffer {
  return createHash(algorithm).update(content).digest()
}

/** Identifies a digest whatever its spelling: the algorithm and the digest in hex. */
export function digestKey(content: string | Uint8Array, algorithm: Algorithm): string {
  return `${algorithm}:${digestOf(content, algorithm).toString('hex')}`
}
