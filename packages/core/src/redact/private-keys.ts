/** Private keys as programs write them, also ones that were cut off or have become a single line. */
import { REDACTED } from './names.js'

const FORMS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // PEM (RFC 7468), OpenSSH, PGP; SSH2 (RFC 4716 has it for public keys); static keys of OpenVPN.
  [
    /-{4,5} ?BEGIN[ \w-]{0,100}(?:PRIVATE KEY(?: BLOCK)?|Static key V\d) ?-{4,5}(?:[^-]|-(?!-{3,4} ?END))*(?:-{4,5} ?END[ \w-]{0,100}-{4,5})?/g,
    REDACTED,
  ],
  // PuTTY's .ppk (PuTTY's manual, appendix C).
  [/(\bPrivate-Lines:[^\S\n]?\d{1,4}\s{1,4})(?:[A-Za-z\d+/=]{1,100}(?:\s{1,4}|$))+/g, `$1${REDACTED}\n`],
  // RSAKeyValue of .NET (RSA.ToXmlString).
  [/(<(?:D|P|Q|DP|DQ|InverseQ)>)[A-Za-z\d+/=]{8,}(?=<\/)/g, `$1${REDACTED}`],
  // Keys of DNSSEC (BIND's K*.private), and of signify and minisign.
  [
    /(\b(?:PrivateKey|PrivateExponent|Prime[12]|Exponent[12]|Coefficient):[^\S\n]?)[A-Za-z\d+/=]{16,}/g,
    `$1${REDACTED}`,
  ],
  [/(\bcomment:[^\n]{0,200}\bsecret key\n)[A-Za-z\d+/=]{40,}/g, `$1${REDACTED}`],
  // Key pairs of Solana: 64 bytes.
  [/\[\s?(?:\d{1,3}\s?,\s?){63}\d{1,3}\s?\]/g, `[${REDACTED}]`],
]

/** What stands in each of them. */
const MAY_HOLD = /BEGIN|Private|<\/(?:D|P|Q|InverseQ)|secret key|Prime[12]|Coefficient|(?:\d{1,3}\s?,\s?){9}/

/** A text without the private keys in it. */
export function redactPrivateKeys(text: string): string {
  if (!MAY_HOLD.test(text)) return text
  return FORMS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)
}
