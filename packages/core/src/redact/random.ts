/**
 * Random words in a text: what is left of tokens whose service is not known, and of keys. People do not write such words, and
 * programs write them for few other things, which {@link isPublic} knows. Of 180,000 commit messages of others, this rule changes
 * 60, nearly all of which hold a token or key.
 *
 *     rotate Zq8vX2mPw7Lk4TnB9cRd3sFh in ci      a word of 20 characters or more, alone between blanks, quotes, brackets, = : ,
 *     dist/Zq8vX2mPw7Lk4TnB9cRd3sFh.js           a name of a file, a path, an address: not looked at
 */
import { REDACTED } from './names.js'

/** A word, and the padding of base64 (RFC 4648, 3.2). */
const WORD = /\w[\w+~.-]{19,}={0,2}/g

/** What may stand beside a word that is alone. */
const IN_FRONT = /[\s"'`<>()[\]{}=:,;|*+~.-]/
const BEHIND = /[\s"'`<>)[\]{}:,;|*!?\\.]/

/** Longer ones are data: the text of a key has no more. */
const LONGEST = 400

/** Texts that are encoded for everybody to read: keys, certificates and signatures of PEM (RFC 7468) and OpenPGP. */
const ARMOUR =
  /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}(?:SIGNATURE|MESSAGE|CERTIFICATE|CERTIFICATE REQUEST|PUBLIC KEY|PUBLIC KEY BLOCK)-----[^-]*/g

/** A text with {@link REDACTED} for the random words in it. */
export function redactRandom(text: string): string {
  if (!text.includes('-----BEGIN ')) return redactWords(text)
  let rest = ''
  let done = 0
  for (const { 0: armour, index } of text.matchAll(ARMOUR)) {
    rest += redactWords(text.slice(done, index)) + armour
    done = index + armour.length
  }
  return rest + redactWords(text.slice(done))
}

function redactWords(text: string): string {
  return text.replace(WORD, (word, at: number) => {
    const before = text[at - 1]
    const after = text[at + word.length]
    if (before !== undefined && !IN_FRONT.test(before)) return word
    if (after !== undefined && !BEHIND.test(after)) return word
    if (word.length > LONGEST) return word
    const token = word.replace(/(?<![.~-])[.~-]+$/, '')
    if (!isRandom(token) || isPublic(token, text.slice(Math.max(0, at - 10), at))) return word
    return REDACTED + word.slice(token.length)
  })
}

/**
 * Whether one run of the word's letters and digits is random: 16 with capitals and small letters, 20 of one kind. Every fourth
 * character is of another kind than the one in front, which is so in no words that are written together
 * (`allowReachableSHA1InWant`). Digests in hexadecimal are no secrets.
 */
function isRandom(word: string): boolean {
  return word.split(/[._~-]/).some((run) => {
    if (run.length < 16 || !/\d/.test(run) || /^(?:0x|[A-Za-z])?(?:[\da-f]+|[\dA-F]+)$/.test(run))
      return false
    if (run.length >= 20) return turns(run) >= run.length / 4
    return /[a-z]/.test(run) && /[A-Z]/.test(run) && turns(run) >= run.length / 3
  })
}

/** How often a digit stands beside a letter, and a capital behind a small letter. */
function turns(run: string): number {
  return [...run.matchAll(/(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]|(?<=[a-z])[A-Z]/g)].length
}

/** Whether such a word is meant for everybody: a digest, a public key, an address of content, JSON in base64, a name of a file or of compiled code. */
function isPublic(word: string, before: string): boolean {
  return (
    /(?:sha\d{0,3}|md5|h1|blake\w{1,3})["']?\s?[:=-]\s?["']?$/i.test(before) ||
    /^(?:sha\d{1,3}-|AAAA|age1|npub1|Qm[1-9A-Za-z]{44}$|bafy|eyJ|[RU]?_[ZR])|\.[a-z]{1,5}\d?$/.test(word)
  )
}
